package prepass

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// isUnread reports whether c is the content of a field of a variable that is
// only used in the family, and that no load there sees: it is a part of a
// literal, say, that is copied as a whole.
func (fm *Family) IsUnread(c lock.Term) bool {
	if fm.Tracked[c] || len(fm.Readings[c]) > 0 {
		return false
	}
	root := c.X()
	for root.Kind() == lock.Field {
		root = root.X()
	}
	a, ok := root.Sym().(*ssa.Alloc)
	return ok && root.Kind() == lock.Root && !fm.prog.Paths.IsShared(a)
}
