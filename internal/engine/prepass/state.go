package prepass

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A lock by its methods' names may be no more than the state of an object: a field says
// that it is in use. Whatever else sets that field ends the use, as closing the object
// does.

// SetsStateOf reports whether fn sets a field that the acquire of the lock id in f sets,
// a method of the package that does nothing to locks but to set fields.
func (fs *Families) SetsStateOf(f *ssa.Function, id lock.ID, fn *ssa.Function) bool {
	w := fs.written()
	other := w.by[fs.Prog.Declaration(fn)]
	if other == nil {
		return false
	}
	return slices.ContainsFunc(fs.Prog.Calls.In(f), func(c ssa.CallInstruction) bool {
		acquire := fs.Prog.Declaration(c.Common().StaticCallee())
		own := w.by[acquire]
		if own == nil || acquire == fs.Prog.Declaration(fn) || !slices.ContainsFunc(fs.Prog.Calls.At(c), func(op *accesspath.Operation) bool {
			return op.ID == id && op.Acquires() && op.By == "" && !op.Sync
		}) {
			return false
		}
		for n := range own.writes.all() {
			if slices.ContainsFunc(w.to[w.all[n].place], other.writes.has) {
				return true
			}
		}
		return false
	})
}
