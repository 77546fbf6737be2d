package vetunit

import (
	"go/types"

	"github.com/lockleak/lockleak/internal/engine/binding"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// isUsed reports whether one of the names in the files stands for something whose
// call may do something to locks.
func (n *names) isUsed(info *types.Info) bool {
	for id, o := range info.Uses {
		if n.matters(id.Name) && n.mayOperate(o) {
			return true
		}
	}
	for _, o := range info.Defs {
		if fn, ok := o.(*types.Func); ok && n.effects[binding.Target(fn)] {
			return true // it is declared
		}
	}
	return false
}

// mayOperate reports whether a call of o may do something to locks.
func (n *names) mayOperate(o types.Object) bool {
	switch o := o.(type) {
	case *types.Func:
		if n.effects[o.Origin().FullName()] || n.effects[binding.Target(o)] {
			return true
		}
		if !lexicon.IsOperation(o.Name()) {
			return false
		}
		sig := o.Signature()
		if sig.Recv() != nil || sig.Results().Len() > 0 { // of a lock; or it may return its release
			return true
		}
		_, ok := lexicon.LookupFunc(o)
		return ok
	case *types.Var:
		_, isBasic := o.Type().Underlying().(*types.Basic)
		return !isBasic && lexicon.IsOperation(o.Name())
	}
	return false
}
