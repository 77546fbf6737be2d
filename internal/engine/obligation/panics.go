package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/model"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// A PanicLevel says which panics count as exits of a function.
type PanicLevel = panics.Level

// The levels, each with more exits than the one before.
const (
	PanicOff       = panics.Off       // none
	PanicRecovered = panics.Recovered // explicit panics that a known function recovers
	PanicExplicit  = panics.Explicit  // every explicit panic with an exclusive hold, in callees too
	PanicAll       = panics.All       // also every call, which may panic
)

// panicAt returns the instruction that panics where a block ends with p, nil if
// none does. Panics without a position are synthetic: go/ssa ends blocks with
// them that control does not leave, such as those with a call of a function
// that does nothing but panic.
func (e *engine) panicAt(p *ssa.Panic) ssa.Instruction {
	if p.Pos().IsValid() {
		return p
	}
	for _, in := range slices.Backward(p.Block().Instrs) {
		if c, ok := in.(*ssa.Call); ok {
			if f := e.summaryAt(c); f != nil && f.Panics {
				return c
			}
			return nil
		}
	}
	return nil
}

// alwaysPanics reports whether fn never returns, but panics.
func (e *engine) alwaysPanics(fn *ssa.Function) bool {
	if !neverReturns(fn) || len(e.recoverers(fn)) > 0 {
		return false
	}
	found := false
	for _, b := range fn.Blocks {
		if p, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic); ok {
			found = found || e.panicAt(p) != nil
		}
	}
	return found
}

// isExitPanic reports whether the panic at in counts as an exit of a path in s.
// With a shared hold, what runs while the panic unwinds can still read.
func (u *unit) isExitPanic(fr *frame, s state, in ssa.Instruction) bool {
	switch u.settings.Panic {
	case PanicAll:
		return true
	case PanicExplicit:
		return !s.isShared() || u.isRecovered(fr, in)
	case PanicRecovered:
		return u.isRecovered(fr, in)
	}
	return false
}

// isShared reports whether the lock is held, and to share it.
func (s state) isShared() bool { return s.held() && s.top().mode() == lock.Shared }

// mayPanic reports whether an explicit panic in fn, or in a function of the package
// that it calls, leaves it on some path.
func (e *engine) mayPanic(fn *ssa.Function) bool {
	if e.settings.Panic != PanicExplicit || len(e.recoverers(fn)) > 0 {
		return false
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Panic:
				if e.panicAt(in) != nil {
					return true
				}
			case *ssa.Call:
				if f := e.summaryAt(in); f != nil && f.MayPanic {
					return true
				}
			}
		}
	}
	return false
}

// isRecovered reports whether a panic at in, in the function of fr, is known
// to be recovered: by that function, by one that runs it as a literal, or by
// those who call the function of the unit.
func (u *unit) isRecovered(fr *frame, in ssa.Instruction) bool {
	at := in
	for f := fr; f != nil; f = f.outer {
		for _, d := range u.recoverers(f.fn) {
			if at == nil || d.Block().Dominates(at.Block()) {
				return true
			}
		}
		at = nil // where the outer function calls is not kept; any recover counts
	}
	return u.hasRecoveringCaller(u.fn) || u.isRetaken() || u.cleansUp(in)
}

// cleansUp reports whether other locks are given back right before a panic, or a
// token to a channel: who does so expects somebody to recover.
func (u *unit) cleansUp(in ssa.Instruction) bool {
	for _, x := range in.Block().Instrs {
		switch x := x.(type) {
		case *ssa.Send:
			if isSignal(x.Chan) {
				return true
			}
		case *ssa.Call:
			if op := u.directly(x); op != nil && op.Effect == lock.Release && op.Sync && op.ID != u.id {
				return true
			}
		}
		if x == in {
			break
		}
	}
	return false
}

// isRetaken reports whether a caller has deferred a function that acquires the
// lock: then the panic does not end the process, it waits there for ever.
func (u *unit) isRetaken() bool {
	return slices.ContainsFunc(u.deferredAcquires()[u.fn], func(c lock.Class) bool {
		return c == u.class && c.Local == nil
	})
}

// deferredAcquires returns, for each function that the package calls, the
// classes of the locks that are acquired by what its callers have deferred.
func (e *engine) deferredAcquires() map[*ssa.Function][]lock.Class {
	if e.retaken != nil {
		return e.retaken
	}
	e.retaken = make(map[*ssa.Function][]lock.Class)
	type acquiring struct {
		at *ssa.Defer
		by []lock.Class
	}
	for f := range e.functions() {
		var defers []acquiring
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.Defer:
					if by := e.acquiredBy(in); len(by) > 0 {
						defers = append(defers, acquiring{in, by})
					}
				case *ssa.Call:
					callee := e.declaration(in.Call.StaticCallee())
					for _, d := range defers {
						if callee != nil && accesspath.Precedes(d.at, in) {
							e.retaken[callee] = addClasses(e.retaken[callee], d.by)
						}
					}
				}
			}
		}
	}
	return e.retaken
}

func addClasses(list, more []lock.Class) []lock.Class {
	for _, c := range more {
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// acquiredBy returns the classes of the locks of package sync that a deferred
// function of the package acquires.
func (e *engine) acquiredBy(d *ssa.Defer) []lock.Class {
	var out []lock.Class
	fn := d.Call.StaticCallee()
	if fn != nil && (fn.Parent() != nil || e.declaration(fn) != nil) && len(e.recoverers(fn)) == 0 {
		e.acquiresIn(fn, func(op *accesspath.Operation) {
			if op.Sync && !op.Try {
				out = append(out, op.Class)
			}
		})
	}
	return out
}

// unwind returns the states behind the deferred calls of fr and of the frames
// around it, which a panic runs.
func (u *unit) unwind(fr *frame, s state) []state {
	s.panicking = true
	cur := u.runDefers(fr, s)
	for f := fr; f.outer != nil; f = f.outer {
		var next []state
		for _, t := range cur {
			t.pending = f.pending
			next = append(next, u.runDefers(f.outer, t)...)
		}
		cur = next
	}
	return cur
}

// panicsHere reports whether a call that panics would leave the lock held, at
// the level at which every call may, or only those of what panics explicitly.
func (u *unit) panicsHere(fr *frame, s state, in *ssa.Call) bool {
	if !s.held() || s.doubt != noDoubt {
		return false
	}
	switch u.settings.Panic {
	case PanicAll:
	case PanicExplicit:
		if f := u.summaryAt(in); f == nil || !f.MayPanic || s.isShared() {
			return false
		}
	default:
		return false
	}
	if _, ok := in.Call.Value.(*ssa.Builtin); ok {
		return false
	}
	for f, d := fr, s.pending; f != nil; f, d = f.outer, f.pending {
		for ; d != nil; d = d.next {
			if d.target.kind == ours || d.target.kind == inline || d.target.kind == discharge {
				return false
			}
		}
	}
	return true
}

// recoverers returns the defer statements of fn whose function recovers.
func (e *engine) recoverers(fn *ssa.Function) []*ssa.Defer {
	if ds, ok := e.recovers[fn]; ok {
		return ds
	}
	var ds []*ssa.Defer
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if d, ok := in.(*ssa.Defer); ok {
				if callee := d.Call.StaticCallee(); callee != nil && callsRecover(callee) {
					ds = append(ds, d)
				}
			}
		}
	}
	e.recovers[fn] = ds
	return ds
}

// callsRecover reports whether fn calls recover and does not panic again.
func callsRecover(fn *ssa.Function) bool {
	recovers, panics := false, false
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Call:
				if bi, ok := in.Call.Value.(*ssa.Builtin); ok && bi.Name() == "recover" {
					recovers = true
				}
				panics = panics || model.NeverReturns(&in.Call)
			case *ssa.Panic:
				panics = true
			}
		}
	}
	return recovers && !panics
}

// hasRecoveringCaller reports whether a function of the package calls fn and
// recovers its panics, or net/http does.
func (e *engine) hasRecoveringCaller(fn *ssa.Function) bool {
	if e.recovered == nil {
		e.recovered = make(map[*ssa.Function]bool)
		for f := range e.functions() {
			for _, b := range f.Blocks {
				for _, in := range b.Instrs {
					c, ok := in.(*ssa.Call)
					if !ok || c.Call.StaticCallee() == nil {
						continue
					}
					for _, d := range e.recoverers(f) {
						if d.Block().Dominates(b) {
							e.recovered[c.Call.StaticCallee()] = true
						}
					}
				}
			}
		}
	}
	return e.recovered[fn] || isHandler(fn)
}

// isHandler reports whether fn has the signature of an HTTP handler.
func isHandler(fn *ssa.Function) bool {
	p := fn.Signature.Params()
	return p.Len() == 2 && fn.Signature.Results().Len() == 0 &&
		model.TypeName(p.At(0).Type()) == "net/http.ResponseWriter" && model.TypeName(p.At(1).Type()) == "net/http.Request"
}

// PanicLevels returns the names of the levels, in order.
func PanicLevels() []string {
	return []string{string(PanicOff), string(PanicRecovered), string(PanicExplicit), string(PanicAll)}
}
