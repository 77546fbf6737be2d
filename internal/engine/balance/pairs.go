package balance

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// Most critical sections need no data-flow analysis of what conditions say: every
// acquire is followed in its own basic block by the release, or is the only one and
// followed by its deferred release; or one function has all that is done to the
// lock, and releases it on all paths through its control-flow graph, whether they
// can happen or not (balance.go). paired finds these.

// A pair is an acquire and one of its releases.
type pair struct {
	Acquire ssa.Instruction
	Op      *accesspath.Operation // of the acquire
	Release ssa.Instruction       // nil where none is reached
}

// Pairs returns the acquires of l in fn with their releases, and whether that is all
// there is to say: every way through fn releases what it acquires.
func Pairs(p *callinfo.Program, fn *ssa.Function, l callinfo.Lock) ([]pair, bool) {
	if p.PanicLevel == panics.All {
		return nil, false // the calls in between may be exits
	}
	if pairs, ok := pairedInBlocks(p, fn, l); ok {
		return pairs, true
	}
	return balanced(p, fn, l)
}

// pairedInBlocks returns the acquires of l in the family of fn with their releases,
// and whether each pair is in one basic block.
func pairedInBlocks(prog *callinfo.Program, fn *ssa.Function, l callinfo.Lock) ([]pair, bool) {
	p := pairing{prog: prog, lock: l}
	ok := true
	accesspath.Family(callinfo.Outermost(fn), func(f *ssa.Function) {
		for _, b := range f.Blocks {
			ok = ok && p.block(b)
		}
	})
	return p.pairs, ok && !(p.deferred && len(p.pairs) > 1)
}

// A pairing looks through the blocks of a family for one lock.
type pairing struct {
	prog     *callinfo.Program
	lock     callinfo.Lock
	pairs    []pair
	deferred bool
}

// block reports whether the operations in b on locks that may be this one come
// in pairs.
func (p *pairing) block(b *ssa.BasicBlock) bool {
	var begun ssa.Instruction
	var opened *accesspath.Operation
	for _, in := range b.Instrs {
		switch in := in.(type) {
		case *ssa.MakeClosure:
			if op := p.prog.Calls.BoundOperation(in); op != nil && p.lock.Class.Compatible(op.Class) {
				return false
			}
		case ssa.CallInstruction:
			op, ok := p.only(in, open)
			if !ok {
				return false
			}
			if op == nil {
				continue
			}
			if op.ID != p.lock.ID {
				return false
			}
			if begun == nil {
				if !begins(in, op) {
					return false
				}
				begun, opened = in, op
				continue
			}
			if op.Effect != lock.Release || !op.Both && op.Mode != opened.Mode || !p.close(in, b) {
				return false
			}
			p.pairs = append(p.pairs, pair{begun, opened, in})
			begun = nil
		}
	}
	return begun == nil
}

// begins reports whether the call in does nothing but acquire the lock of op.
func begins(in ssa.CallInstruction, op *accesspath.Operation) bool {
	_, ok := in.(*ssa.Call)
	return ok && op.Effect == lock.Acquire && len(op.Outcomes) <= 1 && op.Result.Handle < 0
}

// A cover says what becomes of the lock if a call in its section does not return.
type cover uint8

const (
	free    cover = iota // it is not held
	covered              // its release is deferred
	open                 // nobody releases it
)

// only returns the operation of a call on a lock that may be this one, nil if
// there is none, and whether that is all that the call may do to it: to acquire it
// as well counts where it is held, and a panic where that leaves it held.
func (p *pairing) only(in ssa.CallInstruction, c cover) (*accesspath.Operation, bool) {
	ops := p.prog.Calls.At(in)
	if len(ops) == 1 && ops[0].By == "" && ops[0].Result.Handle < 0 {
		if !p.lock.Class.Compatible(ops[0].Class) || domain.Distinct(ops[0].ID.Addr, p.lock.ID.Addr) {
			return nil, true
		}
		return ops[0], true
	}
	if slices.ContainsFunc(ops, func(op *accesspath.Operation) bool {
		return p.lock.Class.Compatible(op.Class) || op.Result.Handle >= 0 && p.lock.Class.Compatible(op.Held)
	}) {
		return nil, false
	}
	if c != free && slices.ContainsFunc(p.prog.Calls.TakesAt(in), func(t callinfo.Taken) bool { return p.lock.Class.Compatible(t.Take.Class) }) {
		return nil, false
	}
	f := p.prog.Summaries.At(in)
	return nil, f == nil || !callinfo.MayRelease(f, p.lock.Class) && !(f.MayPanic && c == open)
}

// close reports whether the release in is one that surely takes place.
func (p *pairing) close(in ssa.CallInstruction, b *ssa.BasicBlock) bool {
	switch in.(type) {
	case *ssa.Call:
		return true
	case *ssa.Defer:
		p.deferred = true
		return !p.prog.Paths.InCycle(b) && !accesspath.IsYieldFunc(b.Parent())
	}
	return false
}
