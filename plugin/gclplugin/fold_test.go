package gclplugin

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// TestFold has the text of findings, with and without a path.
func TestFold(t *testing.T) {
	t.Parallel()
	fset := token.NewFileSet()
	pos := func(name string) token.Pos {
		f := fset.AddFile(filepath.Join(string(filepath.Separator)+"m", "store", name), -1, 100)
		f.SetLinesForContent([]byte("a\nbc\nd"))
		return f.Pos(3) // 2:2
	}
	here, other, above, below := pos("store.go"), pos("other.go"), pos("../m.go"), pos("disk/disk.go")
	fixes := []analysis.SuggestedFix{{Message: "defer it", TextEdits: []analysis.TextEdit{{Pos: here, End: here, NewText: []byte("defer ")}}}}
	second := analysis.SuggestedFix{Message: "release it", TextEdits: []analysis.TextEdit{{Pos: here, End: here, NewText: []byte("x")}}}
	elsewhere := analysis.SuggestedFix{Message: "both", TextEdits: []analysis.TextEdit{{Pos: here, End: here}, {Pos: other, End: other}}}
	for _, tt := range []struct {
		name, check string
		d, want     analysis.Diagnostic
	}{
		{"plain", Name,
			analysis.Diagnostic{Pos: here, Message: "lockleak: it leaks"},
			analysis.Diagnostic{Pos: here, Message: "lockleak: it leaks"}},
		{"another check", "relock", // golangci-lint puts its name before
			analysis.Diagnostic{Pos: here, Message: "relock: it blocks"},
			analysis.Diagnostic{Pos: here, Message: "it blocks"}},
		{"path", Name,
			analysis.Diagnostic{Pos: here, Message: "lockleak: it leaks", Related: []analysis.RelatedInformation{
				{Pos: here, Message: "acquired"}, {Pos: other, End: other, Message: "passed on"},
				{Pos: above, Message: "above"}, {Pos: below, Message: "below"}, {Message: "nowhere"},
			}},
			analysis.Diagnostic{Pos: here, Message: "lockleak: it leaks\n\tstore.go:2:2: acquired\n\tother.go:2:2: passed on\n" +
				"\t../m.go:2:2: above\n\tdisk/disk.go:2:2: below\n\t-: nowhere"}},
		{"all else", Name,
			analysis.Diagnostic{Pos: here, End: other, Category: "return", URL: "u", Message: "m", SuggestedFixes: fixes},
			analysis.Diagnostic{Pos: here, End: other, Category: "return", URL: "u", Message: "m", SuggestedFixes: fixes}},
		{"alternatives", Name, // golangci-lint would apply both
			analysis.Diagnostic{Pos: here, Message: "m", SuggestedFixes: append(slices.Clone(fixes), second)},
			analysis.Diagnostic{Pos: here, Message: "m", SuggestedFixes: fixes}},
		{"fix of two files", Name, // golangci-lint would apply half of it
			analysis.Diagnostic{Pos: here, Message: "m", SuggestedFixes: []analysis.SuggestedFix{elsewhere, second}},
			analysis.Diagnostic{Pos: here, Message: "m"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := fold(fset, tt.check, tt.d); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

// A namedFact is about functions called Old.
type namedFact struct{}

func (*namedFact) AFact()         {}
func (*namedFact) String() string { return "old" }

// TestFolded runs an analyzer that has facts, a result, related entries and
// fixes. Folded, it keeps them: analysistest applies the fix.
func TestFolded(t *testing.T) {
	t.Parallel()
	// The name is that of the linter, which the message is to keep.
	renamer := &analysis.Analyzer{
		Name:       Name,
		Doc:        "rename Old to New",
		FactTypes:  []analysis.Fact{new(namedFact)},
		ResultType: reflect.TypeFor[int](),
		Run:        rename,
	}
	for _, r := range analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), folded(renamer), "renamed", "user") {
		if n, ok := r.Result.(int); !ok || n == 0 {
			t.Errorf("%s: the result is %v", r.Pass.Pkg.Path(), r.Result)
		}
		for _, d := range r.Diagnostics {
			if d.Related != nil {
				t.Errorf("%s: related entries are left: %v", d.Message, d.Related)
			}
		}
	}
}

// rename is the run function of an analyzer that reports functions called Old
// and their uses, and renames them.
func rename(pass *analysis.Pass) (any, error) {
	count := 0
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok || id.Name != "Old" {
				return true
			}
			fn, ok := pass.TypesInfo.ObjectOf(id).(*types.Func)
			if !ok {
				return true
			}
			if fn.Pkg() == pass.Pkg {
				pass.ExportObjectFact(fn, new(namedFact))
			}
			if !pass.ImportObjectFact(fn, new(namedFact)) {
				return true // the fact is lost, and so is the finding
			}
			count++
			pass.Report(analysis.Diagnostic{
				Pos:     id.Pos(),
				End:     id.End(),
				Message: Name + ": Old is old",
				Related: []analysis.RelatedInformation{{Pos: id.Pos(), Message: "here"}},
				SuggestedFixes: []analysis.SuggestedFix{{
					Message:   "call it New",
					TextEdits: []analysis.TextEdit{{Pos: id.Pos(), End: id.End(), NewText: []byte("New")}},
				}},
			})
			return true
		})
	}
	return count, nil
}
