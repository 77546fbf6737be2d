package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// directives is the check whose findings have no path, since a directive is on
// none, and no category, since they are of one kind.
const directives = "lockdirective"

// stale is the category of directives that ignore nothing, which are on no path.
const stale = "stale"

// aPlace matches a position with all of its parts.
var aPlace = regexp.MustCompile(`^.+\.go:[1-9]\d*:[1-9]\d*$`)

// unconventional returns what is wrong with the form of a finding. Names are the
// identifiers of the code: what begins with one of them is source text.
func unconventional(f finding, names map[string]bool) []string {
	var problems []string
	report := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if text, ok := strings.CutPrefix(f.Message, f.check+": "); !ok || text == "" {
		report("the message does not begin with the check: %q", f.Message)
	}
	if !isLine(f.Message) {
		report("the message is not one line, or has a full stop: %q", f.Message)
	}
	if !aPlace.MatchString(f.Posn) {
		report("there is no such position: %q", f.Posn)
	}
	if f.check == directives || f.Category == stale {
		return problems
	}
	if f.Category == "" {
		report("there is no category")
	}
	if len(f.Related) == 0 {
		report("there is no path")
	}
	for _, r := range f.Related {
		if !isLine(r.Message) {
			report("an entry is not one line, or has a full stop: %q", r.Message)
		}
		if first, _ := utf8.DecodeRuneInString(r.Message); unicode.IsUpper(first) && !names[firstName(r.Message)] {
			report("an entry begins in upper case: %q", r.Message)
		}
		if !aPlace.MatchString(r.Posn) {
			report("an entry has no such position: %q", r.Posn)
		}
	}
	return problems
}

// isLine reports whether text is one line without a full stop. A message may
// end with a directive as the source has it, which may end with anything.
func isLine(text string) bool {
	message, _, _ := strings.Cut(text, " //lockleak:")
	return text != "" && !strings.ContainsAny(text, "\n\r") && !strings.HasSuffix(message, ".")
}

// firstName returns the letters, digits and underscores that text begins with.
func firstName(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if end < 0 {
		return text
	}
	return text[:end]
}

// identifiers returns the identifiers of all code in dir.
func identifiers(t *testing.T, dir string) map[string]bool {
	t.Helper()
	names := make(map[string]bool)
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".go" {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				names[id.Name] = true
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// aCategory matches a row in the table of docs/categories.md.
var aCategory = regexp.MustCompile("(?m)^\\| ([a-z]+) \\| (?:`([a-z]+)` )?\\| .+ \\|$")

// documentedCategories returns "check category" for each row in the table of
// categories.
func documentedCategories(t *testing.T) map[string]bool {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "categories.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string]bool)
	for _, row := range aCategory.FindAllStringSubmatch(string(page), -1) {
		if row[1] != "check" {
			rows[row[1]+" "+row[2]] = true
		}
	}
	return rows
}

// categories returns "check category" for each that findings have.
func categories(all []finding) map[string]bool {
	have := make(map[string]bool)
	for _, f := range all {
		have[f.check+" "+f.Category] = true
	}
	return have
}

// TestUnconventional has every convention broken.
func TestUnconventional(t *testing.T) {
	t.Parallel()
	good := func() finding {
		return finding{"m", "badunlock", diagnostic{
			Posn: "/a b.go:1:2", Category: "double", Message: "badunlock: mu.Unlock() is wrong; remove it",
			Related: []related{
				{Posn: "/a.go:3:4", Message: "mu is acquired here"},
				{Posn: "/a.go:5:6", Message: "Close(x).mu is released here"},
				{Posn: "/a.go:7:8", Message: "(*p).mu is held"},
			},
		}}
	}
	for _, tt := range []struct {
		name   string
		change func(*finding)
		want   []string // how problems begin
	}{
		{"fine", func(*finding) {}, nil},
		{"another check", func(f *finding) { f.check = "lockleak" }, []string{"the message does not begin"}},
		{"no message", func(f *finding) { f.Message = "badunlock: " }, []string{"the message does not begin"}},
		{"lines", func(f *finding) { f.Message += "\nthere" }, []string{"the message is not one line"}},
		{"full stop", func(f *finding) { f.Message += "." }, []string{"the message is not one line"}},
		{"source", func(f *finding) { f.Message += " in //lockleak:acquires t." }, nil},
		{"full stop before source", func(f *finding) { f.Message += ". //lockleak:acquires t" }, []string{"the message is not one line"}},
		{"no line", func(f *finding) { f.Posn = "/a.go" }, []string{"there is no such position"}},
		{"no position", func(f *finding) { f.Posn = "-" }, []string{"there is no such position"}},
		{"no category", func(f *finding) { f.Category = "" }, []string{"there is no category"}},
		{"no path", func(f *finding) { f.Related = nil }, []string{"there is no path"}},
		{"empty entry", func(f *finding) { f.Related[1].Message = "" }, []string{"an entry is not one line"}},
		{"entry with a full stop", func(f *finding) { f.Related[2].Message += "." }, []string{"an entry is not one line"}},
		{"entry in upper case", func(f *finding) { f.Related[0].Message = "Returns here" }, []string{"an entry begins in upper case"}},
		{"part of a name", func(f *finding) { f.Related[0].Message = "Closed here" }, []string{"an entry begins in upper case"}},
		{"entry nowhere", func(f *finding) { f.Related[0].Posn = "" }, []string{"an entry has no such position"}},
		{"a directive", func(f *finding) {
			*f = finding{"m", directives, diagnostic{Posn: f.Posn, Message: "lockdirective: want a lock"}}
		}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := good()
			tt.change(&f)
			got := unconventional(f, map[string]bool{"Close": true, "mu": true})
			if !slices.EqualFunc(got, tt.want, strings.HasPrefix) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
