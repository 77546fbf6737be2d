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

// A Pair is an acquire and one of its releases, or an acquire alone: that it is reached
// is known before its releases are, and also if none follows.
type Pair struct {
	Acquire ssa.Instruction
	Op      *accesspath.Operation // of the acquire
	Release ssa.Instruction       // nil for an acquire alone
}

// Pairs returns the acquires of l in fn with their releases, and whether that is all
// there is to say: every way through fn releases what it acquires.
func Pairs(p *callinfo.Program, fn *ssa.Function, l callinfo.Lock) ([]Pair, bool) {
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
func pairedInBlocks(prog *callinfo.Program, fn *ssa.Function, l callinfo.Lock) ([]Pair, bool) {
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
	pairs    []Pair
	deferred bool // a release is deferred
}

// block reports whether the operations in b on locks that may be this one come
// in pairs.
func (p *pairing) block(b *ssa.BasicBlock) bool {
	var acquire ssa.Instruction // not released yet
	var acquired *accesspath.Operation
	for _, in := range b.Instrs {
		op, ok := p.operation(in, open)
		switch {
		case !ok:
			return false
		case op == nil:
		case op.ID != p.lock.ID:
			return false
		case acquire == nil:
			if !isPlainAcquire(in, op) {
				return false
			}
			acquire, acquired = in, op
		default:
			if !p.isReleaseOf(in, op, acquired.Mode) {
				return false
			}
			p.pairs = append(p.pairs, Pair{acquire, acquired, in})
			acquire = nil
		}
	}
	return acquire == nil
}

// isPlainAcquire reports whether the instruction in does nothing but acquire the lock
// of op.
func isPlainAcquire(in ssa.Instruction, op *accesspath.Operation) bool {
	_, ok := in.(*ssa.Call)
	return ok && op.Effect == lock.Acquire && len(op.Outcomes) <= 1 && op.Result.Handle < 0
}

// isReleaseOf reports whether the operation op of in is a release of what is held in
// the mode, and surely takes place.
func (p *pairing) isReleaseOf(in ssa.Instruction, op *accesspath.Operation, mode lock.Mode) bool {
	if op.Effect != lock.Release || !op.Both && op.Mode != mode {
		return false
	}
	switch in.(type) {
	case *ssa.Call:
		return true
	case *ssa.Defer:
		p.deferred = true
		return !p.prog.Paths.InCycle(in.Block()) && !accesspath.IsYieldFunc(in.Parent())
	}
	return false
}

// A cover says what becomes of the lock if a call in its section does not return.
type cover uint8

const (
	free    cover = iota // it is not held
	covered              // its release is deferred
	open                 // nobody releases it
)

// operation returns what in does to a lock that may be this one, nil if nothing, and
// whether it is known: to take a lock of this class within a call counts where this one
// is held, and a panic where that leaves it held.
func (p *pairing) operation(in ssa.Instruction, c cover) (*accesspath.Operation, bool) {
	switch in := in.(type) {
	case *ssa.MakeClosure:
		op := p.prog.Calls.BoundOperation(in)
		return nil, op == nil || !p.lock.Class.Compatible(op.Class)
	case ssa.CallInstruction:
		return p.called(in, c)
	}
	return nil, true
}

// called is operation for a call.
func (p *pairing) called(in ssa.CallInstruction, c cover) (*accesspath.Operation, bool) {
	class := p.lock.Class
	ops := p.prog.Calls.At(in)
	if len(ops) == 1 && ops[0].By == "" && ops[0].Result.Handle < 0 {
		if !class.Compatible(ops[0].Class) || domain.Distinct(ops[0].ID.Addr, p.lock.ID.Addr) {
			return nil, true
		}
		return ops[0], true
	}
	if slices.ContainsFunc(ops, func(op *accesspath.Operation) bool {
		return class.Compatible(op.Class) || op.Result.Handle >= 0 && class.Compatible(op.Held)
	}) {
		return nil, false
	}
	if c != free && slices.ContainsFunc(p.prog.Calls.TakesAt(in), func(t callinfo.Taken) bool { return class.Compatible(t.Take.Class) }) {
		return nil, false
	}
	f := p.prog.Summaries.At(in)
	return nil, f == nil || !callinfo.MayRelease(f, class) && !(f.MayPanic && c == open)
}
