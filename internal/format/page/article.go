package page

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/format/cfgsvg"
	"github.com/lockleak/lockleak/internal/result/finding"
)

// An article is what is shown of a finding.
type article struct {
	N              int
	ID             string
	Previous, Next string // ids, "" at the ends

	Check, Category, Package string
	Function, Lock           string // "" if they are not known
	Place                    string
	Message                  string
	Exit                     string // where the path ends, in few words
	Conditions               []string
	Steps                    []step // the path
	Others                   []step // what lies on other paths

	Sources []source
	Fixes   []fix
	Graph   *graphic
}

// A step is an item in the list of a path.
type step struct {
	ID    string
	Note  string // the id of the note below the line, "" if there is none
	Place string
	Tag   string // what kind of step it is, in a word
	Class string
	Text  string
}

// A graphic is a control-flow graph.
type graphic struct {
	SVG   template.HTML
	Words string
	Note  string
}

func (a *author) article(n, count int, f finding.Finding) *article {
	id := fmt.Sprintf("f%d", n)
	pkg, _, _ := strings.Cut(f.Package, " [") // of a test variant
	p := &article{
		N: n, ID: id,
		Check: visible(f.Check), Category: visible(f.Category), Package: visible(pkg),
		Function: visible(strings.TrimPrefix(f.Function, pkg+".")),
		Lock:     visible(f.Lock),
		Place:    visible(a.view.Posn(f.At)),
		Message:  visible(strings.TrimPrefix(f.Message, f.Check+": ")),
		Fixes:    fixes(a.view, f.Fixes),
	}
	if n > 1 {
		p.Previous = fmt.Sprintf("f%d", n-1)
	}
	if n < count {
		p.Next = fmt.Sprintf("f%d", n+1)
	}
	files, notes := a.steps(p, f)
	shown := make(map[string]bool)
	for i, file := range files {
		s := a.source(fmt.Sprintf("%s-%d", id, i+1), file, notes[file])
		p.Sources = append(p.Sources, s)
		for _, line := range s.Lines {
			for _, x := range line.Notes {
				shown[x.ID] = true
			}
		}
	}
	for _, list := range [][]step{p.Steps, p.Others} {
		for i := range list {
			if !shown[list[i].Note] {
				list[i].Note = ""
			}
		}
	}
	if f.Graph != nil && len(f.Graph.Blocks) > 0 {
		title := "Control-flow graph"
		if p.Function != "" {
			title += " of " + p.Function
		}
		d := cfgsvg.Draw(named(f.Graph), id+"-g", title)
		p.Graph = &graphic{SVG: template.HTML(d.SVG), Words: d.Words, Note: d.Note}
	}
	return p
}

// named returns g with names that are seen.
func named(g *finding.Graph) *finding.Graph {
	g = &finding.Graph{Blocks: slices.Clone(g.Blocks)}
	for i := range g.Blocks {
		g.Blocks[i].Name = visible(g.Blocks[i].Name)
	}
	return g
}

// steps fills in what the path of f consists of, and returns the files that it
// goes through, in order, and the notes in each.
func (a *author) steps(p *article, f finding.Finding) (files []string, notes map[string][]note) {
	notes = make(map[string][]note)
	add := func(s finding.Step, x note) {
		if s.At.File == "" {
			return
		}
		if notes[s.At.File] == nil {
			files = append(files, s.At.File)
		}
		x.line = s.At.Line
		x.from, x.to = a.span(s)
		notes[s.At.File] = append(notes[s.At.File], x)
	}
	end := finding.PathEnd(f.Path)
	for i, s := range f.Path {
		class, tag := kind(s.Kind)
		x := note{
			ID: fmt.Sprintf("%s-n%d", p.ID, i+1), Step: fmt.Sprintf("%s-s%d", p.ID, i+1),
			Class: class, Text: visible(s.Message),
		}
		item := step{ID: x.Step, Note: x.ID, Place: a.place(f, s), Tag: tag, Class: class, Text: x.Text}
		if i < end {
			x.Mark = fmt.Sprint(i + 1)
			p.Steps = append(p.Steps, item)
		} else {
			p.Others = append(p.Others, item)
		}
		if s.Kind == finding.Branch && i < end {
			p.Conditions = append(p.Conditions, x.Text)
		}
		add(s, x)
	}
	p.Exit = exit(f, end)
	isAt := func(s finding.Step) bool { return s.At.File == f.At.File && s.At.Line == f.At.Line }
	if !slices.ContainsFunc(f.Path, isAt) {
		class, _ := kind(finding.Mistake)
		add(finding.Step{At: f.At, End: f.End}, note{ID: p.ID + "-n0", Class: class, Text: p.Message})
	}
	return files, notes
}

// place names where a step is: by its line, if it is in the file of f.
func (a *author) place(f finding.Finding, s finding.Step) string {
	if s.At.File == f.At.File && s.At.Line > 0 {
		return fmt.Sprintf("line %d", s.At.Line)
	}
	return visible(a.view.Posn(s.At))
}

// exit says where the path ends: what is wrong, in the word for programs, and the
// line.
func exit(f finding.Finding, end int) string {
	what := visible(f.Category)
	for _, s := range slices.Backward(f.Path[:end]) {
		if (s.Kind == finding.Exit || s.Kind == finding.Mistake) && s.At.Line > 0 {
			return strings.TrimPrefix(fmt.Sprintf("%s, line %d", what, s.At.Line), ", ")
		}
	}
	return what
}

// span returns the bytes of the line that a step is about, the same number twice
// if that is not known.
func (a *author) span(s finding.Step) (from, to int) {
	switch {
	case s.At.Col < 1 || s.End.Line < s.At.Line || s.End.File != s.At.File:
		return 0, 0
	case s.End.Line > s.At.Line:
		return s.At.Col - 1, 1 << 30 // up to the end of the line
	}
	return s.At.Col - 1, s.End.Col - 1
}

// kind returns the class and the word for a kind of step.
func kind(k finding.Kind) (class, word string) {
	switch k {
	case finding.Acquire:
		return "acq", "acquire"
	case finding.Branch:
		return "con", "condition"
	case finding.Call:
		return "cal", "call"
	case finding.Mistake:
		return "bad", "mistake"
	case finding.Exit:
		return "bad", "exit"
	case finding.Release:
		return "rel", "release"
	}
	return "cal", ""
}
