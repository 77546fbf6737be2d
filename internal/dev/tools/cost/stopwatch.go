package main

import (
	"time"

	"golang.org/x/tools/go/ssa"
)

// A stopwatch adds up the time and the work of functions, on one thread. While
// one is analyzed, another may be: then only the time of the latter runs.
type stopwatch struct {
	running []*functionCost
	since   time.Duration // by the clock of the thread
	costs   map[string]*functionCost
}

func (w *stopwatch) begin(fn *ssa.Function) {
	w.stop()
	w.running = append(w.running, w.cost(fn))
}

func (w *stopwatch) end(fn *ssa.Function, work int) {
	w.stop()
	w.running = w.running[:len(w.running)-1]
	c := w.cost(fn)
	c.Work += work
	c.Times++
}

// cost returns what is added up for fn.
func (w *stopwatch) cost(fn *ssa.Function) *functionCost {
	name := fn.String()
	c := w.costs[name]
	if c == nil {
		c = &functionCost{Name: name, Instructions: sizeWithin(fn)}
		w.costs[name] = c
	}
	return c
}

// stop ends the time of what runs, and begins the next one.
func (w *stopwatch) stop() {
	now := thread()
	if len(w.running) > 0 {
		w.running[len(w.running)-1].time += now - w.since
	}
	w.since = now
}
