package oracle

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/dev/oracle/rt"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
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
	return slices.ContainsFunc(c.sites, func(s *verdict.Site) bool {
		return s.Verdict == verdict.Undecided && slices.ContainsFunc(stacks, func(stack []rt.Call) bool { return depthIn(stack, c.lineOf(s)) >= 0 })
	})
}

// isReported reports whether a leak is reported at one of the calls of stack.
func (c *comparison) isReported(stack []rt.Call) bool {
	return slices.ContainsFunc(c.sites, func(s *verdict.Site) bool {
		return s.Verdict == verdict.Leaks && depthIn(stack, c.lineOf(s)) >= 0
	})
}

// isHandedOff reports whether the verdict on one of the calls of stack is that
// somebody else releases.
func (c *comparison) isHandedOff(stack []rt.Call) bool {
	return slices.ContainsFunc(c.sites, func(s *verdict.Site) bool {
		return (s.Verdict == verdict.HandedOff || s.Verdict == verdict.Released && s.Reclaimed) && depthIn(stack, c.lineOf(s)) >= 0
	})
}

// isByFuture reports whether a literal runs that is registered with a future.
func (c *comparison) isByFuture(stack []rt.Call) bool {
	return slices.ContainsFunc(stack, func(call rt.Call) bool { return strings.Contains(c.source(call), "Complete(") })
}

// source returns the line of the program that a call is on.
func (c *comparison) source(call rt.Call) string {
	return strings.Split(c.p.Source(false), "\n")[call.Line-1]
}

// isRelocked reports whether a lock is acquired by who holds it.
func (c *comparison) isRelocked(name string) bool {
	return slices.ContainsFunc(c.truth.Events, func(e *rt.Event) bool { return e.Kind == rt.Relock && e.Lock == name })
}

// isUnderTest reports whether at is in the function under test, which is called
// with all inputs. What others do with inputs that it does not give them is not
// known.
func (c *comparison) isUnderTest(at ssa.Instruction) bool {
	if !strings.HasPrefix(at.Parent().Name(), "Work_") {
		return !c.excuse("in a function that is not called with all inputs")
	}
	if at.Parent().Parent() != nil && slices.Contains(c.p.Kinds, "future") {
		return !c.excuse("in a literal that a future may never run")
	}
	return true
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
		again := func(x domain.Step) bool { return x.Kind == domain.StepRelock && c.isAt(x.At, e) }
		if s.Leak != nil && (slices.ContainsFunc(s.Leak.Steps, again) || slices.ContainsFunc(s.Leak.Also, again)) {
			return
		}
	}
	switch {
	case c.isUndecided(e.First, e.Stack):
	case c.isReported(e.First), c.isReported(e.Stack):
		c.excuse("what holds the lock is reported as a leak")
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
			return (e.Kind == rt.Relock || e.Kind == rt.Shadowed || e.Kind == rt.Leaked && r.Kind == verdict.RelockRelease) && c.isAt(r.At(), e)
		}) && c.isUnderTest(r.At()) {
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
		}) && c.isUnderTest(b.At()) {
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
	if slices.ContainsFunc(c.BadReleases, func(b *verdict.BadRelease) bool { return c.isAt(b.At(), e) }) {
		return
	}
	switch {
	case c.isUndecided(e.First, e.Stack):
	case e.Lock == "queues":
		c.excuse("a table of locks may allow a second release")
	case c.couldBeHeld(e):
		c.excuse("the caller could hold what is released")
	case len(e.First) > 0 && outermost(e.First) != outermost(e.Stack):
		c.excuse("a goroutine has acquired it before")
	case isGoroutine(e.Stack):
		c.excuse("what a goroutine releases could be acquired after it was started")
	case c.isHandedOff(e.First):
		c.excuse("what releases it was handed over as well")
	case c.isByFuture(e.Stack):
		c.excuse("when a future runs what is registered with it is not known")
	case len(e.First) > 1 && strings.Contains(c.source(e.First[0]), "RLock"):
		c.excuse("the caller could share what a function shares before")
	case len(e.Stack) > 1 && strings.Contains(c.source(e.Stack[0]), "RUnlock"):
		c.excuse("the caller of a function that releases twice could share it twice")
	case strings.Contains(strings.ToLower(e.Stack[0].Func), "hold"):
		c.excuse("a returned release may allow a second call")
	default:
		c.fail(MissedBad, e.Stack[0].Line, "%s", e.Lock)
	}
}
