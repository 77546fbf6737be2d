package prepass

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Changes are what is known of changes in a family.
type changes struct {
	of      []*Change               // see Changeable; nil before it is asked for
	at      map[*ssa.Call][]*Change // see ChangedAt
	carried map[observation]bool    // see IsCarried
	tested  map[observation]bool    // see OnlyTestedAfter
}

// A Change is what may happen to the value of a term that is followed, and is read from
// memory.
type Change struct {
	Term   lock.Term
	Naming bool // it can be a pointer or the like, which can be part of a lock's name

	reads  []lock.Term // the terms in it that are read from memory
	writes bitset      // the writes that may change it
	acting []lock.Term // those of reads that are results of functions which do more than to read
	direct bool        // a write assigns to the term as such
	again  bool        // such a function is called again
}

// Keeps reports whether v holds of the term after the change as before.
func (fm *Family) Keeps(c *Change, v domain.Value) bool {
	if c.again || !c.direct {
		return !c.again && c.writes.isEmpty()
	}
	for i := range c.writes.all() {
		if x := fm.families.writes.all[i].value; x.IsZero() || !v.Admits(x) {
			return false
		}
	}
	return true
}

// Changeable returns what may happen to the terms that are followed by what the
// functions of the package write, at any time and in any of them.
func (fm *Family) Changeable() []*Change {
	if fm.changes.of != nil {
		return fm.changes.of
	}
	fm.changes.of = []*Change{}
	for t := range fm.Tracked {
		if reads := fm.readTerms(nil, t); len(reads) > 0 {
			if c := fm.changeOf(t, reads); !c.writes.isEmpty() || len(c.acting) > 0 {
				fm.changes.of = append(fm.changes.of, c)
			}
		}
	}
	slices.SortFunc(fm.changes.of, func(a, b *Change) int { return int(a.Term.ID()) - int(b.Term.ID()) })
	return fm.changes.of
}

// changeOf returns what may happen to t, in which the terms in reads are read from memory.
func (fm *Family) changeOf(t lock.Term, reads []lock.Term) *Change {
	c := &Change{Term: t, reads: reads, direct: t.Kind() == lock.Load}
	for _, r := range reads {
		for _, in := range fm.Readings[r] {
			c.writes = fm.families.written().addReadBy(c.writes, in)
			if call, ok := in.(*ssa.Call); ok && !slices.Contains(c.acting, r) && fm.families.written().isActing(call) {
				c.acting = append(c.acting, r)
			}
			v, ok := in.(ssa.Value)
			c.Naming = c.Naming || ok && c.direct && !domain.IsPlain(v.Type())
		}
	}
	return c
}

// readTerms returns list with the terms that t, a condition, is or compares, and that are
// read from memory which others can write.
func (fm *Family) readTerms(list []lock.Term, t lock.Term) []lock.Term {
	switch t.Kind() {
	case lock.Unary, lock.Binary:
		list = fm.readTerms(list, t.X())
		if !t.Y().IsZero() {
			list = fm.readTerms(list, t.Y())
		}
	case lock.Load, lock.Lookup, lock.Has, lock.Call:
		if len(fm.Readings[t]) > 0 && domain.IsObserved(t) && !fm.isOwnObject(t) && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}

// isOwnObject reports whether t is read from a variable of the function of which nobody
// else has the address.
func (fm *Family) isOwnObject(t lock.Term) bool {
	for t = t.X(); t.Kind() == lock.Field || t.Kind() == lock.Index; {
		t = t.X()
	}
	a, ok := t.Sym().(*ssa.Alloc)
	return ok && t.Kind() == lock.Root && !fm.prog.Paths.IsShared(a)
}

// ChangedAt returns what the call c may change of the terms that are followed.
func (fm *Family) ChangedAt(c *ssa.Call) []*Change {
	out, ok := fm.changes.at[c]
	if !ok {
		out = fm.findChanges(c)
		fm.changes.at[c] = out
	}
	return out
}

func (fm *Family) findChanges(call *ssa.Call) []*Change {
	if callinfo.IsCondWait(call) {
		return fm.Changeable() // others have the lock meanwhile
	}
	fn := fm.prog.Declaration(call.Call.StaticCallee())
	if fn == nil || len(fm.Changeable()) == 0 {
		return nil
	}
	a := fm.families.written().by[fn]
	if a == nil {
		return nil
	}
	var out []*Change
	for _, c := range fm.Changeable() {
		by, again := c.writes.intersection(a.writes), slices.Contains(c.acting, fm.prog.Paths.Term(call))
		if !by.isEmpty() || again {
			changed := *c
			changed.writes, changed.again = by, again
			out = append(out, &changed)
		}
	}
	return out
}
