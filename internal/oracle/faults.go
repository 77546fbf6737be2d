package oracle

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/obligation"
	"github.com/lockleak/lockleak/internal/oracle/rt"
)

// What goes wrong with a lock at once: it is acquired by who holds it, or
// released by who does not.

// excuse notes why the engine need not tell what the execution shows. It returns
// true.
func (c *comparison) excuse(why string) bool {
	c.excused = append(c.excused, why)
	return true
}

// isAt reports whether the event e takes place at at. What is deferred runs where
// the function is left.
func (c *comparison) isAt(at ssa.Instruction, e *rt.Event) bool {
	file, line := c.line(at.Pos())
	if file != c.p.file() {
		return false
	}
	_, deferred := at.(*ssa.Defer)
	name, _, _ := strings.Cut(at.Parent().Name(), "$")
	return depthIn(e.Stack, line) >= 0 || deferred && slices.ContainsFunc(e.Stack, func(call rt.Call) bool {
		return strings.Contains(call.Func+".", "."+name+".")
	})
}

// isUndecided reports whether a site on one of the lines is not decided.
func (c *comparison) isUndecided(stacks ...[]rt.Call) bool {
	return slices.ContainsFunc(c.sites, func(s *obligation.Site) bool {
		return s.Verdict == obligation.Undecided && slices.ContainsFunc(stacks, func(stack []rt.Call) bool { return depthIn(stack, c.lineOf(s)) >= 0 })
	})
}

// outermost returns the function that a goroutine runs.
func outermost(stack []rt.Call) string { return stack[len(stack)-1].Func }

// isGoroutine reports whether the calls of stack are made by a goroutine that the
// function under test has started.
func isGoroutine(stack []rt.Call) bool { return strings.Contains(outermost(stack), ".func") }

// relocked looks for the finding that tells of a second acquire.
func (c *comparison) relocked(e *rt.Event) {
	for _, r := range c.Relocks {
		if c.isAt(r.At(), e) {
			return
		}
	}
	for _, s := range c.sites {
		if s.Leak != nil && slices.ContainsFunc(s.Leak.Also, func(x obligation.Step) bool { return x.Kind == obligation.StepRelock && c.isAt(x.At, e) }) {
			return
		}
	}
	switch {
	case c.isUndecided(e.First, e.Stack):
	case e.Lock == "queues":
		c.excuse("a table of locks may allow a second acquire")
	case outermost(e.First) != outermost(e.Stack):
		c.excuse("one goroutine waits for what another one holds")
	default:
		c.fail(MissedRelock, e.Stack[0].Line, "%s, acquired at line %d", e.Lock, e.First[0].Line)
	}
}

// falseRelocks compares the findings of second acquires with what happens.
func (c *comparison) falseRelocks() {
	for _, r := range c.Relocks {
		file, line := c.line(r.Pos())
		if file == c.p.file() && !slices.ContainsFunc(c.truth.Events, func(e *rt.Event) bool {
			return (e.Kind == rt.Relock || e.Kind == rt.Shadowed) && c.isAt(r.At(), e)
		}) {
			c.fail(FalseRelock, line, "%s is not held there", r.Lock())
		}
	}
}

// couldBeHeld reports whether there is a run in which the lock is released
// there without having been acquired: then the caller could hold it, for all
// that the function shows.
func (c *comparison) couldBeHeld(e *rt.Event) bool {
	return slices.ContainsFunc(c.truth.Events, func(x *rt.Event) bool {
		return x.Kind == rt.BadRelease && x.Lock == e.Lock && len(x.First) == 0
	})
}

// badReleases compares releases of what is not held.
func (c *comparison) badReleases() {
	for _, b := range c.BadReleases {
		file, line := c.line(b.Pos())
		if file == c.p.file() && !slices.ContainsFunc(c.truth.Events, func(e *rt.Event) bool {
			return e.Kind == rt.BadRelease && (c.isAt(b.At(), e) || strings.Contains(b.Lock(), e.Lock))
		}) {
			c.fail(FalseBad, line, "%s is held there", b.Lock())
		}
	}
	for _, e := range c.truth.Events {
		if e.Kind == rt.BadRelease && strings.Contains(outermost(e.Stack), "Work_") {
			c.releasedBadly(e)
		}
	}
}

// releasedBadly looks for the finding that tells of a release of what is not
// held.
func (c *comparison) releasedBadly(e *rt.Event) {
	if slices.ContainsFunc(c.BadReleases, func(b *obligation.BadRelease) bool { return c.isAt(b.At(), e) }) {
		return
	}
	switch {
	case c.isUndecided(e.First, e.Stack):
	case e.Lock == "queues":
		c.excuse("a table of locks may allow a second release")
	case c.couldBeHeld(e):
		c.excuse("the caller could hold what is released")
	case isGoroutine(e.Stack):
		c.excuse("what a goroutine releases could be acquired after it was started")
	default:
		c.fail(MissedBad, e.Stack[0].Line, "%s", e.Lock)
	}
}
