package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Deferred calls and goroutines.

// deferCall returns s with a call deferred.
func (u *unit) deferCall(s state, in *ssa.Defer) state {
	ops := u.operationsAt(in)
	for _, op := range slices.Backward(ops) { // they run last first
		if u.releasesGuarded(s, op) {
			s.pending = u.push(s.pending, deferred{in, target{kind: ours, op: handleRelease}})
		}
		if !u.concerns(op) {
			continue
		}
		if same, other := u.isOurs(s.facts, op); same {
			s.pending = u.push(s.pending, deferred{in, target{kind: ours, op: op}})
		} else if !other {
			s.pending = u.push(s.pending, deferred{in, target{kind: foreignOp, op: op}})
		}
	}
	if len(ops) > 0 && ops[0].By == "" {
		return s
	}
	var t target
	if u.handle && u.releasesHandle(s, &in.Call) {
		t = target{kind: ours, op: handleRelease}
	} else if u.handle && u.mayReleaseHandle(s, &in.Call) {
		t = target{kind: discharge, why: otherName}
	} else {
		t = u.target(s, in)
		s = u.passes(s, in, nil)
		if v, isComplete := u.futureOf(&in.Call); v != nil && isComplete && u.isFuture(s.facts, v) {
			s.promise = settled
		}
	}
	for _, x := range u.concernedAt(in) {
		s.pending = u.push(s.pending, deferred{in, target{kind: through, op: x.Operation, take: x.Take}})
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
	ops := u.operationsAt(in)
	for _, op := range ops {
		if !u.concerns(op) {
			continue
		}
		if same, other := u.isOurs(s.facts, op); !other && (same && op.By == "" || op.Releases()) {
			if same && op.By != "" {
				s = u.entrust(s, in)
			}
			s = u.weaken(s, goroutineReleases, in)
		}
	}
	if len(ops) > 0 && ops[0].By == "" {
		return s
	}
	t := u.target(s, in)
	if t.kind == inline && u.netReleases(t.fn) || t.kind == discharge && t.why != notReturning ||
		t.op != nil && t.op.Releases() {
		u.entrustTo(fr, s, in.Call.Value)
		s.escaped = s.escaped || !s.held()
		if t.kind == inline || t.op != nil {
			s = u.entrust(s, in)
		}
		s = u.weaken(s, goroutineReleases, in)
	}
	return u.passes(s, in, nil)
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
	switch d.target.kind {
	case foreignOp:
		return one(u.otherLock(s, d.target.op, d.at))
	case ours:
		return u.outcomes(s, d.target.op, d.at, nil)
	case through:
		return u.passesThrough(s, taken{d.target.op, d.target.take}, d.at)
	}
	return one(s)
}
