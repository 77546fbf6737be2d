package typestate

import (
	"golang.org/x/tools/go/ssa"
)

// overwrites reports whether in sets the whole object that the lock is in, and with
// it the lock.
func (sub *Subject) Overwrites(in *ssa.Store) bool {
	return sub.Prog.Overwrites(in, sub.bases)
}
