package verdict

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// isPrivate reports whether the lock is made by the function, stays in it, and
// is acquired by nothing but the function itself: then nobody waits for it
// when the function has returned.
func (c *Collector) isPrivate() bool {
	root := c.subject.ID.Addr
	for root.Kind() == lock.Field {
		root = root.X()
	}
	if root.Kind() != lock.Root {
		return false
	}
	switch v := root.Sym().(type) {
	case *ssa.Alloc:
		return v.Parent() == c.subject.Fn && !c.reason.Paths.IsShared(v) && c.staysIn(v)
	case *ssa.Call:
		words := lexicon.Words(lexicon.CalleeName(&v.Call))
		return v.Parent() == c.subject.Fn && len(words) > 0 && words[0] == "new" && c.staysIn(v)
	}
	return false
}

// runsOnly reports whether fn is the function of the unit, or a literal in it
// that is only called there.
func (c *Collector) runsOnly(fn *ssa.Function) bool {
	for ; fn != c.subject.Fn && fn != nil; fn = fn.Parent() {
		if m := c.reason.Paths.Maker(fn); m == nil || !c.reason.Paths.OnlyCalled(m) {
			return false
		}
	}
	return fn == c.subject.Fn
}

// staysIn reports whether nothing is done with v, an object with the lock or a
// variable for it, here and in the literals that capture it, but to call its
// methods and to read its fields; and whether literals do not acquire the lock.
func (c *Collector) staysIn(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.FieldAddr, *ssa.DebugRef:
			if f, ok := ref.(*ssa.FieldAddr); ok && !c.staysIn(f) {
				return false
			}
		case *ssa.UnOp:
			if _, ok := ref.Type().Underlying().(*types.Pointer); ok && !c.staysIn(ref) {
				return false
			}
		case *ssa.Store:
			if ref.Val == v {
				a, ok := ref.Addr.(*ssa.Alloc)
				if !ok || !c.staysIn(a) {
					return false
				}
			}
		case *ssa.MakeClosure:
			fn := ref.Fn.(*ssa.Function)
			for i, b := range ref.Bindings {
				if b == v && !c.staysIn(fn.FreeVars[i]) {
					return false
				}
			}
		case ssa.CallInstruction:
			op := c.prog.Calls.Direct(ref)
			if op == nil || op.Effect == lock.Acquire && !c.runsOnly(ref.Parent()) {
				return false
			}
		default:
			return false
		}
	}
	return true
}
