package verdict

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A confinement asks whether the lock of a run stays in its function.
type confinement struct{ *Collector }

// isPrivate reports whether the lock is made by the function, stays in it, and
// is acquired by nothing but the function itself: then nobody waits for it
// when the function has returned.
func (c *confinement) isPrivate() bool {
	root := c.subject.ID.Addr
	for root.Kind() == lock.Field {
		root = root.X()
	}
	if root.Kind() != lock.Root {
		return false
	}
	switch v := root.Sym().(type) {
	case *ssa.Alloc:
		return v.Parent() == c.subject.Fn && !c.reason.Paths.IsShared(v) && c.isConfined(v)
	case *ssa.Call:
		words := lexicon.Words(lexicon.CalleeName(&v.Call))
		return v.Parent() == c.subject.Fn && len(words) > 0 && words[0] == "new" && c.isConfined(v)
	}
	return false
}

// runsIn reports whether fn is the function of the run, or a literal in it
// that is only called there.
func (c *confinement) runsIn(fn *ssa.Function) bool {
	for ; fn != c.subject.Fn && fn != nil; fn = fn.Parent() {
		if m := c.reason.Paths.Maker(fn); m == nil || !c.reason.Paths.OnlyCalled(m) {
			return false
		}
	}
	return fn == c.subject.Fn
}

// isConfined reports whether nothing is done with v, an object with the lock or a variable
// for it, here and in the literals that capture it, but to call its methods and to read
// its fields; and whether literals do not acquire the lock. Other than the escapes of
// package accesspath, which ask who else may write a variable, this follows the object
// through the variables and literals of the function, and takes no call but those of
// the lock's own methods.
func (c *confinement) isConfined(v ssa.Value) bool {
	return !slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool { return !c.isConfinedBy(v, ref) })
}

// isConfinedBy reports whether v stays in the function as far as its use ref is concerned.
func (c *confinement) isConfinedBy(v ssa.Value, ref ssa.Instruction) bool {
	switch ref := ref.(type) {
	case *ssa.DebugRef:
		return true
	case *ssa.FieldAddr:
		return c.isConfined(ref)
	case *ssa.UnOp:
		_, isPointer := ref.Type().Underlying().(*types.Pointer)
		return !isPointer || c.isConfined(ref)
	case *ssa.Store:
		a, isVar := ref.Addr.(*ssa.Alloc)
		return ref.Val != v || isVar && c.isConfined(a)
	case *ssa.MakeClosure:
		fn := ref.Fn.(*ssa.Function)
		for i, b := range ref.Bindings {
			if b == v && !c.isConfined(fn.FreeVars[i]) {
				return false
			}
		}
		return true
	case ssa.CallInstruction:
		op := c.prog.Calls.Direct(ref)
		return op != nil && (op.Effect != lock.Acquire || c.runsIn(ref.Parent()))
	}
	return false
}
