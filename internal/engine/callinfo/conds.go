package callinfo

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Conds knows the locks of condition variables. Wait releases the lock that the
// variable was made with, and acquires it again. Which lock that is, is written where
// the variable is made: in another function, as a rule.
type Conds struct {
	prog  *Program
	locks map[condField]condLock // nil before it is asked for
}

// A condField is a field that holds a condition variable.
type condField struct{ owner, field string }

// A condLock is the lock of a condition variable, named by the object that both
// are fields of.
type condLock struct {
	id    lock.ID // with the object as parameter 0
	class lock.Class
	mode  lock.Mode
}

// waitsAt returns what a call of Wait does to the lock of the condition
// variable, nil if c is no such call or if the lock is not known.
func (cv *Conds) waitsAt(c ssa.CallInstruction) *accesspath.Operation {
	if !IsCondWait(c) {
		return nil
	}
	field, ok := condFieldOf(c.Common().Args[0])
	if !ok {
		return nil
	}
	l, ok := cv.made()[keyOf(field)]
	if !ok || l == (condLock{}) {
		return nil
	}
	id := cv.prog.Paths.Table.MapID(l.id, func(t lock.Term) lock.Term {
		if t.Kind() == lock.Root && t.Sym() == (lock.Param{}) {
			return cv.prog.Paths.Term(field.X)
		}
		return t
	})
	return &accesspath.Operation{
		ID: id, Class: l.class, Name: "Wait", By: "Wait", Sync: lexicon.IsSync(l.class.Type),
		Method:   lexicon.Method{Mode: l.mode, Result: lexicon.Always},
		Outcomes: []summary.Outcome{{Do: summary.Relocked, Mode: l.mode, Again: l.mode}},
	}
}

// IsCondWait reports whether c calls Wait of a condition variable.
func IsCondWait(c ssa.CallInstruction) bool {
	fn := c.Common().StaticCallee()
	return fn != nil && fn.Name() == "Wait" && len(c.Common().Args) == 1 && lexicon.TypeName(c.Common().Args[0].Type()) == "sync.Cond"
}

// condFieldOf returns the address of the field that v, a condition variable,
// is, or is loaded from.
func condFieldOf(v ssa.Value) (*ssa.FieldAddr, bool) {
	if ld, ok := v.(*ssa.UnOp); ok {
		v = ld.X
	}
	f, ok := v.(*ssa.FieldAddr)
	return f, ok
}

func keyOf(f *ssa.FieldAddr) condField {
	n, name := accesspath.FieldOf(f)
	return condField{n, name}
}

// made returns the locks of the condition variables that the package makes, by
// plain names: they are asked for before all functions that make them have been
// analyzed. One that is made with different locks has the zero condLock.
func (cv *Conds) made() map[condField]condLock {
	if cv.locks != nil {
		return cv.locks
	}
	cv.locks = make(map[condField]condLock)
	for fn := range cv.prog.Functions() {
		for in := range accesspath.Instructions(fn) {
			st, ok := in.(*ssa.Store)
			if !ok {
				continue
			}
			if field, locker := condMadeBy(st); field != nil {
				cv.add(field, locker)
			}
		}
	}
	return cv.locks
}

// condMadeBy returns the field in which st makes a condition variable, and the lock
// that it makes it with; nil if it makes none.
func condMadeBy(st *ssa.Store) (field *ssa.FieldAddr, locker ssa.Value) {
	addr, ok := st.Addr.(*ssa.FieldAddr)
	if !ok {
		return nil, nil
	}
	if outer, ok := addr.X.(*ssa.FieldAddr); ok && lexicon.TypeName(outer.Type()) == "sync.Cond" {
		return outer, st.Val // x.cond.L = &x.mu
	}
	if call, ok := st.Val.(*ssa.Call); ok && IsNewCond(call.Call.StaticCallee()) {
		return addr, call.Call.Args[0]
	}
	return nil, nil
}

// add notes that the condition variable in the field is made with the lock locker.
func (cv *Conds) add(field *ssa.FieldAddr, locker ssa.Value) {
	id, class, mode := cv.prog.Plain.LockOf(locker)
	base := cv.prog.Plain.Term(field.X)
	id = cv.prog.Plain.Table.MapID(id, func(t lock.Term) lock.Term {
		if t == base {
			return cv.prog.Plain.Table.Make(lock.Root, lock.Param{}, lock.Term{}, lock.Term{})
		}
		return t
	})
	l := condLock{id, class, mode}
	if roots := id.Addr.Roots(); len(roots) != 1 || roots[0] != any(lock.Param{}) {
		l = condLock{}
	}
	k := keyOf(field)
	if old, ok := cv.locks[k]; ok && old != l {
		l = condLock{}
	}
	cv.locks[k] = l
}

// IsNewCond reports whether fn is sync.NewCond, which does nothing to the lock that
// it is passed.
func IsNewCond(fn *ssa.Function) bool {
	return fn != nil && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "sync" && fn.Name() == "NewCond"
}
