package verdict

import (
	"cmp"
	"slices"

	"github.com/lockleak/lockleak/internal/engine/domain"
)

// leak looks for a leak among the candidates of the site of o.
func (cl *conclusion) leak(o *Evidence) {
	dropped := cl.isDropped(o)
	if dropped && cl.subject.IsForTest() {
		return
	}
	cands := cl.candidates(o, dropped)
	if len(cands) == 0 {
		return
	}
	if d := cl.contract(o, cands); d != domain.NoDoubt {
		if len(o.releasedAt) == 0 || slices.ContainsFunc(cands, cl.mayHappen) {
			cl.doubt(o, d)
		}
		return
	}
	leak, open := cl.witnessed(cands)
	if leak == nil {
		if open {
			cl.doubt(o, cl.unfound())
		}
		return
	}
	leak.Dropped = dropped
	cl.addReleases(leak, o)
	o.Leaks = leak
}

// unfound returns why a search that was not complete has found no path.
func (cl *conclusion) unfound() domain.Doubt {
	if cl.judge.Analysis.SearchesSpent() {
		return domain.SearchBudget
	}
	return domain.NoWitness
}

// isDropped reports whether no path does anything with the handle of the lock: nobody
// else can release what it holds.
func (cl *conclusion) isDropped(o *Evidence) bool {
	return cl.subject.Handle && cl.subject.Operation().By == "" && len(o.releasedAt)+len(o.entrustedAt)+len(o.doubts) == 0
}

// candidates returns the exits at which the hold of o may be leaked.
func (cl *conclusion) candidates(o *Evidence, dropped bool) []domain.Candidate {
	var cands []domain.Candidate
	for _, k := range o.candidates {
		if k.Kind == domain.ExitLoop && !cl.rounds && !o.missed {
			continue // what comes after the loop holds it: the elements are collected
		}
		if o.reclaimed && k.At.Parent() != cl.subject.Fn {
			continue // the literal need not release, since the function does
		}
		if dropped || cl.subject.Handle && o.perhaps || len(o.releasedAt) > 0 || len(o.entrustedAt) > 0 || o.missed || cl.releasesOther(k.Site, o) {
			cands = append(cands, k)
		}
	}
	if len(cands) == 0 {
		return cl.unsuccessful(o)
	}
	return cands
}

// witnessed returns the leak at those of the exits to which a path was found, nil if
// there was none, and whether some search for one was not complete.
func (cl *conclusion) witnessed(cands []domain.Candidate) (leak *Leak, open bool) {
	slices.SortStableFunc(cands, func(a, b domain.Candidate) int {
		return cmp.Compare(domain.ExitPos(a.At), domain.ExitPos(b.At))
	})
	for _, k := range cands {
		steps, complete := cl.Run.Search(k)
		switch {
		case steps == nil:
			open = open || !complete
		case leak == nil:
			steps[len(steps)-1].Sure = cl.isSure(k)
			leak = &Leak{Kind: k.Kind, Steps: steps, Missed: domain.HasStep(steps, domain.StepMiss), Promised: cl.promised[k]}
		default:
			leak.Also = append(leak.Also, domain.Step{Kind: domain.StepAlso, At: k.At, Pos: domain.ExitPos(k.At), Exit: k.Kind, Sure: cl.isSure(k)})
		}
	}
	return leak, open
}

// addReleases adds to a leak where other paths release, or hand over the release.
func (cl *conclusion) addReleases(leak *Leak, o *Evidence) {
	for _, at := range o.releasedAt {
		leak.Given = append(leak.Given, at.Pos())
		if len(o.entrustedAt) > 0 && at.Parent() != cl.subject.Fn {
			continue // in the literal that the release is handed over to
		}
		leak.Releases = append(leak.Releases, domain.Step{Kind: domain.StepRelease, At: at, Pos: at.Pos()})
	}
	for _, at := range o.entrustedAt {
		leak.Releases = append(leak.Releases, domain.Step{Kind: domain.StepEntrust, At: at, Pos: domain.ExitPos(at)})
	}
	slices.Sort(leak.Given)
	leak.Decided = len(o.doubts)+len(o.entrustedAt) == 0 && !o.perhaps && !o.missed && !o.reclaimed
	slices.SortFunc(leak.Releases, func(a, b domain.Step) int { return cmp.Compare(a.Pos, b.Pos) })
}
