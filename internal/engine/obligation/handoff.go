package obligation

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// gives returns s at a return: a result may be what releases the lock.
func (u *unit) gives(s state, ret *ssa.Return) state {
	if !s.held() {
		return s
	}
	for i, r := range ret.Results {
		before := s.doubt
		s = u.lets(s, r)
		s = u.leaves(s, ret, r)
		if before == noDoubt && s.doubt == closureLeaves || s.doubt == closureLeaves && s.holder != nil && u.isHolding(s, r) {
			s.given = i + 1
		}
		if s.doubt == noDoubt && u.isHolder(s, r) {
			s = u.entrust(s, ret)
			s.doubt = holderReturned
			if u.handle || !u.isBase(s.facts, r) {
				s.given = i + 1
			}
		}
	}
	return s
}

// isHolding reports whether the result r is the object in which a function
// value that releases the lock was stored.
func (u *unit) isHolding(s state, r ssa.Value) bool {
	return u.resolve(s.facts, u.paths.Term(r)) == u.paths.Term(s.holder)
}

// isHolder reports whether the result r is something by which the caller can
// release the lock: the lock or its object, or a value whose type has a method
// that releases it.
func (u *unit) isHolder(s state, r ssa.Value) bool {
	t := u.resolve(s.facts, u.paths.Term(r))
	if t == u.paths.ConstOf("nil") || isErrorType(r) {
		return false
	}
	if (u.isBase(s.facts, r) || u.mayBeHandle(s.facts, r)) && !u.isParameter(r) {
		return true
	}
	if m, ok := r.(*ssa.MakeInterface); ok {
		r = m.X
	}
	return u.hasReleasing(r.Type())
}

// isParameter reports whether v is a parameter of the function: the caller has
// it anyway.
func (u *unit) isParameter(v ssa.Value) bool {
	_, ok := u.paths.Term(v).Sym().(*ssa.Parameter)
	return ok
}

// hasReleasing reports whether a method of t releases locks like the unit's:
// by its summary, or, for an interface, by its name. Of a method that has not been
// analyzed yet, since it leads back to the function of the unit, what its body
// shows counts.
func (u *unit) hasReleasing(t types.Type) bool {
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
		fn := u.pkg.Prog.FuncValue(m)
		if u.isAhead(fn) {
			u.askedEarly(fn)
			if u.showsRelease(fn) {
				return true
			}
			continue
		}
		if releasesClass(u.summaryOf(fn), u.class) {
			return true
		}
		if fn != nil && len(fn.Blocks) == 0 && lexicon.SpeaksOfRelease(m.Name()) {
			return true
		}
	}
	return false
}

// showsRelease reports whether fn, a method that has not been analyzed yet, releases
// a lock like the unit's, and acquires none, by itself.
func (u *unit) showsRelease(fn *ssa.Function) bool {
	if f := u.declaredOf(fn); f != nil {
		return releasesClass(f, u.class)
	}
	if fn == outermost(u.fn) {
		return false
	}
	acquires, releases := false, false
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				c, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				for _, op := range u.givenAt(c) {
					if op.Class.Compatible(u.class) {
						acquires, releases = acquires || op.Acquires(), releases || op.Releases()
					}
				}
			}
		}
	})
	return releases && !acquires
}

func isErrorType(v ssa.Value) bool {
	return lexicon.IsError(v.Type())
}
