package lexicon

// Futures, and functions that are run later or may be refused.

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// IsFuture reports whether t is a future by its methods: one completes it, and
// one takes a function to run then.
func IsFuture(t types.Type) bool {
	l := known()
	ms := types.NewMethodSet(methodsOf(t).t)
	complete, register := false, false
	for i := range ms.Len() {
		m := ms.At(i).Obj().(*types.Func)
		complete = complete || l.completes[m.Name()]
		register = register || l.registers[m.Name()] && takesFunc(m.Signature())
	}
	return complete && register
}

func takesFunc(sig *types.Signature) bool {
	for p := range sig.Params().Variables() {
		if IsFunc(p.Type()) {
			return true
		}
	}
	return false
}

// Future returns the future that a call completes, or registers a function
// with, and which of both it does; nil if it does neither.
func Future(call *ssa.CallCommon) (future ssa.Value, isComplete bool) {
	var recv ssa.Value
	if call.IsInvoke() {
		recv = call.Value
	} else if call.Signature().Recv() != nil && len(call.Args) > 0 {
		recv = call.Args[0]
	}
	l, name := known(), CalleeName(call)
	if recv == nil || !l.completes[name] && !l.registers[name] || !IsFuture(recv.Type()) {
		return nil, false
	}
	return recv, l.completes[name]
}

// IsTask reports whether a call gives a function to something that may refuse
// it, and says so by its last result.
func IsTask(call *ssa.CallCommon) bool {
	res := call.Signature().Results()
	if res.Len() == 0 || !known().tasks[CalleeName(call)] {
		return false
	}
	t := res.At(res.Len() - 1).Type()
	return IsBool(t) || IsError(t)
}

// RunsOnce reports whether a call has the functions that it is given run once,
// whatever happens.
func RunsOnce(call *ssa.CallCommon) bool {
	l, name := known(), CalleeName(call)
	if l.runsOnce[name] || l.registers[name] || l.tasks[name] {
		return true
	}
	for p := range call.Signature().Params().Variables() {
		if l.callbacks[p.Name()] && IsFunc(p.Type()) {
			return true
		}
	}
	return false
}
