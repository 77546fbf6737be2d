package verdict

import (
	"cmp"
	"slices"

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
	slices.SortStableFunc(cands, func(a, b domain.Candidate) int {
		return cmp.Compare(domain.ExitPos(a.At), domain.ExitPos(b.At))
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
