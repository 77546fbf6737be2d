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

// An ID is the identity of a lock. Comparable with ==.
type ID struct {
	Addr Term // the lock, or the lock table
	Key  Term // the key terms, as a list; zero for a lock that has no keys
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

// MapID returns id with f applied to its terms as by [Table.Map].
func (t *Table) MapID(id ID, f func(Term) Term) ID {
	return ID{Addr: t.Map(id.Addr, f), Key: t.Map(id.Key, f)}
}

// A Class is what is known of a lock apart from the object it belongs to: two
// locks of classes that are not compatible are never the same lock.
type Class struct {
	Type   string // the lock's type, "" for an interface
	Owner  string // the struct type that the lock is a field of
	Field  string // the field's name
	Global Global // the package-level variable that is the lock
	Local  any    // the variable of a function that is the lock; not for other packages
}

// String returns the class for people to read.
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

// Compare orders classes without a Local.
func (c Class) Compare(d Class) int {
	return cmp.Or(
		strings.Compare(c.Type, d.Type), strings.Compare(c.Owner, d.Owner), strings.Compare(c.Field, d.Field),
		strings.Compare(c.Global.Pkg, d.Global.Pkg), strings.Compare(c.Global.Name, d.Global.Name),
	)
}

// known reports whether the class says where the lock lives.
func (c Class) known() bool { return c.Owner != "" || c.Local != nil || c.Global != Global{} }

// HandleType is the type in the class of a lock that is named by what releases
// it: a function or a guard.
const HandleType = "handle"

// Compatible reports whether a lock of class c and one of class d may be the
// same lock.
func (c Class) Compatible(d Class) bool {
	if c == d {
		return true
	}
	if (c.Type == HandleType) != (d.Type == HandleType) {
		return false
	}
	if c.known() && d.known() {
		// A lock type's own lock is the same thing as the type.
		return c.Owner != "" && c.Owner == d.Type || d.Owner != "" && d.Owner == c.Type
	}
	if c.Type == "" || d.Type == "" || c.Type == d.Type {
		return true
	}
	return c.Owner == d.Type && c.Owner != "" || d.Owner == c.Type && d.Owner != ""
}

// An Effect is what an operation does to a lock.
type Effect uint8

// The effects.
const (
	Acquire   Effect = iota + 1
	Release          // gives back one hold
	Downgrade        // turns an exclusive hold into a shared one
)
