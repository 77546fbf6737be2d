package obligation

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// A Result is what is known of the locks of a package.
type Result struct {
	// What was found, in source order.
	Sites         []*verdict.Site
	BadReleases   []*verdict.BadRelease
	Relocks       []*verdict.Relock
	BadDirectives []declare.Malformed
	EmptySections []*EmptySection
	Dropped       []*DroppedRelease
	Broken        []*verdict.BrokenPromise
	Second        []*SecondRelease

	Internal []string // the internal errors
	Work     int      // how many instructions were interpreted, each for one state

	engine *engine
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

// Filter returns a copy of r with what is at positions that keep approves of.
// Internal errors stay.
func (r *Result) Filter(keep func(token.Pos) bool) *Result {
	out := *r
	out.Sites = filter(r.Sites, keep, func(s *verdict.Site) token.Pos { return s.Pos })
	out.BadReleases = filter(r.BadReleases, keep, (*verdict.BadRelease).Pos)
	out.Relocks = filter(r.Relocks, keep, (*verdict.Relock).Pos)
	out.BadDirectives = filter(r.BadDirectives, keep, func(b declare.Malformed) token.Pos { return b.Pos })
	out.EmptySections = filter(r.EmptySections, keep, func(s *EmptySection) token.Pos { return s.Release })
	out.Dropped = filter(r.Dropped, keep, func(d *DroppedRelease) token.Pos { return d.At.Pos() })
	out.Broken = filter(r.Broken, keep, func(b *verdict.BrokenPromise) token.Pos { return b.Pos })
	out.Second = filter(r.Second, keep, func(s *SecondRelease) token.Pos { return s.At.Pos() })
	return &out
}

func filter[T any](all []T, keep func(token.Pos) bool, pos func(T) token.Pos) []T {
	return slices.DeleteFunc(slices.Clone(all), func(x T) bool { return !keep(pos(x)) })
}

// IsRelease reports whether in does nothing but release one lock, by the lock's
// own method.
func (r *Result) IsRelease(in ssa.Instruction) bool {
	c, ok := in.(ssa.CallInstruction)
	if !ok {
		return false
	}
	op := r.engine.prog.Calls.Direct(c)
	return op != nil && op.Releases() && !op.Acquires()
}

// A Wrong is a place at which something is wrong with a lock, or not known to be
// right.
type Wrong struct {
	Pos  token.Pos
	What string
}

// Wrong returns all of the result that is wrong, or not known to be right.
func (r *Result) Wrong() []Wrong {
	var all []Wrong
	for _, s := range r.Sites {
		if s.Verdict != verdict.Released && s.Verdict != verdict.HandedOff {
			all = append(all, Wrong{s.Pos, string(s.Verdict)})
		}
	}
	for _, b := range r.BadReleases {
		all = append(all, Wrong{b.Pos(), "release"})
	}
	for _, x := range r.Relocks {
		all = append(all, Wrong{x.Pos(), "relock " + string(x.Kind)})
	}
	for _, s := range r.EmptySections {
		all = append(all, Wrong{s.Release, "empty"})
	}
	for _, d := range r.Dropped {
		all = append(all, Wrong{d.At.Pos(), "dropped"})
	}
	for _, b := range r.Broken {
		all = append(all, Wrong{b.Pos, "promise"})
	}
	for _, s := range r.Second {
		all = append(all, Wrong{s.At.Pos(), "second"})
	}
	for fn := range r.engine.failed {
		all = append(all, Wrong{fn.Pos(), internalReason}) // only counted: in no order
	}
	return all
}

// Term returns the term of a value of the package, which names it by its structure.
func (r *Result) Term(v ssa.Value) lock.Term { return r.engine.prog.Paths.Term(v) }

// Arguments returns the terms of the arguments of a call, the receiver first.
func (r *Result) Arguments(c ssa.CallInstruction) []lock.Term {
	var out []lock.Term
	for _, a := range accesspath.CallOf(c, "").Args {
		out = append(out, r.Term(a))
	}
	return out
}

// Size returns how many instructions the package has in go/ssa.
func (r *Result) Size() int { return r.engine.prog.Size() }

// Fact returns the fact of the package, for what wants to know its size.
func (r *Result) Fact() *summary.LockleakFacts { return r.engine.fact }
