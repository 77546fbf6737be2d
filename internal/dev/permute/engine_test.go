package permute_test

import (
	"fmt"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// All that these tests know of the engine stands in this file.

// engine returns the analyzer under test, with its default settings.
func engine(factsOnly bool) *analysis.Analyzer {
	return obligation.NewAnalyzer(&obligation.Settings{Panic: panics.Recovered, FactsOnly: factsOnly}, program.Own)
}

// results returns all that the engine says of a package, in lines that are the
// same wherever its declarations stand.
func results(of map[*analysis.Analyzer]any, at func(token.Pos) string) []string {
	r := report{at: at}
	for _, x := range of {
		if res, ok := x.(*obligation.Result); ok {
			r.result(res)
			r.summaries(res, of[program.Own].(*program.Program))
		}
	}
	slices.Sort(r.lines)
	return r.lines
}

// A report collects lines.
type report struct {
	at    func(token.Pos) string
	lines []string
}

func (r *report) line(format string, args ...any) {
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

func (r *report) result(res *obligation.Result) {
	for _, s := range res.Sites {
		r.site(s)
	}
	for _, line := range res.Internal {
		r.line("internal error: %s", line)
	}
	for _, b := range res.BadReleases {
		held := "nothing"
		if b.Held != nil {
			held = r.at(b.Held.Pos)
		}
		r.line("bad release: %s: %s in %s: held %s, sure %t, forwarded %t, relocks %q: %s",
			r.at(b.Pos()), b.Lock(), r.function(b.Function()), held, b.Sure, b.IsForwarded(), b.Relocks(), r.steps(b.Steps))
	}
	for _, x := range res.Relocks {
		acquire, release := x.Method()
		r.line("relock: %s: %s in %s: %s by %q, %s/%s, deferred %t: %s",
			r.at(x.Pos()), x.Lock(), r.function(x.Function()), x.Kind, x.By(), acquire, release, x.Deferred() != nil, r.steps(x.Steps))
	}
	for _, d := range res.BadDirectives {
		r.line("directive: %s: %s", r.at(d.Pos), d.Message)
	}
	for _, s := range res.EmptySections {
		r.line("empty section: %s: %s in %s: to %s, %s used at %s", r.at(s.Acquire), s.Lock, r.function(s.Function), r.at(s.Release), s.Field, r.at(s.Use))
	}
	for _, d := range res.Dropped {
		r.line("dropped: %s: function %t", r.at(d.At.Pos()), d.IsFunc)
	}
	for _, b := range res.Broken {
		r.line("promise: %s: %s in %s: %s: %s", r.at(b.Pos), b.Lock, r.function(b.Function), b.Promise, r.steps(b.Steps))
	}
	for _, s := range res.Second {
		r.line("second release: %s: after %s in %s, field %s", r.at(s.At.Pos()), r.at(s.First.Pos()), r.function(s.Other), s.Field)
	}
	for _, f := range res.Fact().Funcs {
		r.line("fact: %s: %s", f.Name, r.summary(&f.Func))
	}
	for _, d := range res.Fact().Declared {
		r.line("fact: declared %s", d)
	}
}

// site adds the verdict, and the way to the exit on a line of its own.
func (r *report) site(s *verdict.Site) {
	acquire, release := s.Method()
	r.line("site: %s: %s in %s, by %q, %s/%s%v: %s: %s, reclaimed %t",
		r.at(s.Pos), s.Lock(), r.function(s.Function), s.By(), acquire, release, s.Keys(), s.Verdict, s.Reason, s.Reclaimed)
	l := s.Leak
	if l == nil {
		return
	}
	var given []string
	for _, pos := range l.ReleasedAt {
		given = append(given, r.at(pos))
	}
	slices.Sort(given) // they may be in several functions
	r.line("leak: %s: %s of %s: %s; also %s; released at %s; given %s; promised %t, missed %t, dropped %t, decided %t",
		r.at(s.Pos), l.Kind, s.Lock(), r.steps(l.Steps), r.steps(l.Also), r.steps(l.Releases), strings.Join(given, ", "),
		l.Promised, l.Missed, l.Dropped, l.Decided)
}

func (r *report) steps(steps []domain.Step) string {
	var out []string
	for _, s := range steps {
		text := fmt.Sprintf("%s %s", s.Kind, r.at(s.Pos))
		if !s.Pos.IsValid() && s.At != nil {
			text = fmt.Sprintf("%s block %d", s.Kind, s.At.Block().Index)
		}
		if s.Kind == domain.StepBranch {
			text += fmt.Sprintf(" %t", s.Taken)
		}
		if s.Exit != "" {
			text += fmt.Sprintf(" %s, sure %t", s.Exit, s.Sure)
		}
		out = append(out, text)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// function names a function by its place: the numbers in the names of literals
// depend on the order.
func (r *report) function(fn *ssa.Function) string {
	if !fn.Pos().IsValid() {
		return fn.Name()
	}
	return r.at(fn.Pos())
}

// summary returns all of a summary: first for people, then to the last field.
func (r *report) summary(f *summary.Func) string {
	return fmt.Sprintf("%s (%+v)", strings.ReplaceAll(f.String(), "\n", "; "), *f)
}

// maxDumped is how many functions a package may have for the summaries of all to be
// compared: to find one takes a walk over all functions.
const maxDumped = 250

// summaries adds the summaries of all functions, also of those that no fact is
// about. The engine shows them at the head of a dump.
func (r *report) summaries(res *obligation.Result, of *program.Program) {
	if len(of.SrcFuncs) > maxDumped {
		return
	}
	seen := make(map[string]bool)
	for _, fn := range of.SrcFuncs {
		name := domain.FunctionName(fn)
		if fn.Parent() != nil || seen[name] || fn.Name() == "_" {
			continue
		}
		seen[name] = true
		for _, d := range res.Dump(name) {
			if text, ok := strings.CutPrefix(d.Text, "func "+d.Function+", for its callers\n"); ok && d.Function == name {
				text, _, _ = strings.Cut(text, "\nfunc ")
				r.line("summary: %s: %s", r.function(fn), strings.ReplaceAll(text, "\n", "; "))
			}
		}
	}
}
