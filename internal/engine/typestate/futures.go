package typestate

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// findFuture returns the name of the future that the function makes and
// registers a function with, the zero Term if there is none or more than one.
func (sub *Subject) findFuture() lock.Term {
	var found lock.Term
	for _, c := range sub.Family.Futures {
		v, _ := sub.Prog.Futures.Of(&c.Call)
		t := sub.Reason.Paths.Term(v)
		if !callinfo.IsWithin(c.Parent(), sub.Fn) || !sub.isMadeHere(t) {
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
func (sub *Subject) isMadeHere(t lock.Term) bool {
	if t.Kind() != lock.Root {
		return false
	}
	switch v := t.Sym().(type) {
	case *ssa.Alloc:
		return callinfo.IsWithin(v.Parent(), sub.Fn)
	case *ssa.Call:
		words := lexicon.Words(lexicon.CalleeName(&v.Call))
		return callinfo.IsWithin(v.Parent(), sub.Fn) && len(words) > 0 && words[0] == "new" && len(v.Call.Args) == 0
	}
	return false
}

// IsFuture reports whether v is the future of the run.
func (sub *Subject) IsFuture(f domain.Facts, v ssa.Value) bool {
	return !sub.Future.IsZero() && sub.Reason.Resolve(f, sub.Reason.Paths.Term(v)) == sub.Future
}

// NoteFutureLeaves returns s after v got out of the function: if it is the future, others
// complete it.
func (mc *Machine) NoteFutureLeaves(s domain.State, v ssa.Value) domain.State {
	if s.Future != domain.FutureSettled && mc.Subject.IsFuture(s.Facts, v) {
		s.Future = domain.FutureSettled
	}
	if m, ok := mc.Reason.Resolve(s.Facts, mc.Reason.Paths.Term(v)).Sym().(*ssa.MakeClosure); ok && s.Future != domain.FutureSettled {
		for _, b := range m.Bindings {
			if mc.Subject.holdsFuture(s.Facts, b) {
				s.Future = domain.FutureSettled
			}
		}
	}
	return s
}

// holdsFuture reports whether the captured variable b is the future, or holds
// it.
func (sub *Subject) holdsFuture(f domain.Facts, b ssa.Value) bool {
	if sub.IsFuture(f, b) {
		return true
	}
	if sub.Future.IsZero() {
		return false
	}
	for _, ref := range *b.Referrers() {
		if ld, ok := ref.(*ssa.UnOp); ok && sub.IsFuture(f, ld) {
			return true
		}
		if st, ok := ref.(*ssa.Store); ok && sub.IsFuture(f, st.Val) {
			return true
		}
	}
	return false
}
