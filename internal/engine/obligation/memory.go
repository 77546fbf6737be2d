package obligation

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// What variables hold: their contents are terms as well, about which a path has facts.

// allocate returns s with a new variable, which is zero.
func (u *unit) allocate(s state, a *ssa.Alloc) state {
	c := u.paths.Content(a)
	if !u.tracked[c] {
		return s
	}
	zero := zeroOf(a.Type().Underlying().(*types.Pointer).Elem())
	if zero == nil {
		s.facts = s.facts.set(c, value{})
		return s
	}
	s.facts = s.facts.set(c, value{same: u.paths.Const(zero)})
	return s
}

// zeroOf returns the zero value of t, nil if it is no constant.
func zeroOf(t types.Type) *ssa.Const {
	switch b := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case b.Info()&types.IsBoolean != 0:
			return ssa.NewConst(constant.MakeBool(false), t)
		case b.Info()&types.IsInteger != 0:
			return ssa.NewConst(constant.MakeInt64(0), t)
		case b.Info()&types.IsString != 0:
			return ssa.NewConst(constant.MakeString(""), t)
		}
	case *types.Pointer, *types.Signature, *types.Map, *types.Chan, *types.Slice:
		return ssa.NewConst(nil, t)
	case *types.Interface:
		if _, ok := types.Unalias(t).(*types.TypeParam); !ok {
			return ssa.NewConst(nil, t)
		}
	}
	return nil
}

// load returns s with the value that ld loads.
func (u *unit) load(s state, ld *ssa.UnOp) state {
	self := u.paths.Term(ld)
	c := u.resolve(s.facts, u.paths.Content(ld.X))
	if c == self {
		return s // loaded before, and not written since
	}
	v := value{same: c}
	switch c.Kind() {
	case lock.Load:
		if !isNonNil(c) {
			v = s.facts.get(c)
		}
	case lock.Binary, lock.Unary:
		if !u.isFollowed(c) {
			v, c = value{}, u.content(s.facts, ld.X)
		}
	}
	s = u.redefine(s, ld, ld)
	if v.same.IsZero() {
		// From here on the content is named by this load.
		s.facts = s.facts.set(c, value{same: self})
	}
	s.facts = s.facts.set(self, v)
	return u.identify(s)
}

// store returns s with a value stored.
func (u *unit) store(s state, in *ssa.Store) state {
	if u.family.places[in] {
		s = u.write(s, in)
	}
	if u.overwrites(in) {
		s = u.weaken(s, replacedByCall, in)
	}
	if s.held() && s.doubt == noDoubt && remembers(in) {
		s.doubt = flagRemembers
	}
	if _, isVar := in.Addr.(*ssa.Alloc); !isVar {
		s = u.keeps(s, in.Val)
	}
	if !isLocal(in.Addr) {
		s = u.lets(s, in.Val)
		before := s.doubt
		s = u.leaves(s, in, in.Val)
		if before == noDoubt && s.doubt == closureLeaves {
			s.holder = u.paths.Variable(in.Addr)
		}
		s = u.givesHandle(s, in, in.Val)
	} else if v := u.paths.Variable(in.Addr); v != nil && !isWithin(v.Parent(), u.fn) {
		s = u.givesHandle(s, in, in.Val) // to the function around the literal
	}
	return s
}

// overwrites reports whether in sets the whole object that the lock is in, and with
// it the lock.
func (u *unit) overwrites(in *ssa.Store) bool {
	return u.replaces(in, u.bases)
}

// write returns s with the content at in.Addr replaced. Other addresses of the
// same place may be the same variable, so what is known of them goes.
func (u *unit) write(s state, in *ssa.Store) state {
	c := u.content(s.facts, in.Addr)
	v := u.valueOf(s.facts, in.Val)
	if k := v.same.Kind(); k != lock.Const && k != lock.Root && k != 0 && u.paths.InCycle(in.Block()) {
		v = value{nonNil: v.knownNonNil()} // as in growsFrom
	}
	s.facts = s.facts.drop(func(x fact) bool {
		return x.term != c && x.term.Kind() == lock.Load && (mayOverlap(x.term.X(), c.X()) || isPartOf(c.X(), x.term.X()))
	})
	if u.isUnread(c) {
		return s
	}
	s.facts = s.facts.set(c, v)
	return u.identify(s)
}

// content returns the term for what is at addr, whatever it is.
func (u *unit) content(f facts, addr ssa.Value) lock.Term {
	return u.paths.Table.Make(lock.Load, nil, u.resolve(f, u.paths.Term(addr)), lock.Term{})
}

// isUnread reports whether c is the content of a field of a variable that is
// only used in the family, and that no load there sees: it is a part of a
// literal, say, that is copied as a whole.
func (u *unit) isUnread(c lock.Term) bool {
	if u.tracked[c] || len(u.family.readings[c]) > 0 {
		return false
	}
	root := c.X()
	for root.Kind() == lock.Field {
		root = root.X()
	}
	a, ok := root.Sym().(*ssa.Alloc)
	return ok && root.Kind() == lock.Root && !u.paths.IsShared(a)
}

// isPartOf reports whether the address a is inside the variable at b.
func isPartOf(a, b lock.Term) bool {
	for a.Kind() == lock.Field || a.Kind() == lock.Index {
		a = a.X()
		if a == b {
			return true
		}
	}
	return false
}

// mayOverlap reports whether the addresses a and b, by their last step, may be
// the same.
func mayOverlap(a, b lock.Term) bool {
	return a.Kind() == b.Kind() && a.Kind() != lock.Root && a.Sym() == b.Sym() && !distinct(a, b)
}

// valueOf returns what is known of v: that it is what it is.
func (u *unit) valueOf(f facts, v ssa.Value) value {
	t := u.resolve(f, u.paths.Term(v))
	if _, ok := v.(*ssa.FieldAddr); ok && t.Depth() <= maxNesting {
		return value{same: t, nonNil: true} // or it has panicked
	}
	if t.Depth() > maxNesting {
		return value{nonNil: isNonNil(t)}
	}
	if t.Kind() == lock.Const || isNonNil(t) || u.tracked[t] || isFunc(v.Type()) {
		return value{same: t}
	}
	if _, ok := v.(*ssa.MakeInterface); ok {
		return value{nonNil: true}
	}
	if t.Kind() == lock.Binary || t.Kind() == lock.Unary {
		return value{same: t}
	}
	if k := u.known(f, t); !k.isTop() {
		return k
	}
	return value{same: t}
}

// remembers reports whether in sets a variable that by its name says that a
// lock is held.
func remembers(in *ssa.Store) bool {
	c, ok := in.Val.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Bool || !constant.BoolVal(c.Value) {
		return false
	}
	f, ok := in.Addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	st, ok := f.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct)
	return ok && lexicon.SpeaksOfLock(st.Field(f.Field).Name())
}

// isLocal reports whether addr is a variable of the function or one that it
// captures: what is stored there can be followed.
func isLocal(addr ssa.Value) bool {
	switch addr.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		return true
	}
	return false
}
