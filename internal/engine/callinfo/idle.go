package callinfo

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// Most calls in a function have nothing to do with any lock. What decides that
// is the same for all units but those of handles and those with a future, and
// for all states, so it is found out once.

// idleBuiltins holds the built-in functions that only look at their arguments,
// or copy what no lock is named by.
var idleBuiltins = map[string]bool{"len": true, "cap": true, "copy": true, "min": true, "max": true, "real": true, "imag": true, "complex": true}

// isIdle reports whether c leaves each state as it is of a unit that has neither
// a handle nor a future: see [unit.call].
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
	if !ok || fn.Parent() != nil || len(cs.At(c)) > 0 {
		return false
	}
	f := cs.prog.Summaries.At(c)
	if f == nil || len(f.Releases)+len(f.Acquires)+len(f.Takes)+len(f.Requires)+len(f.Runs) > 0 || f.NeverReturns || f.Panics {
		return false
	}
	if cs.prog.PanicLevel == panics.All || cs.prog.PanicLevel == panics.Explicit && f.MayPanic {
		return false
	}
	if !cs.prog.Summaries.IsKnown(fn) && !cs.prog.IsDeclaredCall(c) && f.IsZero() {
		return false
	}
	name := lexicon.CalleeName(&c.Call)
	if lexicon.NeverReturns(&c.Call) || lexicon.SpeaksOfRelease(name) || lexicon.SpeaksOfAcquire(name) || lexicon.MayEndTest(&c.Call) || IsExchange(c) {
		return false
	}
	if future, _ := cs.prog.Futures.Of(&c.Call); future != nil {
		return false
	}
	return !slices.ContainsFunc(c.Call.Args, func(v ssa.Value) bool { return lexicon.IsFunc(v.Type()) })
}
