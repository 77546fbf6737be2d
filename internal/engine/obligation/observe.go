package obligation

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
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
//
// What the lock was reached through is no condition. It is taken to stay what it
// is, as where it is not written at all, but if it is compared again:
//
//	for {
//		cur := t.current
//		cur.mu.Lock()
//		if cur == t.current { return cur }
//		cur.mu.Unlock()
//	}

// changedByOthers returns f after the lock was taken at at.
func (u *unit) changedByOthers(f facts, at ssa.Instruction) facts {
	if len(f) == 0 {
		return f
	}
	return f.drop(func(x fact) bool {
		return isObserved(x.term) && u.onlyTestedAfter(x.term, at) && !u.leadsToLock(f, x, at)
	})
}

// leadsToLock reports whether x says of the content of a field or a package-level
// variable that it is the lock of the unit, or an object on the way to it, and
// whether that stays so past at: it is not compared there, and nothing that is
// called sets it.
func (u *unit) leadsToLock(f facts, x fact, at ssa.Instruction) bool {
	if x.term.Kind() != lock.Load || !u.isOnTheWay(f, x.same) {
		return false
	}
	place, ok := placeOf(x.term.X())
	return ok && !u.isSetByCalls(place) && !slices.ContainsFunc(u.family.readings[x.term], func(in ssa.Instruction) bool {
		return isCompared(in) && !(in.Parent() == at.Parent() && accesspath.Precedes(in, at))
	})
}

// isCompared reports whether what in reads is compared with something.
func isCompared(in ssa.Instruction) bool {
	v, ok := in.(ssa.Value)
	return ok && slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		b, ok := ref.(*ssa.BinOp)
		return ok && (b.Op == token.EQL || b.Op == token.NEQ)
	})
}

// isObserved reports whether t is read from memory that others can reach.
func isObserved(t lock.Term) bool {
	switch t.Kind() {
	case lock.Load, lock.Lookup, lock.Has, lock.Call:
		for _, r := range t.Roots() {
			if t.Kind() == lock.Load && t.X().Kind() == lock.Root && isOwn(r) {
				return false
			}
		}
		return len(t.Roots()) > 0
	}
	return false
}

// isOwn reports whether the root of a term is a variable of the function, or of one of
// its loops.
func isOwn(root any) bool {
	if p, ok := root.(*ssa.Phi); ok {
		return accesspath.IsLoopVariable(p)
	}
	_, ok := root.(*ssa.Alloc)
	return ok
}

// An observation asks whether a term is only tested after an acquire.
type observation struct {
	term lock.Term
	at   ssa.Instruction
}

// onlyTestedAfter reports whether every reading of t that comes after at is
// reached through at only.
func (u *unit) onlyTestedAfter(t lock.Term, at ssa.Instruction) bool {
	k := observation{t, at}
	after, ok := u.family.tested[k]
	if !ok {
		after = u.findOnlyTestedAfter(t, at)
		u.family.tested[k] = after
	}
	return after
}

func (u *unit) findOnlyTestedAfter(t lock.Term, at ssa.Instruction) bool {
	after := false
	for _, reading := range u.family.readings[t] {
		ins, ok := u.takesPlace(reading, at.Parent())
		if !ok {
			return false
		}
		for _, in := range ins {
			if in.Block() == at.Block() {
				after = after || accesspath.Precedes(at, in)
				continue
			}
			switch {
			case at.Block().Dominates(in.Block()):
				after = true
			case u.family.reaches(at.Block(), in.Block()):
				return false
			}
		}
	}
	return after
}

// takesPlace returns where in fn the instruction in of its family takes place:
// where it stands, or where the literal that it stands in is called. It reports
// false if that is not known.
func (u *unit) takesPlace(in ssa.Instruction, fn *ssa.Function) ([]ssa.Instruction, bool) {
	lit := in.Parent()
	if lit == fn {
		return []ssa.Instruction{in}, true
	}
	m := u.paths.Maker(lit)
	if m == nil || !u.paths.OnlyCalled(m) {
		return nil, false
	}
	var out []ssa.Instruction
	for _, c := range u.family.calls[lit] {
		if _, ok := c.(*ssa.Call); !ok || c.Parent() == lit {
			return nil, false // deferred, or called by itself
		}
		ins, ok := u.takesPlace(c, fn)
		if !ok {
			return nil, false
		}
		out = append(out, ins...)
	}
	return out, true
}

// letsOthersRun reports whether in may have other code run that writes to
// variables of the function: function literals that were handed out, and
// functions that were given a variable's address.
func letsOthersRun(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.Call:
		_, builtin := in.Call.Value.(*ssa.Builtin)
		return !builtin
	case *ssa.UnOp:
		return in.Op == token.ARROW
	case *ssa.Select, *ssa.Send:
		return true
	}
	return false
}

// writtenByOthers returns f after in let others run: what is known of simple
// variables that others can write is gone. Pointers and the like are taken to
// stay what they are unless their address is passed right here; they name
// locks, and are rarely changed behind one's back.
func (u *unit) writtenByOthers(f facts, in ssa.Instruction) facts {
	if c, ok := in.(ssa.CallInstruction); ok && u.directly(c) != nil {
		return f
	}
	return f.drop(func(x fact) bool {
		if x.term.Kind() != lock.Load {
			return false
		}
		a, ok := x.term.X().Sym().(*ssa.Alloc)
		if !ok || x.term.X().Kind() != lock.Root || !u.paths.IsShared(a) {
			return false
		}
		return isPlain(a.Type().Underlying().(*types.Pointer).Elem()) || isGiven(in, a)
	})
}

// isPlain reports whether variables of type t hold conditions rather than
// locks.
func isPlain(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Basic, *types.Signature:
		return true
	}
	return lexicon.IsError(t)
}

// isGiven reports whether in is a call that is passed the address of a, or a
// function literal that captures a.
func isGiven(in ssa.Instruction, a *ssa.Alloc) bool {
	c, ok := in.(ssa.CallInstruction)
	if !ok {
		return false
	}
	for _, arg := range c.Common().Args {
		if arg == a {
			return true
		}
		if m, ok := arg.(*ssa.MakeClosure); ok && slices.Contains(m.Bindings, ssa.Value(a)) {
			return true
		}
	}
	return false
}

// reaches reports whether control can go from a to b, a block of the same
// function, by at least one edge.
func (f *familyFacts) reaches(a, b *ssa.BasicBlock) bool {
	from, ok := f.reachable[a]
	if !ok {
		from = reachableFrom(a)
		f.reachable[a] = from
	}
	return from[b.Index]
}

// reachableFrom returns for each block of a function, by its index, whether
// control can go there from a by at least one edge.
func reachableFrom(a *ssa.BasicBlock) []bool {
	seen := make([]bool, len(a.Parent().Blocks))
	work := []*ssa.BasicBlock{a}
	for len(work) > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		for _, s := range x.Succs {
			if !seen[s.Index] {
				seen[s.Index] = true
				work = append(work, s)
			}
		}
	}
	return seen
}
