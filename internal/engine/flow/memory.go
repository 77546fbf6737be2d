package flow

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// What variables hold: their contents are terms as well, about which a path has facts.

// allocate returns s with a new variable, which is zero.
func (u *Run) allocate(s domain.State, a *ssa.Alloc) domain.State {
	c := u.Reason.Paths.Content(a)
	if !u.Reason.Tracked[c] {
		return s
	}
	zero := domain.ZeroOf(a.Type().Underlying().(*types.Pointer).Elem())
	if zero == nil {
		s.Facts = s.Facts.Set(c, domain.Value{})
		return s
	}
	s.Facts = s.Facts.Set(c, domain.Value{Same: u.Reason.Paths.Const(zero)})
	return s
}

// load returns s with the value that ld loads.
func (u *Run) load(s domain.State, ld *ssa.UnOp) domain.State {
	self := u.Reason.Paths.Term(ld)
	c := u.Reason.Resolve(s.Facts, u.Reason.Paths.Content(ld.X))
	if c == self {
		return s // loaded before, and not written since
	}
	v := domain.Value{Same: c}
	switch c.Kind() {
	case lock.Load:
		if !domain.IsNonNil(c) {
			v = s.Facts.Get(c)
		}
	case lock.Binary, lock.Unary:
		if !u.Reason.IsFollowed(c) {
			v, c = domain.Value{}, u.Reason.Content(s.Facts, ld.X)
		}
	}
	s = u.Machine.Redefine(s, ld, ld)
	if v.Same.IsZero() {
		// From here on the content is named by this load.
		s.Facts = s.Facts.Set(c, domain.Value{Same: self})
	}
	s.Facts = s.Facts.Set(self, v)
	return u.Subject.Identify(s)
}

// store returns s with a value stored.
func (u *Run) store(s domain.State, in *ssa.Store) domain.State {
	if u.Subject.Family.Places[in] {
		s = u.write(s, in)
	}
	if u.Subject.Overwrites(in) {
		s = u.Machine.Weaken(s, domain.ReplacedByCall, in)
	}
	if s.Held() && s.Doubt == domain.NoDoubt && remembers(in) && !u.Subject.Refuted.Has(domain.FlagRemembers) {
		s.Doubt = domain.FlagRemembers
	}
	if _, isVar := in.Addr.(*ssa.Alloc); !isVar {
		s = u.Machine.NoteStored(s, in.Val)
	}
	if !domain.IsLocal(in.Addr) {
		s = u.Machine.NoteFutureLeaves(s, in.Val)
		before := s.Doubt
		s = u.leaves(s, in, in.Val)
		if before == domain.NoDoubt && s.Doubt == domain.ClosureLeaves {
			s.Holder = u.Reason.Paths.Variable(in.Addr)
		}
		s = u.Machine.StoreHandle(s, in, in.Val)
	} else if v := u.Reason.Paths.Variable(in.Addr); v != nil && !callinfo.IsWithin(v.Parent(), u.Subject.Fn) {
		s = u.Machine.StoreHandle(s, in, in.Val) // to the function around the literal
	}
	return s
}

// write returns s with the content at in.Addr replaced. Other addresses of the
// same place may be the same variable, so what is known of them goes.
func (u *Run) write(s domain.State, in *ssa.Store) domain.State {
	c := u.Reason.Content(s.Facts, in.Addr)
	v := u.Reason.ValueOf(s.Facts, in.Val)
	if k := v.Same.Kind(); k != lock.Const && k != lock.Root && k != 0 && u.Reason.Paths.InCycle(in.Block()) {
		v = domain.Value{NonNil: v.KnownNonNil()} // as in growsFrom
	}
	s.Facts = s.Facts.Drop(func(x domain.Fact) bool {
		return x.Term != c && x.Term.Kind() == lock.Load && (domain.MayOverlap(x.Term.X(), c.X()) || domain.IsPartOf(c.X(), x.Term.X()))
	})
	if u.Subject.Family.IsUnread(c) {
		return s
	}
	s.Facts = s.Facts.Set(c, v)
	return u.Subject.Identify(s)
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
