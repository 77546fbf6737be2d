package typestate

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// IsHolding reports whether the result r is the object in which a function
// value that releases the lock was stored.
func (sub *Subject) IsHolding(s domain.State, r ssa.Value) bool {
	return sub.Reason.Resolve(s.Facts, sub.Reason.Paths.Term(r)) == sub.Reason.Paths.Term(s.Holder)
}

// IsHolder reports whether the result r is something by which the caller can
// release the lock: the lock or its object, or a value whose type has a method
// that releases it.
func (sub *Subject) IsHolder(s domain.State, r ssa.Value) bool {
	t := sub.Reason.Resolve(s.Facts, sub.Reason.Paths.Term(r))
	if t == sub.Reason.Paths.ConstOf("nil") || lexicon.IsError(r.Type()) {
		return false
	}
	if (sub.IsBase(s.Facts, r) || sub.MayBeHandle(s.Facts, r)) && !isParameter(sub.Reason.Paths, r) {
		return true
	}
	if m, ok := r.(*ssa.MakeInterface); ok {
		r = m.X
	}
	return releasing{sub}.hasReleasing(r.Type())
}

// isParameter reports whether v is a parameter of the function: the caller has
// it anyway.
func isParameter(paths *accesspath.Resolver, v ssa.Value) bool {
	_, ok := paths.Term(v).Sym().(*ssa.Parameter)
	return ok
}

// releasing asks which types have methods that release the lock of a subject.
type releasing struct{ *Subject }

// hasReleasing reports whether a method of t releases locks like the run's:
// by its summary, or, for an interface, by its name. Of a method that has not been
// analyzed yet, since it leads back to the function of the run, what its body
// shows counts.
func (sub releasing) hasReleasing(t types.Type) bool {
	if i, ok := t.Underlying().(*types.Interface); ok {
		for m := range i.Methods() {
			if lexicon.SpeaksOfRelease(m.Name()) {
				return true
			}
		}
		return false
	}
	n := lexicon.Named(t)
	if n == nil {
		return false
	}
	for m := range n.Origin().Methods() {
		if sub.isReleasing(m) {
			return true
		}
	}
	return false
}

// isReleasing reports whether the method m releases locks like the run's.
func (sub releasing) isReleasing(m *types.Func) bool {
	fn := sub.Prog.Pkg.Prog.FuncValue(m)
	if fn == callinfo.Outermost(sub.Fn) {
		return false // it acquires
	}
	if sub.Prog.Summaries.IsPending(fn) {
		sub.Prog.Summaries.NoteEarly(fn)
		return sub.showsRelease(fn)
	}
	return callinfo.Releases(sub.Prog.Summaries.Of(fn), sub.Class) ||
		fn != nil && len(fn.Blocks) == 0 && lexicon.SpeaksOfRelease(m.Name())
}

// IsReleaser reports whether v is an interface made of what the lock belongs to, with a
// method that releases the lock: who gets it can do so.
func (sub *Subject) IsReleaser(f domain.Facts, v ssa.Value) bool {
	m, ok := v.(*ssa.MakeInterface)
	if !ok || !sub.IsBase(f, m.X) {
		return false
	}
	iface, ok := m.Type().Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for method := range iface.Methods() {
		obj, _, _ := types.LookupFieldOrMethod(m.X.Type(), true, sub.Prog.Pass.Pkg, method.Name())
		if fn, ok := obj.(*types.Func); ok && (releasing{sub}).isReleasing(fn) {
			return true
		}
	}
	return false
}

// showsRelease reports whether fn, a method that has not been analyzed yet, releases
// a lock like the run's, and acquires none, by itself.
func (sub releasing) showsRelease(fn *ssa.Function) bool {
	if f := sub.Prog.Bindings.Of(fn); f != nil {
		return callinfo.Releases(f, sub.Class)
	}
	acquires, releases := false, false
	accesspath.Family(fn, func(f *ssa.Function) {
		for c := range accesspath.Calls(f) {
			for _, op := range sub.Prog.Calls.GivenAt(c) {
				if op.Class.Compatible(sub.Class) {
					acquires, releases = acquires || op.Acquires(), releases || op.Releases()
				}
			}
		}
	})
	return releases && !acquires
}
