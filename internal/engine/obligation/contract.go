package obligation

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Some functions begin with a lock that their callers hold. What they promise
// is in their names, or declared: that it is held again when they return, or
// that it is released then. A function that keeps its promise on some paths and
// not on others, so that its callers cannot tell which, has a path too many.

// A Promise is what a function says of a lock that its callers hold.
type Promise string

// The promises.
const (
	PromiseHeld     Promise = "held"     // it is held when the function returns
	PromiseReleased Promise = "released" // it is released then
)

// A BrokenPromise is a path on which a function does not do what it promises.
type BrokenPromise struct {
	Promise  Promise
	Function *ssa.Function
	Pos      token.Pos // of the release, or of the exit without one
	Lock     string    // as an access path
	Steps    []Step
}

// checkPromise looks for a path on which fn breaks what it promises of the lock
// of d.
func (e *engine) checkPromise(fn *ssa.Function, d decision) {
	c := d.collector
	if c == nil || c.exhausted || c.handle || len(c.entered) == 0 || e.isBrief() || !isSync(d.class) {
		return
	}
	promise, declared := e.promiseOf(fn, d.id)
	if promise == "" || slices.ContainsFunc(c.returns, func(r returned) bool { return r.prop.perhaps || r.prop.unsure || r.prop.held() }) {
		return
	}
	kept := func(r returned) bool { return (r.prop.entered == givenBack) == (promise == PromiseReleased) }
	var bad []returned
	for _, r := range c.returns {
		if !kept(r) && !r.prop.another {
			bad = append(bad, r)
		}
	}
	if !declared {
		bad = slices.DeleteFunc(bad, func(r returned) bool { return !isMixedUp(r, c.returns, kept) })
	}
	slices.SortStableFunc(bad, func(a, b returned) int { return cmp.Compare(exitPos(a.at), exitPos(b.at)) })
	for _, r := range bad {
		if b := c.brokenAt(r, promise); b != nil {
			e.broken = append(e.broken, b)
			return
		}
	}
}

// promiseOf returns what fn promises of a lock, "" if nothing, and whether a
// declaration says so.
func (e *engine) promiseOf(fn *ssa.Function, id lock.ID) (p Promise, declared bool) {
	if f := e.declaredOf(fn); f != nil {
		addr, key, ok := e.relative(fn, id, nil)
		if ok && slices.ContainsFunc(f.Requires, func(h summary.Hold) bool { return h.Lock == addr && h.Key == key }) {
			return PromiseHeld, true
		}
		return "", false
	}
	if obj, ok := fn.Object().(*types.Func); ok && fn.Signature.Recv() != nil {
		if _, is := lexicon.LookupMethod(fn.Signature.Recv().Type(), obj); is {
			return "", false // the method of a lock, which may do so by a condition of its own
		}
	}
	words := lexicon.Words(fn.Name())
	switch {
	case len(words) > 1 && words[len(words)-1] == "locked":
		return PromiseHeld, false
	case slices.Contains(words, "unlock"):
		return PromiseReleased, false
	}
	return "", false
}

// isMixedUp reports whether the callers cannot tell r from a return that keeps
// the promise.
func isMixedUp(r returned, all []returned, kept func(returned) bool) bool {
	return slices.ContainsFunc(all, func(k returned) bool {
		return kept(k) && !summary.Outcome{When: r.when}.Excludes(summary.Outcome{When: k.when})
	})
}

// brokenAt returns the broken promise at the return r, with a path to it that
// can happen, nil if none is found.
func (c *collector) brokenAt(r returned, promise Promise) *BrokenPromise {
	back := r.prop.entered == givenBack
	way, _ := c.find(nil, r.at, func(e event) bool {
		return e.kind == evExit && e.at == ssa.Instruction(r.at) && !e.state.held() && (e.state.entered == givenBack) == back
	})
	if way == nil {
		return nil
	}
	b := &BrokenPromise{Promise: promise, Function: c.fn, Pos: exitPos(r.at), Lock: c.id.String()}
	if promise == PromiseHeld {
		b.Pos = c.entered[0].Pos()
	}
	b.Steps = append(way.steps(), Step{Kind: StepExit, At: r.at, Pos: exitPos(r.at), Exit: ExitReturn})
	return b
}
