package fixturetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// TestCompare compares findings with comments of all forms.
func TestCompare(t *testing.T) {
	t.Parallel()
	const text = "package p\n" +
		"var a int // want `^a: one$`\n" +
		"var b int // want \"b\" `two`\n" +
		"var c int /* want `c` */ //lockleak:ignore a\n" +
		"//lockleak:ignore a // want `d`\n" +
		"var e int // wanted by all\n"
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	at := func(n int, message string) analysis.Diagnostic {
		return analysis.Diagnostic{Pos: fset.File(file.Pos()).LineStart(n), Message: message}
	}
	all := []analysis.Diagnostic{at(2, "a: one"), at(3, "two"), at(3, "b"), at(4, "c"), at(5, "d")}
	for _, tt := range []struct {
		name string
		got  []analysis.Diagnostic
		want []string
	}{
		{"all", all, nil},
		{"one is missing", all[1:], []string{"p.go:2: no finding matches `^a: one$`"}},
		{"another message", append([]analysis.Diagnostic{at(2, "a: one more")}, all[1:]...),
			[]string{"p.go:2: no finding matches `^a: one$`", `p.go:2: unexpected finding "a: one more"`}},
		{"one of two is missing", slices.Concat(all[:2], all[3:]), []string{"p.go:3: no finding matches `b`"}},
		{"twice", append([]analysis.Diagnostic{at(4, "c")}, all...), []string{`p.go:4: unexpected finding "c"`}},
		{"another line", append([]analysis.Diagnostic{at(6, "e")}, all...), []string{`p.go:6: unexpected finding "e"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := compare(fset, []*ast.File{file}, tt.got); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestWanted has comments that are wrong.
func TestWanted(t *testing.T) {
	t.Parallel()
	for _, comment := range []string{"// want a finding", "// want `a` b", "// want `(`", "/* want \"a */"} {
		if patterns, err := wanted(comment); err == nil {
			t.Errorf("%s: %v, want an error", comment, patterns)
		}
	}
}
