package explain

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

const source = "package a\n" +
	"\n" +
	"func (s *set) add(n int) bool {\n" +
	"\ts.锁.Lock()\n" +
	"\tif n < 0 && s.full {\n" +
	"\t\treturn false // \x1b[31m\xff\n" +
	"\t}\n" +
	"\ts.n++\n" +
	"\n" +
	"\ts.锁.Unlock()\n" +
	"\tpanic(\"no\")\n" +
	"}\n"

// shown returns what is shown of a finding in the source, with $ before names of
// files for the directory.
func shown(t *testing.T, f finding.Finding, o Options) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	v := &view.View{UserDir: dir, GoDir: dir}
	var b bytes.Buffer
	if err := Write(&b, v, []finding.Finding{f}, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func at(line, col int) finding.Position { return finding.Position{File: "a.go", Line: line, Col: col} }

func leak() finding.Finding {
	return finding.Finding{
		At: at(4, 2), End: at(4, 14), Message: "lockleak: s.锁.Lock() is not released",
		Path: []finding.Step{
			{At: at(4, 2), End: at(4, 14), Kind: finding.Acquire, Message: "s.锁 is acquired here"},
			{At: at(5, 5), Kind: finding.Branch, Message: "n < 0 is true"},
			{At: at(5, 14), Kind: finding.Branch, Message: "s.full is true"},
			{At: at(6, 3), Kind: finding.Exit, Message: "returns here with s.锁 still held"},
			{At: at(11, 7), Kind: finding.Exit, Message: "also panics here with s.锁 still held"},
			{At: at(10, 2), Kind: finding.Release, Message: "s.锁 is released here on another path"},
		},
		Fixes: []finding.Fix{{Message: "Defer s.锁.Unlock()"}, {Message: "Release s.锁 before this return"}},
	}
}

func TestWide(t *testing.T) {
	t.Parallel()
	const want = `a.go:4:2: lockleak: s.锁.Lock() is not released
 3 | func (s *set) add(n int) bool {
 4 |     s.锁.Lock()
   |     ^^^^^^^^^^^ 1. s.锁 is acquired here
 5 |     if n < 0 && s.full {
   |        ^^^^^ 2. n < 0 is true
   |                 ^^^^^^ 3. s.full is true
 6 |         return false // ␛[31m�
   |         ^^^^^^^^^^^^ 4. returns here with s.锁 still held
 … |
10 |     s.锁.Unlock()
   |     ------------- s.锁 is released here on another path
11 |     panic("no")
   |          ------ also panics here with s.锁 still held
   = fix: Defer s.锁.Unlock(); lockleak -fix applies it
   = or: Release s.锁 before this return
`
	if got := shown(t, leak(), Options{Width: 80}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestWidths checks at every width that no row but the first is wider, that all
// labels are there, and that the numbers are in the order of the path.
func TestWidths(t *testing.T) {
	t.Parallel()
	f := leak()
	bare := func(s string) string { return strings.NewReplacer(" ", "", "\n", "", "|", "").Replace(s) }
	for width := 20; width <= 140; width++ {
		for _, context := range []int{0, 2} {
			got := shown(t, f, Options{Width: width, Context: context})
			first, rest, _ := strings.Cut(got, "\n")
			if first != "a.go:4:2: "+f.Message {
				t.Errorf("width %d: the first line is %q", width, first)
			}
			for row := range strings.Lines(rest) {
				if n := terminal.Columns(strings.TrimSuffix(row, "\n")); n > width {
					t.Errorf("width %d: %d columns: %q", width, n, row)
				}
			}
			for i, s := range f.Path {
				text := s.Message
				if i < 4 {
					text = fmt.Sprintf("%d. %s", i+1, text)
				}
				if !strings.Contains(bare(rest), bare(text)) {
					t.Errorf("width %d: %q is missing in\n%s", width, text, rest)
				}
			}
		}
	}
}

// TestFallback has steps whose source is not there: a file that is missing, and
// one that is shorter than it was.
func TestFallback(t *testing.T) {
	t.Parallel()
	f := finding.Finding{At: at(99, 1), Message: "m", Path: []finding.Step{
		{At: finding.Position{File: "gone.go", Line: 3, Col: 4}, Message: "is acquired"},
		{At: at(99, 1), Message: "is held"},
		{At: finding.Position{}, Message: "somewhere"},
	}}
	const want = "a.go:99:1: m\n\tgone.go:3:4: is acquired\n\ta.go:99:1: is held\n\t-: somewhere\n"
	if got := shown(t, f, Options{Width: 80}); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestPlaces has positions of all kinds: without a column, behind the end of a
// line, over several lines, and a finding without a path.
func TestPlaces(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		f    finding.Finding
		want string
	}{
		{finding.Finding{At: at(8, 0)}, "8 |     s.n++\n  |     ^^^^^\n"},
		{finding.Finding{At: at(8, 99)}, "8 |     s.n++\n  |          ^\n"},
		{finding.Finding{At: at(8, 2), End: at(10, 3)}, "8 |     s.n++\n  |     ^^^^^\n"},
		{finding.Finding{At: at(7, 2), End: at(6, 1)}, "7 |     }\n  |     ^\n"},
		{finding.Finding{At: at(1, 1)}, "1 | package a\n  | ^^^^^^^\n"},
	} {
		if got := shown(t, tt.f, Options{Width: 80}); !strings.HasSuffix(got, tt.want) {
			t.Errorf("%v: got\n%s\nwant\n%s", tt.f.At, got, tt.want)
		}
	}
}

// TestColor checks that colour is all that it adds.
func TestColor(t *testing.T) {
	t.Parallel()
	plain, colored := shown(t, leak(), Options{Width: 50}), shown(t, leak(), Options{Width: 50, Color: true})
	for _, s := range []terminal.Style{terminal.Strong, terminal.Faint, terminal.Blue, terminal.Cyan, terminal.Red, terminal.Green} {
		if !strings.Contains(colored, string(s)) {
			t.Errorf("the style %q is missing", s)
		}
		colored = strings.ReplaceAll(colored, string(s), "")
	}
	if colored = strings.ReplaceAll(colored, "\x1b[0m", ""); colored != plain {
		t.Errorf("without colour\n%s\nwant\n%s", colored, plain)
	}
}
