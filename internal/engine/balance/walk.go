package balance

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Where each way through the control-flow graph of a function releases what it has
// acquired, no path leaks, and nothing depends on which of the ways can happen. That
// takes one visit of each block, as for liveness, in place of the states and the facts
// of all paths. It is not tried where more than one function of a family works on the
// lock, or one that may be the same: then it matters when these run.

// A holding is what is held at a point on every way there. No holding means that
// the lock is free. It is not changed in place.
type holding struct {
	id       lock.ID
	mode     lock.Mode
	acquires []acquiredAt // by which it may be held
	deferred *ssa.Defer   // its release, if that is deferred
}

type acquiredAt struct {
	at ssa.Instruction
	op *accesspath.Operation
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

// merge returns what is held where a way with h and one with g meet, which is h itself
// if g adds nothing to it, and whether that can be said.
func (h *holding) merge(g *holding) (*holding, bool) {
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

// balanced returns the acquires of l in the family of fn with their releases, and
// whether every way releases them, whatever other names the lock may have.
func balanced(p *callinfo.Program, fn *ssa.Function, l callinfo.Lock) ([]Pair, bool) {
	w := walk{pairing{prog: p, lock: l}}
	var home *ssa.Function
	others := false
	accesspath.Family(callinfo.Outermost(fn), func(f *ssa.Function) {
		if !w.leavesAlone(f) {
			home, others = f, others || home != nil
		}
	})
	if home == nil || others || accesspath.IsYieldFunc(home) || !w.through(home) {
		return nil, false
	}
	return w.pairs, true
}

// A walk goes all ways through the function that works on the lock.
type walk struct{ pairing }

// leavesAlone reports whether running f itself does nothing to the lock, or to one
// that may be the same, and does not panic.
func (w *walk) leavesAlone(f *ssa.Function) bool {
	for in := range accesspath.Instructions(f) {
		if _, ok := in.(*ssa.Panic); ok {
			return false
		}
		if op, ok := w.operation(in, open); op != nil || !ok {
			return false
		}
	}
	return true
}

// through goes all ways through f, and reports whether the lock is in one state at
// each point of them, and released at the end.
func (w *walk) through(f *ssa.Function) bool {
	in := make([]*holding, len(f.Blocks)) // at the beginning of each block
	seen := make([]bool, len(f.Blocks))
	seen[0] = true
	for work := []int{0}; len(work) > 0; {
		block := f.Blocks[work[len(work)-1]]
		work = work[:len(work)-1]
		h, ok := w.transfer(block, in[block.Index])
		if !ok || h != nil && !w.mayLeave(block, h) {
			return false
		}
		for _, succ := range block.Succs {
			i := succ.Index
			merged := h
			if seen[i] {
				if merged, ok = in[i].merge(h); !ok {
					return false
				}
				if merged == in[i] {
					continue
				}
			}
			in[i], seen[i] = merged, true
			work = append(work, i)
		}
	}
	return true
}

// transfer returns what is held at the end of block, at whose beginning h is, and whether
// that can be said.
func (w *walk) transfer(block *ssa.BasicBlock, h *holding) (*holding, bool) {
	for _, in := range block.Instrs {
		if st, ok := in.(*ssa.Store); ok {
			if h != nil && w.prog.Overwrites(st, domain.Bases(h.id)) {
				return nil, false
			}
			continue
		}
		op, ok := w.operation(in, h.cover())
		if ok && op != nil {
			h, ok = w.operate(h, in, op)
		}
		if !ok {
			return nil, false
		}
	}
	return h, true
}

// operate returns what is held after the operation op, before which h is, and whether
// that can be said.
func (w *walk) operate(h *holding, in ssa.Instruction, op *accesspath.Operation) (*holding, bool) {
	if h == nil {
		if !isPlainAcquire(in, op) {
			return nil, false
		}
		if op.ID == w.lock.ID {
			w.note(Pair{Acquire: in, Op: op})
		}
		return &holding{id: op.ID, mode: op.Mode, acquires: []acquiredAt{{in, op}}}, true
	}
	if h.deferred != nil || op.ID != h.id || !w.isReleaseOf(in, op, h.mode) {
		return nil, false
	}
	if op.ID == w.lock.ID {
		for _, a := range h.acquires {
			w.note(Pair{a.at, a.op, in})
		}
	}
	if d, ok := in.(*ssa.Defer); ok {
		return &holding{h.id, h.mode, h.acquires, d}, true
	}
	return nil, true
}

func (w *walk) note(p Pair) {
	if !slices.Contains(w.pairs, p) {
		w.pairs = append(w.pairs, p)
	}
}

// mayLeave reports whether h may be held at the end of block: to the end of the
// function with its release deferred, or on to other blocks if it has the same name
// there.
func (w *walk) mayLeave(block *ssa.BasicBlock, h *holding) bool {
	return (h.deferred != nil || len(block.Succs) > 0) && !w.prog.NamedInLoop(h.id)
}
