package main

import (
	"encoding/json"
	"os"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/obligation"
)

// A packageCost is what the analysis of a package took, in milliseconds of
// processors, the collection of garbage included.
type packageCost struct {
	Path         string
	Instructions int // of its functions
	Before       int // until SSA was built
	Engine       int
	Functions    []functionCost // that took a millisecond or more
}

// A functionCost is what the analysis of a declared function with its literals
// took. Its time is by the clock: other work of the process counts.
type functionCost struct {
	Name         string
	Instructions int
	Time         int // milliseconds
}

// dir is where the vet tool writes costs, a file for each package.
var dir string

// newAnalyzer returns the analyzer of the vet tool. Only its last step, and the
// engine below it, come behind SSA.
func newAnalyzer() *analysis.Analyzer {
	var w stopwatch
	engine := obligation.NewAnalyzer(&obligation.Settings{Panic: obligation.PanicRecovered, Before: w.begin, After: w.end})
	run := engine.Run
	c := new(packageCost)
	engine.Run = func(pass *analysis.Pass) (any, error) {
		w.times, w.sizes = make(map[string]time.Duration), make(map[string]int)
		before := processors()
		res, err := run(pass)
		c.Before, c.Engine = milliseconds(before), milliseconds(processors()-before)
		return res, err
	}
	a := &analysis.Analyzer{
		Name:     "cost",
		Doc:      "measure the cost of the analysis",
		Requires: []*analysis.Analyzer{engine, buildssa.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			if dir == "" {
				return nil, nil
			}
			c.Path = pass.Pkg.Path()
			for _, fn := range pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA).SrcFuncs {
				c.Instructions += size(fn)
			}
			for name, d := range w.times {
				if ms := milliseconds(d); ms > 0 {
					c.Functions = append(c.Functions, functionCost{name, w.sizes[name], ms})
				}
			}
			return nil, write(c)
		},
	}
	a.Flags.StringVar(&dir, "dir", "", "write costs to this directory")
	return a
}

func write(c *packageCost) error {
	f, err := os.CreateTemp(dir, "*.json")
	if err != nil {
		return err
	}
	if err := json.NewEncoder(f).Encode(c); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func size(fn *ssa.Function) int {
	n := 0
	for _, b := range fn.Blocks {
		n += len(b.Instrs)
	}
	return n
}

// sizeWithin is the size of fn with the literals in it.
func sizeWithin(fn *ssa.Function) int {
	n := size(fn)
	for _, f := range fn.AnonFuncs {
		n += sizeWithin(f)
	}
	return n
}

// A stopwatch adds up the time of functions. While one is analyzed, another may
// be: then only the time of the latter runs.
type stopwatch struct {
	running []string
	since   time.Time
	times   map[string]time.Duration
	sizes   map[string]int
}

func (w *stopwatch) begin(fn *ssa.Function) {
	w.stop()
	name := fn.String()
	w.sizes[name] = sizeWithin(fn)
	w.running = append(w.running, name)
}

func (w *stopwatch) end(*ssa.Function, int) {
	w.stop()
	w.running = w.running[:len(w.running)-1]
}

// stop ends the time of what runs, and begins the next one.
func (w *stopwatch) stop() {
	now := time.Now()
	if len(w.running) > 0 {
		w.times[w.running[len(w.running)-1]] += now.Sub(w.since)
	}
	w.since = now
}

func milliseconds(d time.Duration) int { return int(d.Milliseconds()) }
