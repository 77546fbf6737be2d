package oracle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/dev/oracle/rt"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
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
	FalseRelock  = "false relock"
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
	sites []*verdict.Site
	found []*Mismatch

	excused []string // why something that the engine does not tell is not held against it
}

// Compare returns in what the engine and the execution of p disagree, and for
// what, by design, the engine need not know what the execution shows.
func Compare(a *Analysis, p *Program, truth *rt.Truth) (found []*Mismatch, excused []string) {
	c := &comparison{Analysis: a, p: p, truth: truth, sites: a.sitesIn(p)}
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
	c.falseRelocks()
	c.badReleases()
	return c.found, c.excused
}

func (c *comparison) fail(kind string, line int, format string, args ...any) {
	if kind == FalseAlarm || kind == FalseRelock || kind == WrongExit {
		if slices.ContainsFunc(c.truth.Events, func(e *rt.Event) bool { return e.Kind == rt.Tried }) {
			c.excuse("a try of another lock, which is held, cannot work")
			return
		}
	}
	c.found = append(c.found, &Mismatch{c.p, kind, line, fmt.Sprintf(format, args...)})
}

// lineOf returns the line of the site.
func (a *Analysis) lineOf(s *verdict.Site) int {
	_, l := a.line(s.Pos)
	return l
}

// isOf reports whether the events of a lock with this name can be of s.
func (c *comparison) isOf(s *verdict.Site, name string) bool {
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
func (c *comparison) site(s *verdict.Site) {
	line := c.lineOf(s)
	literal := s.Function.Parent() != nil
	var leaked []int // lines of exits
	shadowed, faulty, own, others := false, false, 0, 0
	for _, e := range c.truth.Events {
		faulty = faulty || (e.Kind == rt.BadRelease || e.Kind == rt.Relock) && c.isOf(s, e.Lock)
		if e.Kind == rt.BadRelease && c.isOf(s, e.Lock) && depthIn(e.First, line) >= 0 {
			shadowed = true // a callee releases it once too often
		}
		d := depthIn(e.Stack, line)
		if d < 0 || !c.isOf(s, e.Lock) {
			continue
		}
		switch e.Kind {
		case rt.Relock, rt.Retaken, rt.Tried:
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
		case s.Verdict == verdict.Released && e.Kind == rt.Leaked:
			c.fail(WrongClaim, line, "%s is said to be released, and is leaked", s.Lock())
		case s.Verdict == verdict.Released && !literal && e.Kind == rt.Released && slices.ContainsFunc(e.Exits, func(x rt.Exit) bool { return x.Depth == d }):
			c.fail(WrongClaim, line, "%s is said to be released, but the function leaves it held", s.Lock())
		case s.Verdict == verdict.Kept && e.Kind == rt.Released && e.Own == d+1 && !faulty:
			c.fail(WrongClaim, line, "%s is said to be kept, and is released", s.Lock())
		}
	}
	switch s.Verdict {
	case verdict.HandedOff:
		if own > 0 && others == 0 && !faulty && c.isEntry(s) && !strings.HasPrefix(s.Reason, "every return") {
			c.fail(WrongClaim, line, "%s is said to be handed off (%s), and the function releases it itself", s.Lock(), s.Reason)
		}
	case verdict.Leaks:
		c.leaks(s, line, leaked, shadowed, literal)
	}
}

// leaks compares a report with the exits by which the lock was leaked.
func (c *comparison) leaks(s *verdict.Site, line int, leaked []int, shadowed, literal bool) {
	exits := []domain.Step{s.Leak.Steps[len(s.Leak.Steps)-1]}
	exits = append(exits, s.Leak.Also...)
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
		if x.Kind == domain.StepRelock {
			continue
		}
		_, l := c.line(x.Pos)
		said = append(said, l)
		if !slices.Contains(leaked, l) && !shadowed && x.Exit != domain.ExitLoop {
			c.fail(WrongExit, line, "%s is not leaked at line %d, but at %v", s.Lock(), l, leaked)
		}
	}
	for _, l := range leaked {
		if !slices.Contains(said, l) && l != 0 && !literal && s.Leak.Kind != domain.ExitLoop && !s.ReturnsRelease() {
			c.fail(NoExit, line, "%s is leaked at line %d, too, not only at %v", s.Lock(), l, said)
			break
		}
	}
}

// leaked looks for the verdict that tells of a leak.
func (c *comparison) leaked(e *rt.Event) {
	var outer *verdict.Site
	outerDepth := -1
	for _, s := range c.sites {
		d := depthIn(e.Stack, c.lineOf(s))
		if d < 0 || !c.isOf(s, e.Lock) {
			continue
		}
		if s.Verdict == verdict.Leaks || s.Verdict == verdict.Misused || s.Verdict == verdict.Undecided {
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
	if e.Lock == "queues" && c.isRelocked(e.Lock) {
		c.excuse("a table of locks may allow a second acquire")
		return
	}
	switch outer.Verdict {
	case verdict.Kept:
		return // nothing else was said
	case verdict.HandedOff:
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

// isEntry reports whether s is in the function under test itself, which is
// called with all inputs.
func (c *comparison) isEntry(s *verdict.Site) bool {
	return strings.HasPrefix(s.Function.Name(), "Work_")
}
