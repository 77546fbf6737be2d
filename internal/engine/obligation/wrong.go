package obligation

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// What those who change the source want to know of a result.

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
	return all
}
