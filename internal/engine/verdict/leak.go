package verdict

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
)

// leak searches for a leak among the candidates of the site of e.
func (c *conclusion) leak(e *Evidence) {
	dropped := c.isDropped(e)
	if dropped && c.subject.IsForTest() {
		return
	}
	cands := c.candidates(e, dropped)
	if len(cands) == 0 {
		return
	}
	if d := c.contract(e, cands); d != domain.NoDoubt {
		if len(e.releasedAt) == 0 || slices.ContainsFunc(cands, c.mayHappen) {
			c.addDoubt(e, d)
		}
		return
	}
	leak, open := c.witness(cands)
	if leak == nil {
		if open {
			c.addDoubt(e, c.unfound())
		}
		return
	}
	leak.Dropped = dropped
	c.addReleases(leak, e)
	e.Leaks = leak
}

// unfound returns why a search that was not complete has found no path.
func (c *conclusion) unfound() domain.Doubt {
	if c.judge.Analysis.SearchesSpent() {
		return domain.SearchBudget
	}
	return domain.NoWitness
}

// isDropped reports whether no path uses the handle of the lock: then nothing else can
// release its hold.
func (c *conclusion) isDropped(e *Evidence) bool {
	return c.subject.Handle && c.subject.Operation().By == "" && len(e.releasedAt)+len(e.entrustedAt)+len(e.doubts) == 0
}

// candidates returns the exits at which the hold of e may be leaked.
func (c *conclusion) candidates(e *Evidence, dropped bool) []domain.Candidate {
	var cands []domain.Candidate
	for _, k := range e.candidates {
		if k.Kind == domain.ExitLoop && !c.rounds && !e.missed {
			continue // the code after the loop holds the locks of all elements
		}
		if e.reclaimed && k.At.Parent() != c.subject.Fn {
			continue // the literal need not release: the function does
		}
		if dropped || c.subject.Refuted.Has(domain.ResultTells) || c.subject.Handle && e.perhaps || len(e.releasedAt) > 0 || len(e.entrustedAt) > 0 || e.missed || c.releasesOtherSites(k.Site, e) {
			cands = append(cands, k)
		}
	}
	if len(cands) == 0 {
		return c.failingExits(e)
	}
	return cands
}

// witness returns the leak at those of the exits cands to which a path is found, nil if
// no path is found, and whether some search that found no path was not complete.
func (c *conclusion) witness(cands []domain.Candidate) (leak *Leak, open bool) {
	// A panic comes last: whatever the settings say of panics, a finding is told by the
	// exit that it has without them.
	panics := func(k domain.Candidate) int {
		if k.Kind == domain.ExitPanic {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(cands, func(a, b domain.Candidate) int {
		return cmp.Or(panics(a)-panics(b), cmp.Compare(domain.ExitPos(a.At), domain.ExitPos(b.At)))
	})
	for _, k := range cands {
		steps, complete := c.Run.Search(k)
		switch {
		case steps == nil:
			open = open || !complete
		case leak == nil:
			steps[len(steps)-1].Sure = c.isSure(k)
			leak = &Leak{Kind: k.Kind, Steps: steps, Missed: domain.HasStep(steps, domain.StepMiss), Promised: c.promised[k]}
		default:
			leak.Also = append(leak.Also, domain.Step{Kind: domain.StepAlso, At: k.At, Pos: domain.ExitPos(k.At), Exit: k.Kind, Sure: c.isSure(k)})
		}
	}
	return leak, open
}

// addReleases adds to a leak where other paths release the lock, or hand it off.
func (c *conclusion) addReleases(leak *Leak, e *Evidence) {
	for _, at := range e.releasedAt {
		leak.ReleasedAt = append(leak.ReleasedAt, at.Pos())
		if len(e.entrustedAt) > 0 && at.Parent() != c.subject.Fn {
			continue // in the literal that the release is handed off to
		}
		leak.Releases = append(leak.Releases, domain.Step{Kind: domain.StepRelease, At: at, Pos: at.Pos()})
	}
	for _, at := range e.entrustedAt {
		leak.Releases = append(leak.Releases, domain.Step{Kind: domain.StepEntrust, At: at, Pos: domain.ExitPos(at)})
	}
	slices.Sort(leak.ReleasedAt)
	leak.Decided = len(e.doubts)+len(e.entrustedAt) == 0 && !e.perhaps && !e.missed && !e.reclaimed
	slices.SortFunc(leak.Releases, func(a, b domain.Step) int { return cmp.Compare(a.Pos, b.Pos) })
}

// acquiredAgain adds a second acquire, to which the steps lead, to the exits of the leak
// of the acquire at at. If that is the acquire itself, and the path of the leak comes by
// the beginning of the next round as well, it is the end of the path: what is after the
// loop is reached only if there is no next round.
func (l *Leak) acquiredAgain(at ssa.Instruction, steps []domain.Step) {
	again := &steps[len(steps)-1]
	if again.At != at || l.Kind != domain.ExitReturn || l.Missed || l.Promised || l.Dropped || !comesRound(l.Steps, steps, at) {
		l.Also = append(l.Also, *again)
		return
	}
	exit := l.Steps[len(l.Steps)-1]
	exit.Kind = domain.StepAlso
	again.Exit = domain.ExitLoop
	l.Kind, l.Steps, l.Also = domain.ExitLoop, steps, append([]domain.Step{exit}, l.Also...)
}

// comesRound reports whether a path with these steps ends the round of a loop after the
// acquire at at: one of them is a branch that every path to the acquire takes first. Where
// the round is a call of a function, that is so if the path to the second acquire takes the
// same branches in this round.
func comesRound(steps, again []domain.Step, at ssa.Instruction) bool {
	isFirst := func(x domain.Step) bool {
		return x.At.Parent() == at.Parent() && x.At.Block() != at.Block() && x.At.Block().Dominates(at.Block())
	}
	if !accesspath.IsYieldFunc(at.Parent()) {
		return slices.ContainsFunc(steps, func(x domain.Step) bool { return x.Kind == domain.StepBranch && isFirst(x) })
	}
	round := func(steps []domain.Step) []domain.Step {
		return slices.DeleteFunc(slices.Clone(steps), func(x domain.Step) bool {
			return x.Kind != domain.StepBranch || x.At.Parent() != at.Parent() || isFirst(x)
		})
	}
	return slices.Equal(round(steps), round(again))
}
