package obligation

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/summary"
)

// What those who change the source want to know of a result.

// IsRelease reports whether in does nothing but release one lock, by the lock's
// own method.
func (r *Result) IsRelease(in ssa.Instruction) bool {
	c, ok := in.(ssa.CallInstruction)
	if !ok {
		return false
	}
	op := r.engine.directly(c)
	return op != nil && op.Releases() && !op.Acquires()
}

// IsSync reports whether the lock of s is one of package sync.
func (s *Site) IsSync() bool { return s.op.Sync }

// HeldIf tells by which results of the call the acquire holds: the index of one
// that is true then, and of an error that is nil, -1 where there is none. It is
// not ok if it may hold or not in another way.
func (s *Site) HeldIf() (isTrue, isNil int, ok bool) {
	always := !slices.ContainsFunc(s.op.Outcomes, func(o summary.Outcome) bool { return o.Do != summary.Acquire })
	switch {
	case always && len(s.op.Outcomes) > 0:
		return -1, -1, true
	case s.op.By != "" || !s.op.Result.IsConditional():
		return -1, -1, false
	}
	return s.op.Result.True, s.op.Result.NoError, true
}

// Handle returns the index of the result of the acquire that releases, -1 if there
// is none.
func (s *Site) Handle() int { return s.op.Result.Handle }

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
		if s.Verdict != Released && s.Verdict != HandedOff {
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
