// Package fix makes the suggested fixes of findings.
//
// A file holds a kind of fix:
//
//	exit.go      release before the leaking exits; held.go says where that is
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
	"go/ast"
	"go/token"
	"strconv"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/obligation"
)

// A candidate is a fix that is not proved yet.
type candidate struct {
	finding any
	what    string    // the word for what is wrong; see [obligation.Wrong]
	at      token.Pos // of the finding
	message string
	edits   []analysis.TextEdit // in one file
}

// Of returns the fixes for a finding of the engine in the package of pass, the
// best first; none if no fix is known to be safe.
//
// A fix is an extra: an internal error here costs the fixes, and no finding.
func Of(pass *analysis.Pass, finding any) (fixes []analysis.SuggestedFix) {
	defer func() {
		if recover() != nil {
			fixes = nil
		}
	}()
	res := resultOf(pass)
	if res == nil {
		return nil
	}
	known, _ := res.Derived(func() any { return all(pass, res) }).(map[any]*candidate)
	c := known[finding]
	if c == nil {
		return nil
	}
	return []analysis.SuggestedFix{{Message: c.message, TextEdits: c.edits}}
}

// resultOf returns what the engine has found in the package of pass.
func resultOf(pass *analysis.Pass) *obligation.Result {
	for _, r := range pass.ResultOf {
		if r, ok := r.(*obligation.Result); ok {
			return r
		}
	}
	return nil
}

// all returns the fixes for the findings of a package.
func all(pass *analysis.Pass, res *obligation.Result) map[any]*candidate {
	s := &source{pass: pass, res: res, files: make(map[*ast.File]*file), completes: make(map[*ast.CallExpr]bool)}
	s.wrong = count(pass.Files, res)
	return s.chosen(s.candidates())
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

// candidates returns the candidates for each finding that has any, the best
// first.
func (s *source) candidates() [][]*candidate {
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
	for _, site := range s.res.Sites {
		if site.Leak == nil || site.Verdict != obligation.Leaks {
			continue
		}
		s.noteCompletions(site.Leak)
		add(site, string(site.Verdict), site.Pos,
			func() *candidate { return s.entrusted(site) },
			func() *candidate { return s.deferral(site) },
			func() *candidate { return s.droppedHandle(site) },
			func() *candidate { return s.beforeExits(site) })
	}
	for _, b := range s.res.BadReleases {
		add(b, "release", b.Pos(), func() *candidate { return s.otherMode(b) }, func() *candidate { return s.second(b) })
	}
	for _, r := range s.res.Relocks {
		add(r, "relock "+string(r.Kind), r.Pos(), func() *candidate { return s.mistaken(r) })
	}
	for _, e := range s.res.EmptySections {
		add(e, "empty", e.Release, func() *candidate { return s.deferred(e) })
	}
	for _, d := range s.res.Dropped {
		add(d, "dropped", d.At.Pos(), func() *candidate { return s.calledRelease(d) })
	}
	return out
}

// noteCompletions notes which calls complete a future with the lock held.
func (s *source) noteCompletions(l *obligation.Leak) {
	for _, x := range l.Steps {
		if x.Kind == obligation.StepComplete {
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
