package obligation

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/lock"
)

// Between a test before an acquire and the same test after it, other
// goroutines may have changed what is tested: the double-checked pattern
//
//	if s.done { return }
//	s.mu.Lock()
//	if s.done { … }
//
// But where the first test decides whether to acquire, and the second whether
// to release, nobody changes it:
//
//	if s.shared { s.mu.Lock() }
//	…
//	if s.shared { s.mu.Unlock() }
//
// The difference is that in the second pattern the later test is also reached
// past the acquire. So an acquire makes those facts be forgotten that are only
// tested again where the acquire has taken place.

// changedByOthers returns f after the lock was taken at at.
func (u *unit) changedByOthers(f facts, at ssa.Instruction) facts {
	if len(f) == 0 {
		return f
	}
	return f.drop(func(x fact) bool { return isObserved(x.term) && u.onlyTestedAfter(x.term, at) })
}

// isObserved reports whether t is read from memory that others can reach.
func isObserved(t lock.Term) bool {
	switch t.Kind() {
	case lock.Load, lock.Lookup, lock.Has, lock.Call:
		for _, r := range t.Roots() {
			if _, ok := r.(*ssa.Alloc); ok && t.Kind() == lock.Load && t.X().Kind() == lock.Root {
				return false // a variable of the function
			}
		}
		return len(t.Roots()) > 0
	}
	return false
}

// onlyTestedAfter reports whether every reading of t that comes after at is
// reached through at only.
func (u *unit) onlyTestedAfter(t lock.Term, at ssa.Instruction) bool {
	after := false
	for _, in := range u.family.readings[t] {
		if in.Parent() != at.Parent() {
			return false
		}
		if in.Block() == at.Block() {
			after = after || isBefore(at, in)
			continue
		}
		switch {
		case at.Block().Dominates(in.Block()):
			after = true
		case reaches(at.Block(), in.Block()):
			return false
		}
	}
	return after
}

func isBefore(a, b ssa.Instruction) bool {
	for _, in := range a.Block().Instrs {
		switch in {
		case a:
			return true
		case b:
			return false
		}
	}
	return false
}

// reaches reports whether control can go from a to b by at least one edge.
func reaches(a, b *ssa.BasicBlock) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	work := []*ssa.BasicBlock{a}
	for len(work) > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		for _, s := range x.Succs {
			if s == b {
				return true
			}
			if !seen[s] {
				seen[s] = true
				work = append(work, s)
			}
		}
	}
	return false
}
