package obligation

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/lock"
)

// Deferred calls and goroutines.

// deferCall returns s with a call deferred.
func (u *unit) deferCall(s state, in *ssa.Defer) state {
	var t target
	if u.handle && u.releasesHandle(s, &in.Call) {
		t.kind = ours
	} else if op := u.operationOf(in); op != nil {
		if !u.concerns(op) {
			return s
		}
		if same, other := u.isOurs(s.facts, op); same {
			t.kind = ours
		} else if !other {
			t.kind = foreignOp
		}
	} else {
		t, _ = u.target(s, in)
		s = u.passes(s, in)
		if v, isComplete := u.futureOf(&in.Call); v != nil && isComplete && u.isFuture(s.facts, v) {
			s.promise = settled
		}
	}
	if t.kind == nothing || t.why == notReturning {
		return s
	}
	s.pending = u.push(s.pending, deferred{in, t})
	return s
}

// goCall returns s with a goroutine started.
func (u *unit) goCall(fr *frame, s state, in *ssa.Go) state {
	s = u.lets(s, in.Call.Value)
	if op := u.operationOf(in); op != nil {
		if same, other := u.isOurs(s.facts, op); u.concerns(op) && !other && (same || op.Effect == lock.Release) {
			return u.weaken(s, goroutineReleases, in)
		}
		return s
	}
	t, op := u.target(s, in)
	if t.kind == inline && u.netReleases(t.fn) || t.kind == discharge && t.why != notReturning ||
		op != nil && op.Effect == lock.Release {
		u.entrustTo(fr, s, in.Call.Value)
		s.escaped = s.escaped || !s.held()
		if t.kind == inline || op != nil {
			s = u.entrust(s, in)
		}
		s = u.weaken(s, goroutineReleases, in)
	}
	return u.passes(s, in)
}

// runDefers returns the states behind the deferred calls of the frame, which
// run last first.
func (u *unit) runDefers(fr *frame, s state) []state {
	cur := []state{s}
	for range maxDefers {
		var next states
		done := true
		for _, s := range cur {
			d := s.pending
			if d == nil {
				next = u.join(next, s)
				continue
			}
			done = false
			s.pending = d.next
			for _, t := range u.runDeferred(fr, s, d.deferred) {
				next = u.join(next, t)
			}
		}
		cur = next
		if done {
			return cur
		}
	}
	u.exhausted = true
	return nil
}

// maxDefers is more deferred calls than a function has.
const maxDefers = 100_000

func (u *unit) join(ss states, s state) states {
	if u.witness {
		return append(ss, s)
	}
	return ss.add(s)
}

func (u *unit) runDeferred(fr *frame, s state, d deferred) []state {
	switch d.target.kind {
	case inline:
		return u.enter(fr, s, d.at, d.target.fn)
	case discharge:
		return one(u.weaken(s, d.target.why, d.at))
	}
	op := u.operationOf(d.at)
	if u.handle {
		op = &handleRelease
	}
	if op == nil {
		if m, ok := u.resolve(s.facts, u.paths.Term(d.at.Call.Value)).Sym().(*ssa.MakeClosure); ok {
			op = u.boundOperation(m)
		}
	}
	if op == nil {
		return one(s)
	}
	if d.target.kind == foreignOp {
		return one(u.otherLock(s, op, d.at))
	}
	switch op.Effect {
	case lock.Acquire:
		if t, ok := u.take(s, op, d.at); ok {
			return one(t)
		}
		return nil
	case lock.Release:
		return one(u.release(s, op, d.at))
	}
	return one(s)
}
