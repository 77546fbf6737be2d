package page

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"

	"github.com/lockleak/lockleak/internal/result/view"
)

// A function of up to wholeFunction lines is shown as a whole. Of a longer one,
// and outside of functions, the lines around each note are.
const (
	wholeFunction = 120
	around        = 6 // lines before and behind a note
	smallGap      = 3 // lines that are not worth leaving out
)

// A source is what is shown of a file.
type source struct {
	ID      string
	File    string
	Lines   []sourceLine
	Label   string // the lines shown, in words
	Problem string // why the lines are missing, or some of the notes
}

// A sourceLine is a line, or the gap before it.
type sourceLine struct {
	Gap    string // lines left out here, in words
	Number int
	ID     string // of a line with notes
	Text   template.HTML
	Notes  []note
}

// A note stands below a line.
type note struct {
	ID    string
	Step  string // the id of the step in the list, "" if it is none
	Mark  string // its number on the path, "" if it has none
	Class string // what kind of step it is
	Text  string // what happens
	line  int    // 1-based
	from  int    // what is marked in the line, in bytes; nothing if to is not behind it
	to    int    //
}

// An author knows the files that findings are in.
type author struct {
	view     *view.View
	syntaxes map[string]*syntax
}

func newAuthor(v *view.View) *author { return &author{view: v, syntaxes: make(map[string]*syntax)} }

func (a *author) syntax(file string) *syntax {
	s := a.syntaxes[file]
	if s == nil {
		text, _ := a.view.Text(file) // nothing, if it cannot be read
		s = newSyntax(file, text)
		a.syntaxes[file] = s
	}
	return s
}

// source returns the lines of a file with the notes, which are in the order of
// the path.
func (a *author) source(id, file string, notes []note) source {
	s := source{ID: id, File: visible(a.view.Name(file))}
	lines := a.view.Lines(file)
	if _, err := a.view.Text(file); err != nil {
		s.Problem = "The file cannot be read, so that its lines are missing."
		return s
	}
	placed := slices.DeleteFunc(slices.Clone(notes), func(n note) bool { return n.line < 1 || n.line > len(lines) })
	if len(placed) < len(notes) {
		s.Problem = "The file has changed since it was analysed: " + plural(len(notes)-len(placed), "place") + " of the path cannot be shown."
	}
	if len(placed) == 0 {
		return s
	}
	slices.SortStableFunc(placed, func(x, y note) int { return cmp.Compare(x.line, y.line) })
	syntax := a.syntax(file)
	windows := windowsOf(placed, len(lines), syntax)
	last := 0
	for _, w := range windows {
		for n := w.first; n <= w.last; n++ {
			line := sourceLine{Number: n}
			if n == w.first && last > 0 {
				line.Gap = plural(n-last-1, "line") + " left out"
			}
			var marks []markSpan
			for len(placed) > 0 && placed[0].line == n {
				x := placed[0]
				placed = placed[1:]
				line.ID = fmt.Sprintf("%s-%d", id, n)
				line.Notes = append(line.Notes, x)
				marks = append(marks, markSpan{x.from, x.to, x.Class})
			}
			marks = slices.DeleteFunc(marks, func(m markSpan) bool { return m.to <= m.from })
			line.Text = markedUp(lines[n-1], syntax.tokens[min(n, len(syntax.tokens))-1], marks)
			s.Lines = append(s.Lines, line)
		}
		last = w.last
	}
	s.Label = fmt.Sprintf("%s, lines %d to %d", s.File, windows[0].first, last)
	return s
}

// windowsOf returns the lines that are shown: without gaps that are small, in
// order.
func windowsOf(notes []note, count int, s *syntax) []lineSpan {
	var spans []lineSpan
	for _, n := range notes {
		f, ok := s.function(n.line)
		switch {
		case ok && f.last-f.first < wholeFunction && f.last <= count:
			spans = append(spans, f)
			continue
		case ok:
			spans = append(spans, lineSpan{f.first, f.first}, lineSpan{min(f.last, count), min(f.last, count)})
		default:
			f = lineSpan{1, count}
		}
		spans = append(spans, lineSpan{max(f.first, n.line-around), min(f.last, n.line+around, count)})
	}
	slices.SortFunc(spans, func(a, b lineSpan) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last)) })
	var all []lineSpan
	for _, s := range spans {
		if n := len(all); n > 0 && s.first <= all[n-1].last+smallGap+1 {
			all[n-1].last = max(all[n-1].last, s.last)
			continue
		}
		all = append(all, s)
	}
	return all
}
