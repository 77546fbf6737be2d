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
func (n *confinement) isPrivate() bool {
	root := n.subject.ID.Addr
	for root.Kind() == lock.Field {
		root = root.X()
	}
	if root.Kind() != lock.Root {
		return false
	}
	switch v := root.Sym().(type) {
	case *ssa.Alloc:
		return v.Parent() == n.subject.Fn && !n.reason.Paths.IsShared(v) && n.staysIn(v)
	case *ssa.Call:
		words := lexicon.Words(lexicon.CalleeName(&v.Call))
		return v.Parent() == n.subject.Fn && len(words) > 0 && words[0] == "new" && n.staysIn(v)
	}
	return false
}

// runsOnly reports whether fn is the function of the run, or a literal in it
// that is only called there.
func (n *confinement) runsOnly(fn *ssa.Function) bool {
	for ; fn != n.subject.Fn && fn != nil; fn = fn.Parent() {
		if m := n.reason.Paths.Maker(fn); m == nil || !n.reason.Paths.OnlyCalled(m) {
			return false
		}
	}
	return fn == n.subject.Fn
}

// staysIn reports whether nothing is done with v, an object with the lock or a variable
// for it, here and in the literals that capture it, but to call its methods and to read
// its fields; and whether literals do not acquire the lock. Other than the escapes of
// package accesspath, which ask who else may write a variable, this follows the object
// through the variables and literals of the function, and takes no call but those of
// the lock's own methods.
func (n *confinement) staysIn(v ssa.Value) bool {
	return !slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool { return !n.keeps(v, ref) })
}

// keeps reports whether v stays in the function as far as its use ref is concerned.
func (n *confinement) keeps(v ssa.Value, ref ssa.Instruction) bool {
	switch ref := ref.(type) {
	case *ssa.DebugRef:
		return true
	case *ssa.FieldAddr:
		return n.staysIn(ref)
	case *ssa.UnOp:
		_, isPointer := ref.Type().Underlying().(*types.Pointer)
		return !isPointer || n.staysIn(ref)
	case *ssa.Store:
		a, isVar := ref.Addr.(*ssa.Alloc)
		return ref.Val != v || isVar && n.staysIn(a)
	case *ssa.MakeClosure:
		fn := ref.Fn.(*ssa.Function)
		for i, b := range ref.Bindings {
			if b == v && !n.staysIn(fn.FreeVars[i]) {
				return false
			}
		}
		return true
	case ssa.CallInstruction:
		op := n.prog.Calls.Direct(ref)
		return op != nil && (op.Effect != lock.Acquire || n.runsOnly(ref.Parent()))
	}
	return false
}
