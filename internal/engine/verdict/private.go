package verdict

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A confinement answers whether the lock of a run is confined to its function.
type confinement struct{ *Collector }

// isPrivate reports whether the function creates the lock, confines it, and alone
// acquires it: then nothing waits for it when the function has returned.
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
		return v.Parent() == c.subject.Fn && c.isConfined(v)
	case *ssa.Call:
		words := lexicon.Words(lexicon.CalleeName(&v.Call))
		return v.Parent() == c.subject.Fn && len(words) > 0 && words[0] == "new" && c.isConfined(v)
	}
	return false
}

// runsIn reports whether fn is the function of the run, or a literal in it that is only
// called there.
func (c *confinement) runsIn(fn *ssa.Function) bool {
	for ; fn != c.subject.Fn && fn != nil; fn = fn.Parent() {
		if m := c.reason.Paths.Maker(fn); m == nil || !c.reason.Paths.OnlyCalled(m) {
			return false
		}
	}
	return fn == c.subject.Fn
}

// isConfined reports whether v, an object with the lock or a variable for it, is used,
// here and in the literals that capture it, only to call methods of the lock and to read
// fields, and whether literals do not acquire the lock. The escapes of package accesspath
// are another question, who else may write a variable: this follows the object through
// the variables and literals of the function, and accepts no call but those of the
// lock's own methods.
func (c *confinement) isConfined(v ssa.Value) bool {
	return !slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool { return !c.isConfinedBy(v, ref) })
}

// isConfinedBy reports whether the use ref of v confines it to the function.
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
