package prepass

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// IsCompared reports whether what in reads is compared with something.
func IsCompared(in ssa.Instruction) bool {
	v, ok := in.(ssa.Value)
	return ok && slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		b, ok := ref.(*ssa.BinOp)
		return ok && (b.Op == token.EQL || b.Op == token.NEQ)
	})
}

// An observation asks whether a term is only tested after an acquire.
type observation struct {
	term lock.Term
	at   ssa.Instruction
}

// OnlyTestedAfter reports whether every reading of t that comes after at is
// reached through at only.
func (fm *Family) OnlyTestedAfter(t lock.Term, at ssa.Instruction) bool {
	k := observation{t, at}
	after, ok := fm.changes.tested[k]
	if !ok {
		after = fm.findOnlyTestedAfter(t, at)
		fm.changes.tested[k] = after
	}
	return after
}

func (fm *Family) findOnlyTestedAfter(t lock.Term, at ssa.Instruction) bool {
	after := false
	for _, reading := range fm.Readings[t] {
		ins, ok := fm.siteOf(reading, at.Parent())
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
			case fm.Reaches(at.Block(), in.Block()):
				return false
			}
		}
	}
	return after
}

// siteOf returns where in fn the instruction in of its family takes place:
// where it stands, or where the literal that it stands in is called. It reports
// false if that is not known.
func (fm *Family) siteOf(in ssa.Instruction, fn *ssa.Function) ([]ssa.Instruction, bool) {
	lit := in.Parent()
	if lit == fn {
		return []ssa.Instruction{in}, true
	}
	m := fm.prog.Paths.Maker(lit)
	if m == nil || !fm.prog.Paths.OnlyCalled(m) {
		return nil, false
	}
	var out []ssa.Instruction
	for _, c := range fm.calls[lit] {
		if _, ok := c.(*ssa.Call); !ok || c.Parent() == lit {
			return nil, false // deferred, or called by itself
		}
		ins, ok := fm.siteOf(c, fn)
		if !ok {
			return nil, false
		}
		out = append(out, ins...)
	}
	return out, true
}

// MayRunOthers reports whether other code may run at in that writes to variables of
// the function: function literals that were handed out, and functions that were
// passed the address of a variable.
func MayRunOthers(in ssa.Instruction) bool {
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

// IsPassed reports whether in is a call that is passed the address of a, or a
// function literal that captures a.
func IsPassed(in ssa.Instruction, a *ssa.Alloc) bool {
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

// Reaches reports whether control can go from a to b, a block of the same
// function, by at least one edge.
func (fm *Family) Reaches(a, b *ssa.BasicBlock) bool {
	from, ok := fm.reachable[a]
	if !ok {
		from = reachableFrom(a)
		fm.reachable[a] = from
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
