package obligation

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A release that is registered with a future takes place when the future
// completes. A future that the function makes itself must therefore be
// completed, or leave the function, on every path on which the release is
// registered with it.

// A promise says what became of the future that the release is registered
// with, if the function has made that future itself.
type promise uint8

const (
	noPromise  promise = iota
	registered         // the release is registered with it
	settled            // and it is completed, or others have it
)

// findFuture returns the name of the future that the function makes and
// registers a function with, the zero Term if there is none or more than one.
func (u *unit) findFuture() lock.Term {
	var found lock.Term
	for _, c := range u.family.futures {
		v, _ := u.futureOf(&c.Call)
		t := u.paths.Term(v)
		if !isWithin(c.Parent(), u.fn) || !u.isMadeHere(t) {
			continue
		}
		if !found.IsZero() && found != t {
			return lock.Term{}
		}
		found = t
	}
	return found
}

// isMadeHere reports whether t is a value that the function makes: a new
// variable, or the result of a function that by its name makes one.
func (u *unit) isMadeHere(t lock.Term) bool {
	if t.Kind() != lock.Root {
		return false
	}
	switch v := t.Sym().(type) {
	case *ssa.Alloc:
		return isWithin(v.Parent(), u.fn)
	case *ssa.Call:
		words := lexicon.Words(lexicon.CalleeName(&v.Call))
		return isWithin(v.Parent(), u.fn) && len(words) > 0 && words[0] == "new" && len(v.Call.Args) == 0
	}
	return false
}

// isFuture reports whether v is the future of the unit.
func (u *unit) isFuture(f facts, v ssa.Value) bool {
	return !u.future.IsZero() && u.resolve(f, u.paths.Term(v)) == u.future
}

// futureCall returns s behind a call that completes a future, or registers a
// function with it, and whether it does.
func (u *unit) futureCall(s state, in *ssa.Call) (state, bool) {
	v, isComplete := u.futureOf(&in.Call)
	if v == nil {
		return s, false
	}
	if isComplete {
		if u.witness && s.held() && s.doubt == noDoubt {
			s = s.step(Step{Kind: StepComplete, At: in, Pos: in.Pos()})
		}
		if u.isFuture(s.facts, v) {
			s.promise = settled
			s.escaped = s.escaped || s.early != nil
		}
		return s, true
	}
	before, escaped := s.doubt, s.escaped
	s = u.passes(s, in, nil)
	if u.isFuture(s.facts, v) && !s.held() && !escaped && s.escaped && s.promise == noPromise {
		s.escaped, s.early = false, in
	}
	if u.isFuture(s.facts, v) && s.held() && before == noDoubt && s.doubt == closureLeaves && s.promise == noPromise {
		s.promise = registered
	}
	return s, true
}

// lets returns s after v got out of the function: if it is the future, others
// complete it.
func (u *unit) lets(s state, v ssa.Value) state {
	if s.promise != settled && u.isFuture(s.facts, v) {
		s.promise = settled
	}
	if m, ok := u.resolve(s.facts, u.paths.Term(v)).Sym().(*ssa.MakeClosure); ok && s.promise != settled {
		for _, b := range m.Bindings {
			if u.holdsFuture(s.facts, b) {
				s.promise = settled
			}
		}
	}
	return s
}

// holdsFuture reports whether the captured variable b is the future, or holds
// it.
func (u *unit) holdsFuture(f facts, b ssa.Value) bool {
	if u.isFuture(f, b) {
		return true
	}
	if u.future.IsZero() {
		return false
	}
	for _, ref := range *b.Referrers() {
		if ld, ok := ref.(*ssa.UnOp); ok && u.isFuture(f, ld) {
			return true
		}
		if st, ok := ref.(*ssa.Store); ok && u.isFuture(f, st.Val) {
			return true
		}
	}
	return false
}

// submit returns the states behind a call that gives a task to something that
// may refuse it, and whether that is so: if it is refused, the task does not
// run.
func (u *unit) submit(s state, in *ssa.Call) ([]state, bool) {
	if !s.held() || s.doubt != noDoubt || !lexicon.IsTask(&in.Call) || len(*in.Referrers()) == 0 {
		return nil, false
	}
	accepted := u.passes(s, in, nil)
	if accepted.doubt != closureLeaves {
		return nil, false
	}
	refused := s
	i := in.Call.Signature().Results().Len() - 1
	t := u.paths.Component(in, i)
	if isErrorType(in) || in.Call.Signature().Results().Len() > 1 {
		accepted.facts = accepted.facts.set(t, value{same: u.paths.ConstOf("nil")})
		refused.facts = refused.facts.set(t, value{nonNil: true})
	} else {
		accepted.facts = accepted.facts.set(t, value{same: u.paths.ConstOf(true)})
		refused.facts = refused.facts.set(t, value{same: u.paths.ConstOf(false)})
	}
	return []state{accepted, refused}, true
}

// entrustTo follows a function literal that is run once by others, from now on
// with the hold of s: a path through it that does not release leaves the lock
// held as well.
func (u *unit) entrustTo(fr *frame, s state, v ssa.Value) {
	fn := functionOf(u.resolve(s.facts, u.paths.Term(v)))
	if fn == nil || fn.Parent() == nil || !s.held() || s.doubt != noDoubt || fr.depth >= maxDepth || !u.netReleases(fn) || u.netRelease(fn) < surelyReleases {
		return
	}
	for f := fr; f != nil; f = f.outer {
		if f.fn == fn {
			return
		}
	}
	s.pending = nil
	if u.witness {
		s = s.step(Step{Kind: StepEntrusted, At: u.paths.Maker(fn), Pos: fn.Pos()})
	}
	u.run(&frame{fn: fn, depth: fr.depth + 1, outer: fr, detached: true, handed: s.top().site()}, s)
}
