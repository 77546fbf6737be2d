package prepass

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
)

// A value that is read before a change is the old one after it. It has the name of what
// is read afterwards, so the change must not be taken into account where the old value
// is still asked for.

// IsCarried reports whether a value of what c changes that is read before at, or may be,
// is used after it.
func (fm *Family) IsCarried(c *Change, at ssa.Instruction) bool {
	k := observation{c.Term, at}
	carried, ok := fm.changes.carried[k]
	if !ok {
		for _, r := range c.reads {
			for _, in := range fm.Readings[r] {
				v, isValue := in.(ssa.Value)
				carried = carried || isValue && fm.prog.Paths.Term(v) == r && fm.isUsedAfter(v, in, at, make(map[*ssa.Phi]bool))
			}
		}
		fm.changes.carried[k] = carried
	}
	return carried
}

// AllReadAfter reports whether holds is true of each place in the function of at where
// what c changes is read after at, or by it. It reports false if these are not known.
func (fm *Family) AllReadAfter(c *Change, at ssa.Instruction, holds func(ssa.Instruction) bool) bool {
	fn := at.Parent()
	doubtful := func(in ssa.Instruction) bool { return (in == at || fm.leadsTo(at, in)) && !holds(in) }
	for _, r := range c.reads {
		for _, in := range fm.Readings[r] {
			switch {
			case in.Parent() == fn:
				if doubtful(in) {
					return false
				}
			case callinfo.IsWithin(in.Parent(), fn):
				if calls, ok := fm.siteOf(in, fn); !ok || slices.ContainsFunc(calls, doubtful) {
					return false
				}
			}
		}
	}
	return true
}

// isUsedAfter reports whether v, or what is computed from it, is used after at without
// reading being executed in between. A variable that literals capture may be used at any
// time.
func (fm *Family) isUsedAfter(v ssa.Value, reading, at ssa.Instruction, seen map[*ssa.Phi]bool) bool {
	if reading.Parent() != at.Parent() {
		return callinfo.IsWithin(at.Parent(), reading.Parent())
	}
	if !fm.leadsTo(reading, at) {
		return false
	}
	return slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
			return false
		case *ssa.MakeClosure:
			return true
		case *ssa.Store:
			if _, ok := ref.Addr.(*ssa.Alloc); ok {
				return true
			}
		case *ssa.Phi:
			if seen[ref] {
				return false
			}
			seen[ref] = true
			return fm.leadsTo(at, ref) || fm.isUsedAfter(ref, ref, at, seen)
		case *ssa.UnOp:
			if ref.Op != token.MUL {
				return fm.isUsedAfter(ref, reading, at, seen)
			}
		case *ssa.BinOp, *ssa.Convert, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface:
			return fm.isUsedAfter(ref.(ssa.Value), reading, at, seen)
		}
		return fm.leadsPast(at, ref, reading)
	})
}

// leadsTo reports whether control can go from a to b, of the same function.
func (fm *Family) leadsTo(a, b ssa.Instruction) bool {
	return a.Block() == b.Block() && index(a) < index(b) || fm.Reaches(a.Block(), b.Block())
}

// leadsPast reports whether control can go from a to b, of the same function, without
// coming to avoid.
func (fm *Family) leadsPast(a, b, avoid ssa.Instruction) bool {
	stops := func(block *ssa.BasicBlock, from int) (found, stop bool) {
		for _, in := range block.Instrs[from:] {
			switch in {
			case b:
				return true, true
			case avoid:
				return false, true
			}
		}
		return false, false
	}
	if found, stop := stops(a.Block(), index(a)+1); stop {
		return found
	}
	seen := make([]bool, len(a.Parent().Blocks))
	work := slices.Clone(a.Block().Succs)
	for len(work) > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[x.Index] {
			continue
		}
		seen[x.Index] = true
		found, stop := stops(x, 0)
		if found {
			return true
		}
		if !stop {
			work = append(work, x.Succs...)
		}
	}
	return false
}

// index returns the position of in in its block.
func index(in ssa.Instruction) int { return slices.Index(in.Block().Instrs, in) }
