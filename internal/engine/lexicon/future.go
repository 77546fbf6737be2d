package lexicon

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// completes holds the names of methods that complete a future.
var completes = map[string]bool{
	"Complete": true, "CompleteExceptionally": true, "CompleteWith": true, "TryComplete": true, "Resolve": true,
	"Reject": true, "SetResult": true, "SetError": true, "SetValue": true, "SetErr": true, "Fulfill": true, "Fail": true,
	"Succeed": true, "Done": true, "Finish": true, "Deliver": true, "Settle": true,
	"complete": true, "resolve": true, "reject": true, "fulfill": true, "fail": true, "finish": true, "settle": true,
	"setResult": true, "setError": true, "done": true,
}

// registers holds the names of methods that register a function to run when a
// future is completed.
var registers = map[string]bool{
	"OnComplete": true, "WhenComplete": true, "Then": true, "ThenApply": true, "ThenAccept": true, "ThenRun": true,
	"AddListener": true, "AddCallback": true, "OnSettled": true, "OnSuccess": true, "OnFailure": true, "OnDone": true,
	"Subscribe": true, "Finally": true, "Always": true, "Handle": true, "AndThen": true, "Catch": true,
	"onComplete": true, "whenComplete": true, "then": true, "addListener": true, "onSettled": true, "finally": true,
	"onDone": true, "subscribe": true, "addCallback": true,
}

// tasks holds the names of functions that run the function they are given, or
// refuse to and say so.
var tasks = map[string]bool{
	"Submit": true, "TrySubmit": true, "TryGo": true, "Schedule": true, "Enqueue": true, "Execute": true, "Offer": true,
	"Post": true, "Dispatch": true, "submit": true, "trySubmit": true, "schedule": true, "enqueue": true, "execute": true,
}

// runsOnce holds the names of functions that run the function they are given
// once, later or in another goroutine.
var runsOnce = map[string]bool{"Go": true, "AfterFunc": true, "Cleanup": true, "AddCleanup": true}

// IsFuture reports whether t is a future by its methods: one completes it, and
// one takes a function to run then.
func IsFuture(t types.Type) bool {
	ms := types.NewMethodSet(methodsOf(t).t)
	complete, register := false, false
	for i := range ms.Len() {
		m := ms.At(i).Obj().(*types.Func)
		complete = complete || completes[m.Name()]
		register = register || registers[m.Name()] && takesFunc(m.Signature())
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
	name := CalleeName(call)
	if recv == nil || !completes[name] && !registers[name] || !IsFuture(recv.Type()) {
		return nil, false
	}
	return recv, completes[name]
}

// IsTask reports whether a call gives a function to something that may refuse
// it, and says so by its last result.
func IsTask(call *ssa.CallCommon) bool {
	res := call.Signature().Results()
	if res.Len() == 0 || !tasks[CalleeName(call)] {
		return false
	}
	t := res.At(res.Len() - 1).Type()
	return IsBool(t) || IsError(t)
}

// RunsOnce reports whether a call has the functions that it is given run once,
// whatever happens.
func RunsOnce(call *ssa.CallCommon) bool {
	name := CalleeName(call)
	if runsOnce[name] || registers[name] || tasks[name] {
		return true
	}
	for p := range call.Signature().Params().Variables() {
		if callbacks[p.Name()] && IsFunc(p.Type()) {
			return true
		}
	}
	return false
}

// callbacks holds the names of parameters for a function that is called once,
// when the work is done.
var callbacks = map[string]bool{
	"callback": true, "cb": true, "done": true, "onDone": true, "onComplete": true, "completion": true, "then": true,
}
