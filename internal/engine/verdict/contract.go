package verdict

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Some functions are entered with a lock that their callers hold. Their names, or
// declarations, promise that it is held when they return, or that it is released then.
// A function that keeps its promise on some paths and breaks it on others, and whose
// callers cannot tell which, has a path that is wrong.

// A Promise is the state in which a function promises to leave a lock that its callers
// hold.
type Promise string

// The promises.
const (
	PromiseHeld     Promise = "held"     // the lock is held when the function returns
	PromiseReleased Promise = "released" // the lock is released when the function returns
)

// A BrokenPromise is a path on which a function breaks its promise.
type BrokenPromise struct {
	Promise  Promise
	Function *ssa.Function
	Pos      token.Pos // of the release, or of the exit without one
	Lock     lock.ID
	Steps    []domain.Step
}

// CheckPromise searches for a path on which fn breaks its promise about the lock of d,
// and adds the first that it finds to j.Broken.
func (j *Judge) CheckPromise(fn *ssa.Function, d Decision) {
	c := d.Collector
	if c == nil || c.Run.Exhausted || c.subject.Handle || len(c.entered) == 0 || j.IsBrief() || !j.Prog.Calls.IsSync(d.Lock.Class) {
		return
	}
	promise, declared := j.promiseOf(fn, d.Lock.ID)
	if promise == "" || slices.ContainsFunc(c.Returns, func(r ReturnState) bool { return r.prop.Perhaps || r.prop.Unsure || r.prop.Held() }) {
		return
	}
	kept := func(r ReturnState) bool {
		return (r.prop.Entered == domain.CallerReleased) == (promise == PromiseReleased)
	}
	var bad []ReturnState
	for _, r := range c.Returns {
		if !kept(r) && !r.prop.Another {
			bad = append(bad, r)
		}
	}
	if !declared {
		bad = slices.DeleteFunc(bad, func(r ReturnState) bool { return !isAmbiguous(r, c.Returns, kept) })
	}
	slices.SortStableFunc(bad, func(a, b ReturnState) int { return cmp.Compare(domain.ExitPos(a.at), domain.ExitPos(b.at)) })
	for _, r := range bad {
		if b := c.brokenAt(r, promise); b != nil {
			j.Broken = append(j.Broken, b)
			return
		}
	}
}

// promiseOf returns what fn promises about a lock, "" if nothing, and whether the
// promise is declared.
func (j *Judge) promiseOf(fn *ssa.Function, id lock.ID) (p Promise, declared bool) {
	if f := j.Prog.Bindings.Of(fn); f != nil {
		addr, key, ok := j.Prog.Relative(fn, id, nil)
		if ok && slices.ContainsFunc(f.Requires, func(h summary.Hold) bool { return h.Lock == addr && h.Key == key }) {
			return PromiseHeld, true
		}
		return "", false
	}
	if obj, ok := fn.Object().(*types.Func); ok && fn.Signature.Recv() != nil {
		if _, is := lexicon.LookupMethod(fn.Signature.Recv().Type(), obj); is {
			return "", false // the method of a lock, which may depend on a condition of its own
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

// isAmbiguous reports whether callers cannot distinguish r from a return that keeps the
// promise.
func isAmbiguous(r ReturnState, all []ReturnState, kept func(ReturnState) bool) bool {
	return slices.ContainsFunc(all, func(k ReturnState) bool {
		return kept(k) && !summary.Outcome{When: r.When}.Excludes(summary.Outcome{When: k.When})
	})
}

// brokenAt returns the broken promise at the return r with a feasible path to it, nil if
// no path is found.
func (c *Collector) brokenAt(r ReturnState, promise Promise) *BrokenPromise {
	back := r.prop.Entered == domain.CallerReleased
	way, _ := c.Run.Find(nil, r.at, func(ev domain.Event) bool {
		return ev.Kind == domain.EventExit && ev.At == ssa.Instruction(r.at) && !ev.State.Held() && (ev.State.Entered == domain.CallerReleased) == back
	})
	if way == nil {
		return nil
	}
	b := &BrokenPromise{Promise: promise, Function: c.subject.Fn, Pos: domain.ExitPos(r.at), Lock: c.subject.ID}
	if promise == PromiseHeld {
		b.Pos = c.entered[0].Pos()
	}
	b.Steps = append(way.Steps(), domain.Step{Kind: domain.StepExit, At: r.at, Pos: domain.ExitPos(r.at), Exit: domain.ExitReturn})
	return b
}
