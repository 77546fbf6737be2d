package obligation

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// analyze decides all acquire sites of a package.
func analyze(pass *analysis.Pass, s Settings) (res *Result) {
	defer func() {
		if r := recover(); r != nil {
			res = failed(pass.Pkg.Path(), r)
		}
	}()
	e := newEngine(pass, s)
	for _, comp := range e.components {
		e.solve(comp)
	}
	if s.FactsOnly {
		e.export()
		return &Result{engine: e, Internal: e.prog.Internal, Work: e.analysis.Work}
	}
	e.verdicts = make([]*verdict.Site, len(e.sites.All))
	for i, a := range e.sites.All {
		if outs := e.judge.Evidence[i]; e.listed[i] || len(outs) > 0 {
			e.verdicts[i] = verdict.NewSite(a, outs)
		}
	}
	res = &Result{engine: e, BadDirectives: e.prog.Bindings.Malformed, EmptySections: e.emptySections(), Dropped: e.droppedReleases(), Second: e.secondReleases()}
	e.withdraw()
	res.Sites, res.BadReleases, res.Broken, res.Internal = e.found(), e.judge.Bad, e.judge.Broken, e.prog.Internal
	res.Relocks = e.judge.Relocked
	res.Work = e.analysis.Work
	res.sort()
	e.export()
	res.Internal = e.prog.Internal
	return res
}

// sort puts what was found in source order.
func (r *Result) sort() {
	slices.SortStableFunc(r.Relocks, func(a, b *verdict.Relock) int { return cmp.Compare(a.Pos(), b.Pos()) })
	slices.SortStableFunc(r.BadReleases, func(a, b *verdict.BadRelease) int { return cmp.Compare(a.Pos(), b.Pos()) })
	slices.SortStableFunc(r.Sites, func(a, b *verdict.Site) int { return cmp.Compare(a.Pos, b.Pos) })
	slices.SortStableFunc(r.EmptySections, func(a, b *EmptySection) int { return cmp.Compare(a.Release, b.Release) })
	slices.SortStableFunc(r.Dropped, func(a, b *DroppedRelease) int { return cmp.Compare(a.At.Pos(), b.At.Pos()) })
	slices.SortStableFunc(r.Broken, func(a, b *verdict.BrokenPromise) int { return cmp.Compare(a.Pos, b.Pos) })
	slices.SortStableFunc(r.Second, func(a, b *SecondRelease) int { return cmp.Compare(a.At.Pos(), b.At.Pos()) })
}

// found returns the verdicts in the order of the acquires.
func (e *engine) found() []*verdict.Site {
	return slices.DeleteFunc(slices.Clone(e.verdicts), func(s *verdict.Site) bool { return s == nil })
}
