package callinfo

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// Most calls in a function have nothing to do with any lock. What decides that
// is the same for all states, and for all locks but those that are known by a handle
// or released by a future, so it is found out once.

// idleBuiltins holds the built-in functions that only look at their arguments,
// or copy what no lock is named by.
var idleBuiltins = map[string]bool{"len": true, "cap": true, "copy": true, "min": true, "max": true, "real": true, "imag": true, "complex": true}

// IsIdle reports whether c leaves each state as it is, if the lock in question has
// neither a handle nor a future.
func (cs *Calls) IsIdle(c *ssa.Call) bool {
	idle, ok := cs.idle[c]
	if !ok {
		idle = cs.findIdle(c)
		cs.idle[c] = idle
	}
	return idle
}

func (cs *Calls) findIdle(c *ssa.Call) bool {
	if b, ok := c.Call.Value.(*ssa.Builtin); ok {
		return idleBuiltins[b.Name()]
	}
	fn, ok := c.Call.Value.(*ssa.Function)
	if !ok || fn.Parent() != nil || len(cs.At(c)) > 0 || saysMore(&c.Call) || IsExchange(c) {
		return false
	}
	f := cs.prog.Summaries.At(c)
	if f == nil || cs.prog.concerns(f) {
		return false
	}
	if f.IsZero() && !cs.prog.Summaries.IsKnown(fn) && !cs.prog.IsDeclaredCall(c) {
		return false
	}
	if future, _ := cs.prog.Futures.Of(&c.Call); future != nil {
		return false
	}
	return !slices.ContainsFunc(c.Call.Args, func(v ssa.Value) bool { return lexicon.IsFunc(v.Type()) })
}

// concerns reports whether a function with the summary f, which has no effects, may
// all the same matter to a lock, or leave by a panic.
func (p *Program) concerns(f *summary.Func) bool {
	if len(f.Releases)+len(f.Acquires)+len(f.Takes)+len(f.Requires)+len(f.Runs) > 0 || f.NeverReturns || f.Panics {
		return true
	}
	return p.PanicLevel == panics.All || p.PanicLevel == panics.Explicit && f.MayPanic
}

// saysMore reports whether the name of what c calls says that it never returns, ends
// a test, or is about locks.
func saysMore(c *ssa.CallCommon) bool {
	name := lexicon.CalleeName(c)
	return lexicon.NeverReturns(c) || lexicon.MayEndTest(c) || lexicon.SpeaksOfRelease(name) || lexicon.SpeaksOfAcquire(name)
}

// IsExchange reports whether in sends or receives, or waits for others.
func IsExchange(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.UnOp:
		return in.Op == token.ARROW
	case *ssa.Call:
		return lexicon.CalleeName(&in.Call) == "Wait"
	case *ssa.Send, *ssa.Select:
		return true
	}
	return false
}
