package page

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// written returns the page of a report about files, whose names in findings are
// relative.
func written(t *testing.T, files map[string]string, r Report) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var w strings.Builder
	if err := Write(&w, &view.View{UserDir: dir, GoDir: dir}, r); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(w.String(), dir) {
		t.Errorf("the page names the directory %s", dir)
	}
	return w.String()
}

func at(file string, line, col int) finding.Position {
	return finding.Position{File: file, Line: line, Col: col}
}

const set = `package set

// add adds n.
func (s *set) add(n int) bool {
	s.mu.Lock()
	if n < 0 {
		return false // "negative"
	}
	s.list = append(s.list, n)
	s.mu.Unlock()
	return true
}
`

// leak is a finding in set.
func leak() finding.Finding {
	exit := strings.Index(set, "return false")
	return finding.Finding{
		Package: "example.com/set [example.com/set.test]", Check: "lockleak", Category: "return",
		Message: "lockleak: s.mu.Lock() is not released on a path that returns",
		At:      at("set.go", 5, 2), End: at("set.go", 5, 13),
		Function: "example.com/set.set.add", Lock: "s.mu",
		Path: []finding.Step{
			{At: at("set.go", 5, 2), End: at("set.go", 5, 13), Kind: finding.Acquire, Message: "s.mu is acquired here"},
			{At: at("set.go", 6, 5), End: at("set.go", 6, 10), Kind: finding.Branch, Message: "n < 0 is true"},
			{At: at("set.go", 7, 3), End: at("set.go", 7, 15), Kind: finding.Exit, Message: "returns here with s.mu still held"},
			{At: at("set.go", 10, 2), End: at("set.go", 10, 15), Kind: finding.Release, Message: "s.mu is released here on another path"},
		},
		Fixes: []finding.Fix{{Message: "Release s.mu", Edits: []finding.Edit{{File: "set.go", Start: exit, End: exit, New: "s.mu.Unlock()\n\t\t"}}}},
		Graph: &finding.Graph{Blocks: []finding.Block{
			{Name: "entry", First: 5, Last: 6, Succs: []int{1, 2}, Path: []int{1}},
			{Name: "if.then", First: 7, Last: 7, Path: []int{2}},
			{Name: "if.done", First: 9, Last: 11},
		}},
	}
}

// TestPage looks at everything on a page with one finding.
func TestPage(t *testing.T) {
	t.Parallel()
	files := map[string]string{"set.go": set}
	text := written(t, files, Report{
		Version: "v1.2.3", Settings: []string{"-lockleak.panic=all"}, Patterns: []string{"./..."},
		Findings: []finding.Finding{leak()}, Missing: []string{"example.com/other: left out: <it> does not compile"},
	})
	p := parse(t, text)
	wantTexts(t, p, "title", "lockleak: 1 finding of 1 check in 1 package", "Control-flow graph of set.add")
	wantTexts(t, p.find("header")[0], "dd", "./...", "-lockleak.panic=all", "v1.2.3")
	wantTexts(t, p.find(".missing")[0], "li", "example.com/other: left out: <it> does not compile")
	row := p.find(".all")[0].find("tbody")[0]
	wantTexts(t, row, "td", "1", "lockleak", "s.mu", "set.add", "return, line 7")
	if a := row.find("a"); len(a) != 1 || a[0].attr["href"] != "#f1" || a[0].text != "set.go:5:2" {
		t.Errorf("the row links to %+v", a)
	}
	article := p.find("#f1")[0]
	wantTexts(t, article, "h3", "1 s.mu.Lock() is not released on a path that returns")
	wantTexts(t, article, "dd", "lockleak", "s.mu", "set.add", "return, line 7", "example.com/set", "set.go:5:2", "n < 0 is true")
	wantTexts(t, article.find("ol")[0], "li", "acquire s.mu is acquired here line 5", "condition n < 0 is true line 6",
		"exit returns here with s.mu still held line 7")
	wantTexts(t, article.find("ul")[0], "li", "release s.mu is released here on another path line 10")
	wantTexts(t, article, ".note", "1 s.mu is acquired here", "2 n < 0 is true", "3 returns here with s.mu still held",
		"– s.mu is released here on another path")
	wantTexts(t, article, "mark", "s.mu.Lock()", "n < 0", "return false", "s.mu.Unlock()")
	wantTexts(t, article, ".key", "func", "if", "return", "return")
	wantTexts(t, article, ".com", `// "negative"`)
	var source strings.Builder
	for _, code := range article.find(".src")[0].find("code") {
		source.WriteString(code.text)
	}
	if _, want, _ := strings.Cut(set, "n.\n"); source.String() != want {
		t.Errorf("the source is\n%s\nwant\n%s", source.String(), want)
	}
	wantTexts(t, article, ".add", "+		s.mu.Unlock()")
	if n := len(article.find("svg")); n != 1 {
		t.Errorf("%d drawings", n)
	}
	checkLinks(t, p)
	if again := written(t, files, Report{
		Version: "v1.2.3", Settings: []string{"-lockleak.panic=all"}, Patterns: []string{"./..."},
		Findings: []finding.Finding{leak()}, Missing: []string{"example.com/other: left out: <it> does not compile"},
	}); again != text {
		t.Error("two pages of the same findings differ")
	}
}

func TestNothingFound(t *testing.T) {
	t.Parallel()
	p := parse(t, written(t, nil, Report{Version: "v1"}))
	wantTexts(t, p, "title", "lockleak: no findings")
	if n := len(p.find("table")); n != 0 {
		t.Errorf("%d tables", n)
	}
	checkLinks(t, p)
}

// TestHostile has markup, characters that are not seen and bytes that are no UTF-8
// in every text. They are shown, and do nothing.
func TestHostile(t *testing.T) {
	t.Parallel()
	const evil = "<script>alert(1)</script>\"'&\x00\x1b[31m\u202e\xff]]>--><!--{{.}}"
	file := "a<b>&\"'\u202e.go"
	f := leak()
	f.Package, f.Check, f.Category, f.Message, f.Function, f.Lock = evil, evil, evil, evil, evil, evil
	f.At.File, f.End.File = file, file
	for i := range f.Path {
		f.Path[i].At.File, f.Path[i].End.File, f.Path[i].Message, f.Path[i].Kind = file, file, evil, finding.Kind(evil)
	}
	f.Path = append(f.Path, finding.Step{At: at(evil, 1, 1), Message: evil, Kind: finding.Branch}, finding.Step{Message: evil})
	f.Fixes[0].Message, f.Fixes[0].Edits[0].File = evil, file
	f.Fixes[0].Edits[0].New = "_ = \"<script>\u202e\"\n\t\t"
	for i := range f.Graph.Blocks {
		f.Graph.Blocks[i].Name = evil
	}
	source := strings.Replace(set, `"negative"`, "\x01</code></div><script>alert(2)</script>\u202e\u200b\u00a0", 1)
	text := written(t, map[string]string{file: source}, Report{
		Version: evil, Settings: []string{evil}, Patterns: []string{evil}, Missing: []string{evil}, Findings: []finding.Finding{f, leak()},
	})
	p := parse(t, text)
	if n := len(p.find("script")); n != 0 || strings.Contains(text, "<script") || strings.Contains(text, "<!--") {
		t.Errorf("%d scripts", n)
	}
	for _, r := range text {
		if r < ' ' && r != '\n' && r != '\t' || r == '\u202e' || r == '\u200b' || r == '\ufffd' {
			t.Errorf("the page has the character %U", r)
		}
	}
	wantTexts(t, p.find(".missing")[0], "li", `<script>alert(1)</script>"'&\x00\x1b[31m\u202e\xff]]>--><!--{{.}}`)
	wantTexts(t, p.find("#f1")[0].find(".src")[0], ".odd", `\x01`, `\u202e`, `\u200b`, "␣")
	wantTexts(t, p.find("#f1")[0].find(".diff")[0], ".odd", `\u202e`, `\u202e`, `\u202e`, `\x01`, `\u202e`, `\u200b`, "␣")
	if !strings.Contains(p.find("#f1")[0].text, `a<b>&"'\u202e.go:5:2`) {
		t.Error("the file is not named")
	}
	checkLinks(t, p)
}

// TestSources: what is shown of files that are long, short, missing, no Go.
func TestSources(t *testing.T) {
	t.Parallel()
	var long strings.Builder
	long.WriteString("package long\n\nfunc f() {\n")
	for i := range 300 {
		fmt.Fprintf(&long, "\tg(%d)\n", i)
	}
	long.WriteString("}\n")
	step := func(file string, line int) finding.Step {
		return finding.Step{At: at(file, line, 2), End: at(file, line, 3), Kind: finding.Note, Message: fmt.Sprintf("%s %d", file, line)}
	}
	f := finding.Finding{
		Package: "p", Check: "c", Message: "c: m", At: at("long.go", 200, 1),
		Path: []finding.Step{step("long.go", 100), step("long.go", 110), step("short.go", 1), step("short.go", 50), step("gone.go", 3), step("notes.txt", 2)},
	}
	p := parse(t, written(t, map[string]string{"long.go": long.String(), "short.go": "package short", "notes.txt": "one\n\"two\xff\nfunc\n"},
		Report{Findings: []finding.Finding{f}}))
	article := p.find("#f1")[0]
	wantTexts(t, article, ".gap", "90 lines left out", "77 lines left out", "97 lines left out")
	wantTexts(t, article, ".problem", "The file has changed since it was analysed: 1 place of the path cannot be shown.",
		"The file cannot be read, so that its lines are missing.")
	wantTexts(t, article, ".note", "1 long.go 100", "2 long.go 110", "– m", "3 short.go 1", "6 notes.txt 2")
	wantTexts(t, article, "li", "long.go 100 line 100", "long.go 110 line 110", "short.go 1 short.go:1:2", "short.go 50 short.go:50:2",
		"gone.go 3 gone.go:3:2", "notes.txt 2 notes.txt:2:2")
	wantTexts(t, article, ".odd", `\xff`)
	if n := len(article.find(".l")); n != 1+23+13+1+1+3 {
		t.Errorf("%d lines", n)
	}
	checkLinks(t, p)
}

// TestFixes: a fix that does not fit says so, and what is left is shown.
func TestFixes(t *testing.T) {
	t.Parallel()
	f := leak()
	f.Fixes = []finding.Fix{
		{Message: "one", Edits: []finding.Edit{{File: "set.go", Start: 5000, End: 5001}}},
		{Message: "two", Edits: []finding.Edit{{File: "none.go"}}},
		{Message: "three"},
		f.Fixes[0],
	}
	p := parse(t, written(t, map[string]string{"set.go": set}, Report{Findings: []finding.Finding{f}}))
	article := p.find("#f1")[0]
	const changed = "It cannot be shown: a file cannot be read, or has changed since it was analysed."
	wantTexts(t, article, ".problem", changed, changed)
	wantTexts(t, article, "h4", "Path", "On other paths", "set.go", "Fix: one", "Another fix: two", "Another fix: three", "Another fix: Release s.mu", "Control-flow graph")
	if n := len(article.find(".diff")); n != 1 {
		t.Errorf("%d diffs", n)
	}
}

// TestMarks: marks of which one is in another, or that overlap.
func TestMarks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		marks []markSpan
		want  string
	}{
		{nil, `a<span class="key">bc</span>d&lt;`},
		{[]markSpan{{0, 4, "x"}}, `<mark class="x">a<span class="key">bc</span>d</mark>&lt;`},
		{[]markSpan{{0, 5, "x"}, {3, 4, "y"}}, `<mark class="x">a<span class="key">bc</span></mark><mark class="y">d</mark><mark class="x">&lt;</mark>`},
		{[]markSpan{{2, 99, "x"}}, `a<span class="key">b</span><mark class="x"><span class="key">c</span>d&lt;</mark>`},
	} {
		if got := string(markedUp("abcd<", []markSpan{{1, 3, "key"}}, tt.marks)); got != tt.want {
			t.Errorf("%v:\ngot  %s\nwant %s", tt.marks, got, tt.want)
		}
	}
}
