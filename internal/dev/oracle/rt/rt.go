// Package rt stands in for package sync where generated programs are run. Its
// locks never block for ever: they write down who acquired them and where, who
// released them, and what would have gone wrong.
//
// All that a program cannot know (its inputs, whether a try-lock succeeds, which
// goroutine runs next) is a choice, and a program is run once for each sequence
// of choices. One goroutine runs at a time.
package rt

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
)

// maxRuns is how many sequences of choices of one program are tried. A program
// with more is not judged.
const maxRuns = 6000

// maxSteps is how many operations a run may have. A run with more does not
// end, by all appearance.
const maxSteps = 2000

// choices is the sequence of the run, and how far it has come.
var choices struct {
	taken []int
	from  []int // among how many
	next  int
}

// Choose returns a number below n, another one in another run.
func Choose(n int) int {
	c := &choices
	if c.next == len(c.taken) {
		c.taken = append(c.taken, 0)
		c.from = append(c.from, n)
	}
	c.next++
	return c.taken[c.next-1]
}

// Bool returns a truth value, another one in another run.
func Bool() bool { return Choose(2) == 1 }

// Ready returns a channel, which is closed in some runs.
func Ready() chan struct{} {
	ch := make(chan struct{})
	if Bool() {
		close(ch)
	}
	return ch
}

// another moves on to the next sequence, and reports whether there is one.
func another() bool {
	c := &choices
	c.taken, c.from, c.next = c.taken[:c.next], c.from[:c.next], 0
	for i := len(c.taken) - 1; i >= 0; i-- {
		if c.taken[i]++; c.taken[i] < c.from[i] {
			c.taken, c.from = c.taken[:i+1], c.from[:i+1]
			return true
		}
	}
	c.taken, c.from = nil, nil
	return false
}

// A Truth is what the runs of a program show.
type Truth struct {
	Program  int
	Runs     int
	Unjudged string // why the program cannot be judged, "" if it can
	Events   []*Event
	Results  []*Result
}

// An Event is something that happened in one or more runs in the same way.
type Event struct {
	Kind  string // what happened, see the constants
	Lock  string // the name of the lock
	Stack []Call // where, the innermost call first
	First []Call // for Relock and BadRelease: where it was acquired before
	Exits []Exit // by which the functions of the stack were left with the lock held
	Own   int    // how many functions of the stack, from the outermost, had not ended when it was released
	By    string // the function that released it
	Times int    // in how many runs
}

// The kinds of events. Of an acquire there is one event, by its end.
const (
	Released   = "released"
	Leaked     = "leaked"     // still held when all is done
	Shadowed   = "shadowed"   // something went wrong with this lock before
	Relock     = "relock"     // waits for itself for ever
	BadRelease = "badrelease" // of what is not held in this mode
	Retaken    = "retaken"    // by a callee that had released its caller's hold
	Tried      = "tried"      // in vain, by who holds it
)

// A Call is a line in a file of a program.
type Call struct {
	Func string
	Line int
}

// An Exit is where a call of a function ended.
type Exit struct {
	Depth int // how far from the outermost function of the stack
	Line  int // of the return, the panic or the closing brace; 0 if a callee panicked
}

// A Result is what the function under test returned, and which locks were held
// behind it, over all runs.
type Result struct {
	Values string
	Held   map[string]int // in how many runs was this set of locks held
}

// Reaches reports whether some run acquires a lock by a call on this line.
func (t *Truth) Reaches(line int) bool {
	for _, e := range t.Events {
		if e.Kind != Released && e.Kind != Leaked && e.Kind != Retaken {
			continue
		}
		for _, c := range e.Stack {
			if c.Line == line {
				return true
			}
		}
	}
	return false
}

// Main runs the programs that are named by their numbers, and writes what they
// show as JSON, a line for each.
func Main(programs map[int]func() string) {
	var ids []int
	for id := range programs {
		ids = append(ids, id)
	}
	sort.Ints(ids)
	out := json.NewEncoder(os.Stdout)
	for _, id := range ids {
		if err := out.Encode(explore(id, programs[id])); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// explore runs a program for each sequence of choices.
func explore(id int, program func() string) *Truth {
	t := &Truth{Program: id}
	events := make(map[string]*Event)
	results := make(map[string]*Result)
	for more := true; more; more = another() {
		if t.Runs++; t.Runs > maxRuns {
			t.Unjudged = "too many runs"
			break
		}
		r := once(program)
		if r.unjudged != "" {
			t.Unjudged = r.unjudged
		}
		for _, e := range r.events() {
			key, _ := json.Marshal(e)
			if old := events[string(key)]; old != nil {
				old.Times++
				continue
			}
			e.Times = 1
			events[string(key)] = e
			t.Events = append(t.Events, e)
		}
		if r.values == "" {
			continue
		}
		res := results[r.values]
		if res == nil {
			res = &Result{Values: r.values, Held: make(map[string]int)}
			results[r.values] = res
			t.Results = append(t.Results, res)
		}
		res.Held[r.held]++
	}
	choices.taken, choices.from, choices.next = nil, nil, 0
	return t
}
