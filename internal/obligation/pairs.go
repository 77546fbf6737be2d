package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/accesspath"
	"github.com/lockleak/lockleak/internal/lock"
)

// Most critical sections need no data-flow analysis: every acquire is followed
// in its own basic block by the release, or is the only one and followed by its
// deferred release. paired finds these.

// paired returns the outcome of every acquire of l in fn if all of them are
// paired with their releases inside one basic block each, nil otherwise.
func (e *engine) paired(fn *ssa.Function, l lockOf) map[int]*outcome {
	if e.settings.Panic == PanicAll {
		return nil // the calls in between may be exits
	}
	p := pairing{engine: e, lock: l, out: make(map[int]*outcome)}
	ok := true
	accesspath.Family(outermost(fn), func(f *ssa.Function) {
		for _, b := range f.Blocks {
			ok = ok && p.block(b)
		}
	})
	if !ok || p.deferred && p.pairs > 1 {
		return nil
	}
	return p.out
}

// A pairing looks through the blocks of a family for one lock.
type pairing struct {
	*engine
	lock     lockOf
	out      map[int]*outcome
	pairs    int
	deferred bool
}

// block reports whether the operations in b on locks that may be this one come
// in pairs.
func (p *pairing) block(b *ssa.BasicBlock) bool {
	var open ssa.Instruction
	var opened *accesspath.Operation
	for _, in := range b.Instrs {
		switch in := in.(type) {
		case *ssa.MakeClosure:
			if op := p.boundOperation(in); op != nil && p.lock.class.Compatible(op.Class) {
				return false
			}
		case ssa.CallInstruction:
			op, ok := p.only(in)
			if !ok {
				return false
			}
			if op == nil {
				continue
			}
			if op.ID != p.lock.id {
				return false
			}
			if open == nil {
				if _, ok := in.(*ssa.Call); !ok || op.Effect != lock.Acquire || len(op.Outcomes) > 1 || op.Result.Handle >= 0 {
					return false
				}
				open, opened = in, op
				continue
			}
			if op.Effect != lock.Release || !op.Both && op.Mode != opened.Mode || !p.close(in, b) {
				return false
			}
			p.pairs++
			p.out[p.siteOf(open, opened)] = &outcome{acquired: true, releasedAt: []ssa.Instruction{in}}
			open = nil
		}
	}
	return open == nil
}

// only returns the operation of a call on a lock that may be this one, nil if
// there is none, and whether that is all that the call may do to it.
func (p *pairing) only(in ssa.CallInstruction) (*accesspath.Operation, bool) {
	ops := p.operationsAt(in)
	if len(ops) == 1 && ops[0].By == "" && ops[0].Result.Handle < 0 {
		if !p.lock.class.Compatible(ops[0].Class) {
			return nil, true
		}
		return ops[0], true
	}
	if slices.ContainsFunc(ops, func(op *accesspath.Operation) bool {
		return p.lock.class.Compatible(op.Class) || op.Result.Handle >= 0 && p.lock.class.Compatible(op.Held)
	}) {
		return nil, false
	}
	if slices.ContainsFunc(p.takesAt(in), func(t taken) bool { return p.lock.class.Compatible(t.Take.Class) }) {
		return nil, false
	}
	f := p.summaryAt(in)
	return nil, f == nil || !mayRelease(f, p.lock.class) && !f.MayPanic
}

// close reports whether the release in is one that surely takes place.
func (p *pairing) close(in ssa.CallInstruction, b *ssa.BasicBlock) bool {
	switch in.(type) {
	case *ssa.Call:
		return true
	case *ssa.Defer:
		p.deferred = true
		return !p.paths.InCycle(b) && !accesspath.IsYieldFunc(b.Parent())
	}
	return false
}
