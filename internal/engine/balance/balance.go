package balance

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Where each way through the control-flow graph of a function gives back what it
// has acquired, no path leaks, and nothing depends on which of the ways can happen.
// That takes one visit of each block, as for liveness, in place of the states and
// the facts of all paths. It is not tried where more than one function of a family
// works on the lock, or one that may be the same: then it matters when these run.

// A holding is what is held at a point on every way there. No holding means that
// the lock is free. It is not changed in place.
type holding struct {
	id       lock.ID
	mode     lock.Mode
	acquires []acquiredAt // by which it may be held
	deferred *ssa.Defer   // its release, if that is deferred
}

func (h *holding) cover() cover {
	switch {
	case h == nil:
		return free
	case h.deferred != nil:
		return covered
	}
	return open
}

type acquiredAt struct {
	at ssa.Instruction
	op *accesspath.Operation
}

// balanced returns the acquires of l in the family of fn with their releases, and
// whether every way releases them, whatever other names the lock may have.
func balanced(p *callinfo.Program, fn *ssa.Function, l callinfo.Lock) ([]pair, bool) {
	b := balancing{pairing{prog: p, lock: l}}
	var home *ssa.Function
	others := false
	accesspath.Family(callinfo.Outermost(fn), func(f *ssa.Function) {
		if b.leavesAlone(f) {
			return
		}
		home, others = f, others || home != nil
	})
	if home == nil || others || accesspath.IsYieldFunc(home) || !b.walk(home) {
		return nil, false
	}
	return b.pairing.pairs, true
}

type balancing struct{ pairing pairing }

// leavesAlone reports whether running f itself does nothing to the lock, or to one
// that may be the same, and does not panic.
func (b *balancing) leavesAlone(f *ssa.Function) bool {
	for _, block := range f.Blocks {
		for _, in := range block.Instrs {
			switch in := in.(type) {
			case *ssa.Panic:
				return false
			case *ssa.MakeClosure:
				if op := b.pairing.prog.Calls.BoundOperation(in); op != nil && b.pairing.lock.Class.Compatible(op.Class) {
					return false
				}
			case ssa.CallInstruction:
				if op, ok := b.pairing.only(in, open); op != nil || !ok {
					return false
				}
			}
		}
	}
	return true
}

// walk goes all ways through f, and reports whether the lock is in one state at
// each point of them, and given back at the end.
func (b *balancing) walk(f *ssa.Function) bool {
	in := make([]*holding, len(f.Blocks))
	seen := make([]bool, len(f.Blocks))
	seen[0] = true
	for work := []int{0}; len(work) > 0; {
		block := f.Blocks[work[len(work)-1]]
		work = work[:len(work)-1]
		h, ok := b.through(block, in[block.Index])
		if !ok || h != nil && !b.mayLeave(block, h) {
			return false
		}
		for _, succ := range block.Succs {
			i := succ.Index
			if !seen[i] {
				in[i], seen[i] = h, true
				work = append(work, i)
				continue
			}
			both, ok := in[i].and(h)
			if !ok {
				return false
			}
			if both != in[i] {
				in[i] = both
				work = append(work, i)
			}
		}
	}
	return true
}

// through returns what is held behind block, in front of which h is, and whether
// that can be said.
func (b *balancing) through(block *ssa.BasicBlock, h *holding) (*holding, bool) {
	for _, in := range block.Instrs {
		switch in := in.(type) {
		case *ssa.MakeClosure:
			if op := b.pairing.prog.Calls.BoundOperation(in); op != nil && b.pairing.lock.Class.Compatible(op.Class) {
				return nil, false
			}
		case *ssa.Store:
			if h != nil && b.pairing.prog.Overwrites(in, domain.Bases(h.id)) {
				return nil, false
			}
		case ssa.CallInstruction:
			op, ok := b.pairing.only(in, h.cover())
			if !ok {
				return nil, false
			}
			if op == nil {
				continue
			}
			if h, ok = b.operate(h, in, op); !ok {
				return nil, false
			}
		}
	}
	return h, true
}

// operate returns what is held behind the operation op.
func (b *balancing) operate(h *holding, in ssa.CallInstruction, op *accesspath.Operation) (*holding, bool) {
	if h == nil {
		if !begins(in, op) {
			return nil, false
		}
		if op.ID == b.pairing.lock.ID {
			b.note(pair{Acquire: in, Op: op})
		}
		return &holding{id: op.ID, mode: op.Mode, acquires: []acquiredAt{{in, op}}}, true
	}
	if h.deferred != nil || op.ID != h.id || op.Effect != lock.Release || !op.Both && op.Mode != h.mode || !b.pairing.close(in, in.Block()) {
		return nil, false
	}
	if op.ID == b.pairing.lock.ID {
		for _, a := range h.acquires {
			b.note(pair{a.at, a.op, in})
		}
	}
	if d, ok := in.(*ssa.Defer); ok {
		return &holding{h.id, h.mode, h.acquires, d}, true
	}
	return nil, true
}

func (b *balancing) note(p pair) {
	if !slices.Contains(b.pairing.pairs, p) {
		b.pairing.pairs = append(b.pairing.pairs, p)
	}
}

// mayLeave reports whether h may be held behind block: to the end of the function
// with its release deferred, or on to other blocks if it has the same name there.
func (b *balancing) mayLeave(block *ssa.BasicBlock, h *holding) bool {
	return (h.deferred != nil || len(block.Succs) > 0) && !b.pairing.prog.NamedInLoop(h.id)
}

// and returns what is held where a way with h and one with g meet: h, if g adds
// nothing to it.
func (h *holding) and(g *holding) (*holding, bool) {
	if h == nil || g == nil {
		return h, h == g
	}
	if h.id != g.id || h.mode != g.mode || h.deferred != g.deferred {
		return nil, false
	}
	both := slices.Clone(h.acquires)
	for _, a := range g.acquires {
		if !slices.Contains(both, a) {
			both = append(both, a)
		}
	}
	if len(both) == len(h.acquires) {
		return h, true
	}
	return &holding{h.id, h.mode, both, h.deferred}, true
}
