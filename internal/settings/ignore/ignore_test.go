package ignore_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/settings/checks"
	"github.com/lockleak/lockleak/internal/settings/ignore"
)

func read(t *testing.T, text string) (*token.FileSet, *ast.File, []*ignore.Directive, []ignore.Malformed) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	all, wrong := ignore.Read(fset, f)
	return fset, f, all, wrong
}

// TestCovers marks the lines that are covered with an x at their end.
func TestCovers(t *testing.T) {
	t.Parallel()
	const text = `package p

var a int //lockleak:ignore lockleak here | x
var b int

//lockleak:ignore lockleak,relock the next line
// and more words
var c int // | x
var d int

// F does.
//
//lockleak:ignore lockleak all of it
func F() { // | x
	a = 1 // | x
	b = 2 // | x
} // | x

func G() {
	_ = []int{
		1, //lockleak:ignore lockleak in a list | x
		2,
	} //lockleak:ignore lockleak behind a brace | x
	//lockleak:ignore relock another check
	a = 3
	//lockleak:ignore lockleak
	a = 4
	//lockleak:ignored lockleak a word of its own
	a = 5
	/*lockleak:ignore lockleak no line comment */
	a = 6
}
`
	fset, f, all, _ := read(t, text)
	file := fset.File(f.FileStart)
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		at := fset.PositionFor(file.LineStart(i+1), false)
		got := slices.ContainsFunc(all, func(d *ignore.Directive) bool { return d.Covers("lockleak", at) })
		if want := strings.HasSuffix(line, "| x"); got != want {
			t.Errorf("line %d, %q: covered is %t", i+1, line, got)
		}
		if at.Filename = "q.go"; slices.ContainsFunc(all, func(d *ignore.Directive) bool { return d.Covers("lockleak", at) }) {
			t.Errorf("line %d is covered in another file", i+1)
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ comment, checks, reason, wrong string }{
		{"//lockleak:ignore lockleak why", "lockleak", "why", ""},
		{"//lockleak:ignore\trelock,lockleak  why so ", "relock,lockleak", "why so", ""},
		{"//lockleak:ignore", "", "", "//lockleak:ignore needs a check and a reason: //lockleak:ignore lockleak the caller releases it"},
		{"//lockleak:ignore ", "", "", "//lockleak:ignore needs a check and a reason: //lockleak:ignore lockleak the caller releases it"},
		{"//lockleak:ignore lockleak", "", "", "//lockleak:ignore lockleak needs a reason behind it"},
		{"//lockleak:ignore lockleek why", "", "", `"lockleek" is no check in //lockleak:ignore; the checks are lockleak, relock, badunlock, deferlock, lostunlock`},
		{"//lockleak:ignore lockdirective why", "", "", `"lockdirective" is no check in //lockleak:ignore; the checks are lockleak, relock, badunlock, deferlock, lostunlock`},
		{"//lockleak:ignore lockleak, why", "", "", `"" is no check in //lockleak:ignore; the checks are lockleak, relock, badunlock, deferlock, lostunlock`},
		{"//lockleak:ignore relock,relock why", "", "", "relock is there twice in //lockleak:ignore"},
		{"// lockleak:ignore relock why", "", "", "write //lockleak:ignore, with no space after the slashes"},
		{"// lockleak:ignore is a directive", "", "", ""},
		{"// See lockleak:ignore lockleak why", "", "", ""},
		{"//lockleak:ignores lockleak why", "", "", ""},
	} {
		_, _, all, wrong := read(t, "package p\n\n"+tt.comment+"\nvar a int\n")
		var got struct{ checks, reason, wrong string }
		for _, d := range all {
			got.checks, got.reason = strings.Join(checks.Strings(d.Checks), ","), d.Reason
		}
		for _, w := range wrong {
			got.wrong = w.Message
		}
		if len(all)+len(wrong) > 1 || got.checks != tt.checks || got.reason != tt.reason || got.wrong != tt.wrong {
			t.Errorf("%q: got %+v, want %+v", tt.comment, got, tt)
		}
	}
}

// FuzzRead looks for files that cannot be read without a crash, and for
// directives that say nothing.
func FuzzRead(f *testing.F) {
	f.Add("package p\n\nvar a int //lockleak:ignore lockleak why\n")
	f.Add("package p\n//lockleak:ignore lockleak why")
	f.Add("package p\n//lockleak:ignore lockleak why\nfunc F() {}\n//line q.go:1\nvar x = 1 // lockleak:ignore relock\n")
	f.Fuzz(func(t *testing.T, text string) {
		fset := token.NewFileSet()
		file, _ := parser.ParseFile(fset, "p.go", text, parser.ParseComments|parser.SkipObjectResolution)
		if file == nil {
			return
		}
		all, wrong := ignore.Read(fset, file)
		for _, d := range all {
			if len(d.Checks) == 0 || d.Reason == "" || d.Pos >= d.End {
				t.Errorf("a directive that says nothing: %+v", d)
			}
		}
		for _, w := range wrong {
			if w.Message == "" || w.Pos >= w.End {
				t.Errorf("nothing is wrong: %+v", w)
			}
		}
	})
}
