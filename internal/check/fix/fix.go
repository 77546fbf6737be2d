// Package fix makes the suggested fixes of findings.
//
// A file holds a kind of fix:
//
//	exit.go      release before the leaking exits; held.go says where that is
//	             failed.go and waits.go where that is wrong whatever the engine says
//	deferral.go  defer the release behind the acquire
//	defer.go     defer a release that lacks its defer, or that is dropped
//	method.go    call the method that is meant
//	double.go    remove one of two releases
//	future.go    register the release behind the acquire
//
// Each is made only where rules on the syntax and the verdicts of the engine show
// that it changes nothing but the mistake. What the rules cannot show is not
// offered. On top of that, each is tried out before it is offered: see prove.go.
package fix

import (
	"go/token"
	"strconv"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// A candidate is a fix that is not proved yet.
type candidate struct {
	finding any
	what    string    // the word for what is wrong; see [obligation.Wrong]
	at      token.Pos // of the finding
	message string
	edits   []analysis.TextEdit // in one file
}

// maxSize is how many instructions a package may have for fixes to be tried out:
// the analysis of a variant takes as much memory again as the first one.
const maxSize = 400_000

// For returns the fixes of those findings of the engine that one is known to be
// safe for. res is all that the engine has found in the package of pass.
//
// A fix is an extra: an internal error here costs the fixes, and no finding.
func For(pass *analysis.Pass, res *obligation.Result, findings []any) (fixes map[any]analysis.SuggestedFix) {
	if len(findings) == 0 || res.Size() > maxSize {
		return nil
	}
	defer func() {
		if recover() != nil {
			fixes = nil
		}
	}()
	s := newSource(pass, res)
	fixes = make(map[any]analysis.SuggestedFix)
	for finding, c := range s.chosen(s.candidates(findings)) {
		fixes[finding] = analysis.SuggestedFix{Message: c.message, TextEdits: c.edits}
	}
	return fixes
}

// chosen returns for each finding the first of its candidates that is proved.
// Those of one declaration are proved one after the other, as each is to stand
// on its own.
func (s *source) chosen(open [][]*candidate) map[any]*candidate {
	found := make(map[any]*candidate)
	for len(open) > 0 {
		var now []*candidate
		var later [][]*candidate
		busy := make(map[declared]bool)
		for _, list := range open {
			d := where(s.pass.Files, list[0].edits[0].Pos)
			if busy[d] {
				later = append(later, list)
				continue
			}
			busy[d] = true
			now = append(now, list[0])
			if len(list) > 1 {
				later = append(later, list[1:])
			}
		}
		for _, c := range s.proved(now) {
			found[c.finding] = c
		}
		open = open[:0]
		for _, list := range later {
			if found[list[0].finding] == nil {
				open = append(open, list)
			}
		}
	}
	return found
}

// forLeak returns what makes the fixes for a leak, the best first.
func (s *source) forLeak(site *verdict.Site) []func() *candidate {
	if hasFailedAnywhere(site) {
		return nil
	}
	if s.comesTooLate(site) {
		return []func() *candidate{func() *candidate { return s.entrusted(site) }}
	}
	return []func() *candidate{
		func() *candidate { return s.entrusted(site) },
		func() *candidate { return s.deferral(site) },
		func() *candidate { return s.droppedHandle(site) },
		func() *candidate { return s.beforeExits(site) },
	}
}

// candidates returns the candidates for each of the findings that has any, the
// best first.
func (s *source) candidates(findings []any) [][]*candidate {
	var out [][]*candidate
	add := func(finding any, what string, pos token.Pos, makers ...func() *candidate) {
		if s.fileAt(pos) == nil {
			return
		}
		var list []*candidate
		for _, m := range makers {
			if c := m(); c != nil {
				c.finding, c.what, c.edits = finding, what, s.withLineEnds(c.edits)
				list = append(list, c)
			}
		}
		if len(list) > 0 {
			out = append(out, list)
		}
	}
	for _, x := range findings {
		switch x := x.(type) {
		case *verdict.Site:
			if x.Leak != nil {
				s.noteCompletions(x.Leak)
				add(x, string(x.Verdict), x.Pos, s.forLeak(x)...)
			}
		case *verdict.BadRelease:
			add(x, "release", x.Pos(), func() *candidate { return s.otherMode(x) }, func() *candidate { return s.second(x) })
		case *verdict.Relock:
			add(x, "relock "+string(x.Kind), x.Pos(), func() *candidate { return s.mistaken(x) })
		case *obligation.EmptySection:
			add(x, "empty", x.Release, func() *candidate { return s.deferred(x) })
		case *obligation.DroppedRelease:
			add(x, "dropped", x.At.Pos(), func() *candidate { return s.calledRelease(x) })
		}
	}
	return out
}

// noteCompletions notes which calls complete a future with the lock held.
func (s *source) noteCompletions(l *verdict.Leak) {
	for _, x := range l.Steps {
		if x.Kind == domain.StepComplete {
			if call := s.callAt(x.Pos); call != nil {
				s.completes[call] = true
			}
		}
	}
}

func unquote(s string) string {
	path, err := strconv.Unquote(s)
	if err != nil {
		return s
	}
	return path
}
