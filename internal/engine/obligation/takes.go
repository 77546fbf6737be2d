package obligation

import (
	"go/ast"
	"slices"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// isOutside reports whether other packages can hold a lock of class c: they can
// name it, or a function acquires it for them. holds are the classes of the
// latter.
func isOutside(c lock.Class, holds []lock.Class) bool {
	switch {
	case c.Field != "":
		return ast.IsExported(c.Field) || slices.ContainsFunc(holds, c.Compatible)
	case c.Global != lock.Global{}:
		return ast.IsExported(c.Global.Name) || slices.ContainsFunc(holds, c.Compatible)
	}
	return true
}

// heldOutside returns the classes of the locks that exported functions of the
// package acquire for their callers.
func (e *engine) heldOutside() []lock.Class {
	var out []lock.Class
	for _, fn := range e.prog.Funcs {
		if o := fn.Object(); o == nil || !o.Exported() {
			continue
		}
		for _, x := range e.prog.Summaries.Made(fn).Effects {
			if x.Acquires() && x.Sync && !slices.Contains(out, x.Class) {
				out = append(out, x.Class)
			}
		}
	}
	return out
}
