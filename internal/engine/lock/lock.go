package lock

import (
	"cmp"
	"strings"
)

// A Mode is the way in which a lock is held.
type Mode uint8

// The modes.
const (
	Exclusive Mode = iota
	Shared
)

func (m Mode) String() string {
	if m == Shared {
		return "shared"
	}
	return "exclusive"
}

// An ID is the identity of a lock. IDs are compared with ==.
type ID struct {
	Addr Term // the address of the lock, or of the lock table
	Key  Term // the list of keys; zero for a lock that has none
}

// String returns the lock as the source writes it.
func (id ID) String() string {
	if id.Key.IsZero() {
		return id.Addr.String()
	}
	return id.Addr.String() + "(" + id.Key.String() + ")"
}

// DependsOn reports whether the root with symbol sym occurs in id.
func (id ID) DependsOn(sym any) bool {
	return id.Addr.DependsOn(sym) || id.Key.DependsOn(sym)
}

// MapID returns id with [Table.Map] applied to both of its terms.
func (t *Table) MapID(id ID, f func(Term) Term) ID {
	return ID{Addr: t.Map(id.Addr, f), Key: t.Map(id.Key, f)}
}

// A Class is what is known of a lock apart from the object that it belongs to.
// Locks whose classes are not [Class.Compatible] are taken for different locks.
type Class struct {
	Type   string // the type of the lock, "" for an interface
	Owner  string // the struct type that has the lock as a field
	Field  string // the name of that field
	Global Global // the package-level variable that is the lock
	Local  any    // the local variable that is the lock; never in a fact

	confined bool // see Confined
}

// Confined returns c as a class of locks that nothing leads to but their own names: no
// pointer, no interface and no other package. That is not kept in facts.
func (c Class) Confined() Class {
	c.confined = true
	return c
}

// IsConfined reports whether c is such a class.
func (c Class) IsConfined() bool { return c.confined }

// String returns a description of c for messages and dumps. Different classes
// may have the same one.
func (c Class) String() string {
	switch {
	case c.Owner != "":
		return c.Owner + "." + c.Field
	case c.Global != Global{}:
		return c.Global.Pkg + "." + c.Global.Name
	case c.Type != "":
		return c.Type
	}
	return "an interface"
}

// Compare returns a negative number, zero or a positive number if c sorts
// before d, is equal to it or sorts after it. Neither may have a Local.
func (c Class) Compare(d Class) int {
	return cmp.Or(
		strings.Compare(c.Type, d.Type), strings.Compare(c.Owner, d.Owner), strings.Compare(c.Field, d.Field),
		strings.Compare(c.Global.Pkg, d.Global.Pkg), strings.Compare(c.Global.Name, d.Global.Name),
	)
}

// hasPlace reports whether c says which field or variable the lock is.
func (c Class) hasPlace() bool { return c.Owner != "" || c.Local != nil || c.Global != Global{} }

// HandleType is the Type in the class of a lock that is identified by what
// releases it: a function or a guard.
const HandleType = "handle"

// AnyType is the Type in the class of locks of which nothing is known at all, not even
// that they are not confined.
const AnyType = "any"

// Compatible reports whether a lock of class c and one of class d may be the
// same lock. It errs on the side of different locks where a pointer to a lock
// is kept in several places, since the class of a pointer is that of where it
// is stored; see TestCompatibleLimits.
func (c Class) Compatible(d Class) bool {
	alone := c.confined || d.confined
	c.confined, d.confined = false, false // what is declared does not say it
	if c == d {
		return true
	}
	if (c.Type == HandleType) != (d.Type == HandleType) {
		return false
	}
	switch {
	case c.isPartOf(d), d.isPartOf(c), c.Type == AnyType, d.Type == AnyType:
		return true
	case alone:
		return false
	case c.hasPlace() && d.hasPlace():
		return false
	}
	return c.Type == "" || d.Type == "" || c.Type == d.Type
}

// isPartOf reports whether c is a field of the lock type of d. It is taken for
// the lock that the methods of that type lock.
func (c Class) isPartOf(d Class) bool { return c.Owner != "" && c.Owner == d.Type }

// An Effect is what an operation does to a lock.
type Effect uint8

// The effects.
const (
	Acquire   Effect = iota + 1
	Release          // releases one hold
	Downgrade        // turns an exclusive hold into a shared one
)
