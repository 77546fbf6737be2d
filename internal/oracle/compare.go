package oracle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/obligation"
	"github.com/lockleak/lockleak/internal/oracle/rt"
)

// A Mismatch is something in which the engine and the execution of a program
// disagree.
type Mismatch struct {
	Program *Program
	Kind    string // see the constants
	Line    int
	Detail  string
}

// The kinds of mismatches.
const (
	Missed       = "missed leak"
	FalseAlarm   = "false alarm"
	WrongExit    = "wrong exit"      // the lock is leaked, but not by this exit
	NoExit       = "exit not listed" // another exit than those that are listed leaks it
	WrongClaim   = "wrong claim"     // a verdict other than leaks does not hold
	MissedRelock = "missed relock"
	FalseBad     = "false bad release"
	MissedBad    = "missed bad release"
)

func (m *Mismatch) String() string {
	return fmt.Sprintf("%s: p%d.go:%d: %s", m.Kind, m.Program.ID, m.Line, m.Detail)
}

// A comparison compares one program.
type comparison struct {
	*Analysis
	p     *Program
	truth *rt.Truth
	sites []*obligation.Site
	found []*Mismatch

	deadlocked bool // some lock is acquired twice
}

// Compare returns in what the engine and the execution of p disagree.
func Compare(a *Analysis, p *Program, truth *rt.Truth) []*Mismatch {
	c := &comparison{Analysis: a, p: p, truth: truth, sites: a.sitesIn(p)}
	for _, e := range truth.Events {
		c.deadlocked = c.deadlocked || e.Kind == rt.Relock
	}
	for _, s := range c.sites {
		c.site(s)
	}
	for _, e := range truth.Events {
		switch e.Kind {
		case rt.Leaked:
			c.leaked(e)
		case rt.Relock:
			c.relocked(e)
		}
	}
	c.badReleases()
	return c.found
}

func (c *comparison) fail(kind string, line int, format string, args ...any) {
	if c.deadlocked && (kind == FalseAlarm || kind == WrongExit || kind == FalseBad) {
		return // locks are followed one by one: that another one stops the path is not known
	}
	c.found = append(c.found, &Mismatch{c.p, kind, line, fmt.Sprintf(format, args...)})
}

// lineOf returns the line of the site.
func (a *Analysis) lineOf(s *obligation.Site) int {
	_, l := a.line(s.Pos)
	return l
}

// isOf reports whether the events of a lock with this name can be of s.
func (c *comparison) isOf(s *obligation.Site, name string) bool {
	words := strings.FieldsFunc(s.Lock(), func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9')
	})
	if slices.Contains(words, name) {
		return true
	}
	for _, other := range []string{"mu", "rw", "other", "Mutex", "lk", "locks", "queues", "global"} {
		if slices.Contains(words, other) {
			return false
		}
	}
	return true
}

// depthIn returns how far from the outermost call of the stack line is, -1 if
// it is not in it.
func depthIn(stack []rt.Call, line int) int {
	for i, call := range stack {
		if call.Line == line {
			return len(stack) - 1 - i
		}
	}
	return -1
}

// site compares the verdict of a site with what became of its acquires.
func (c *comparison) site(s *obligation.Site) {
	line := c.lineOf(s)
	literal := s.Function.Parent() != nil
	var leaked []int // lines of exits
	shadowed, relocked, faulty, own, others := false, false, false, 0, 0
	for _, e := range c.truth.Events {
		faulty = faulty || e.Kind == rt.BadRelease && c.isOf(s, e.Lock)
		if e.Kind == rt.Relock && depthIn(e.First, line) >= 0 {
			relocked = true
		}
		d := depthIn(e.Stack, line)
		if d < 0 || !c.isOf(s, e.Lock) {
			continue
		}
		switch e.Kind {
		case rt.Relock, rt.Retaken:
			continue
		case rt.BadRelease:
			shadowed = true
			continue
		case rt.Shadowed:
			shadowed = true
		}
		if e.Kind == rt.Released && e.By == e.Stack[len(e.Stack)-1-d].Func {
			own++
		} else if e.Kind != rt.Shadowed {
			others++
		}
		for _, x := range e.Exits {
			if e.Kind == rt.Leaked && (x.Depth == d || literal && x.Depth < d) {
				leaked = append(leaked, x.Line)
			}
		}
		switch {
		case s.Verdict == obligation.Released && e.Kind == rt.Leaked:
			c.fail(WrongClaim, line, "%s is said to be released, and is leaked", s.Lock())
		case s.Verdict == obligation.Released && !literal && e.Kind == rt.Released && slices.ContainsFunc(e.Exits, func(x rt.Exit) bool { return x.Depth == d }):
			c.fail(WrongClaim, line, "%s is said to be released, but the function leaves it held", s.Lock())
		case s.Verdict == obligation.Kept && e.Kind == rt.Released && e.Own == d+1:
			c.fail(WrongClaim, line, "%s is said to be kept, and is released", s.Lock())
		}
	}
	switch s.Verdict {
	case obligation.HandedOff:
		if own > 0 && others == 0 && !faulty && c.isEntry(s) && !strings.HasPrefix(s.Reason, "every return") {
			c.fail(WrongClaim, line, "%s is said to be handed off (%s), and the function releases it itself", s.Lock(), s.Reason)
		}
	case obligation.Leaks:
		c.leaks(s, line, leaked, shadowed, relocked, literal)
	}
}

// leaks compares a report with the exits by which the lock was leaked.
func (c *comparison) leaks(s *obligation.Site, line int, leaked []int, shadowed, relocked, literal bool) {
	exits := []obligation.Step{s.Leak.Steps[len(s.Leak.Steps)-1]}
	exits = append(exits, s.Leak.Also...)
	if s.Leak.Kind == obligation.ExitRelock {
		if !relocked && !shadowed && len(leaked) == 0 {
			c.fail(FalseAlarm, line, "%s is not acquired twice", s.Lock())
		}
		return
	}
	if !c.isEntry(s) && s.Function.Parent() == nil {
		return // its callers may not go by the exit
	}
	if len(leaked) == 0 {
		if !shadowed {
			c.fail(FalseAlarm, line, "%s is always released (%s)", s.Lock(), s.Leak.Kind)
		}
		return
	}
	var said []int
	for _, x := range exits {
		_, l := c.line(x.Pos)
		said = append(said, l)
		if !slices.Contains(leaked, l) && !shadowed && x.Exit != obligation.ExitLoop {
			c.fail(WrongExit, line, "%s is not leaked at line %d, but at %v", s.Lock(), l, leaked)
		}
	}
	for _, l := range leaked {
		if !slices.Contains(said, l) && l != 0 && !literal && s.Leak.Kind != obligation.ExitLoop {
			c.fail(NoExit, line, "%s is leaked at line %d, too, not only at %v", s.Lock(), l, said)
			break
		}
	}
}

// leaked looks for the verdict that tells of a leak.
func (c *comparison) leaked(e *rt.Event) {
	var outer *obligation.Site
	outerDepth := -1
	for _, s := range c.sites {
		d := depthIn(e.Stack, c.lineOf(s))
		if d < 0 || !c.isOf(s, e.Lock) {
			continue
		}
		if s.Verdict == obligation.Leaks || s.Verdict == obligation.Undecided {
			return
		}
		if outer == nil || d < outerDepth {
			outer, outerDepth = s, d
		}
	}
	line := e.Stack[0].Line
	if outer == nil {
		c.fail(Missed, line, "no site of %s", e.Lock)
		return
	}
	if outerDepth > 0 && outer.Function.Parent() == nil {
		c.fail(Missed, line, "%s is %s in the callee, and no site in the caller", e.Lock, outer.Verdict)
		return
	}
	switch outer.Verdict {
	case obligation.Kept:
		return // nothing else was said
	case obligation.HandedOff:
		if c.resultTells(e.Lock) || c.alwaysHeld(e.Lock) {
			return
		}
	}
	c.fail(Missed, line, "%s is %s: %s", e.Lock, outer.Verdict, outer.Reason)
}

// resultTells reports whether the results of the function under test say
// whether the lock is held behind it.
func (c *comparison) resultTells(name string) bool {
	if len(c.truth.Results) < 2 {
		return false
	}
	for _, r := range c.truth.Results {
		with, without := false, false
		for held := range r.Held {
			switch words := strings.Fields(held); {
			case slices.Contains(words, "?"+name): // something went wrong with it
			case slices.Contains(words, name):
				with = true
			default:
				without = true
			}
		}
		if with && without {
			return false
		}
	}
	return true
}

// alwaysHeld reports whether the lock is held wherever the function under test
// returns.
func (c *comparison) alwaysHeld(name string) bool {
	for _, r := range c.truth.Results {
		for held := range r.Held {
			if words := strings.Fields(held); !slices.Contains(words, name) && !slices.Contains(words, "?"+name) {
				return false
			}
		}
	}
	return true
}

// relocked looks for the verdict that tells of a second acquire.
func (c *comparison) relocked(e *rt.Event) {
	outermost := func(stack []rt.Call) string { return stack[len(stack)-1].Func }
	if e.Lock == "queues" || len(e.Stack) > 1 && e.Stack[0].Func != e.First[0].Func || outermost(e.Stack) != outermost(e.First) {
		return // a table of locks could allow it; what callees and goroutines acquire and release is not known
	}
	if strings.Contains(strings.ToLower(e.Stack[0].Func), "hold") {
		return // a handle is the lock under another name
	}
	for _, s := range c.sites {
		line := c.lineOf(s)
		if (depthIn(e.First, line) >= 0 || depthIn(e.Stack, line) >= 0) && (s.Verdict == obligation.Leaks || s.Verdict == obligation.Undecided) {
			return
		}
	}
	c.fail(MissedRelock, e.Stack[0].Line, "%s, acquired at line %d", e.Lock, e.First[0].Line)
}

// isEntry reports whether s is in the function under test itself, which is
// called with all inputs.
func (c *comparison) isEntry(s *obligation.Site) bool {
	return strings.HasPrefix(s.Function.Name(), "Work_")
}

// isAt reports whether the bad release b is the event e. What is deferred runs
// where the function is left.
func (c *comparison) isAt(b *obligation.BadRelease, e *rt.Event) bool {
	file, line := c.line(b.Pos())
	if file != c.p.file() {
		return false
	}
	name, _, _ := strings.Cut(b.Function().Name(), "$")
	return depthIn(e.Stack, line) >= 0 || b.IsDeferred() && slices.ContainsFunc(e.Stack, func(call rt.Call) bool {
		return strings.Contains(call.Func+".", "."+name+".")
	})
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
		if file != c.p.file() {
			continue
		}
		if !slices.ContainsFunc(c.truth.Events, func(e *rt.Event) bool {
			return e.Kind == rt.BadRelease && (c.isAt(b, e) || strings.Contains(b.Lock(), e.Lock))
		}) {
			c.fail(FalseBad, line, "%s is held there", b.Lock())
		}
	}
	for _, e := range c.truth.Events {
		if e.Kind != rt.BadRelease || e.Lock == "queues" || !strings.Contains(e.Stack[len(e.Stack)-1].Func, "Work_") || c.couldBeHeld(e) {
			continue
		}
		if len(e.Stack) > 1 && e.Stack[0].Func != e.First[0].Func {
			continue // in a function that gives back what its caller holds, and gives it back again
		}
		if !slices.ContainsFunc(c.BadReleases, func(b *obligation.BadRelease) bool {
			return c.isAt(b, e)
		}) && !slices.ContainsFunc(c.sites, func(s *obligation.Site) bool {
			told := s.Leak != nil && (s.Leak.Mismatch || len(s.Leak.Also) > 0) || s.Verdict == obligation.HandedOff || s.Verdict == obligation.Undecided
			return told && depthIn(e.First, c.lineOf(s)) >= 0
		}) {
			c.fail(MissedBad, e.Stack[0].Line, "%s", e.Lock)
		}
	}
}
