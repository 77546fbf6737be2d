package main

import (
	"encoding/json"
	"maps"
	"os"
	"runtime"
	"slices"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// A packageCost is what the analysis of a package took, in milliseconds of
// processors, the collection of garbage included.
type packageCost struct {
	Path         string
	Instructions int     // of its functions
	Before       float64 // until SSA was built
	Engine       float64
	Functions    []*functionCost // that took a millisecond or more
}

// A functionCost is what the analysis of a declared function with its literals
// took.
type functionCost struct {
	Name         string
	Instructions int
	Locks        int     // acquires in it
	Times        int     // how often it was analyzed, with passes that look for one thing only
	Work         int     // instructions that were interpreted, each for one state
	Time         float64 // milliseconds of the processor that it ran on
	time         time.Duration
}

// dir is where the vet tool writes costs, a file for each package.
var dir string

// newAnalyzer returns the analyzer of the vet tool. Only its last step, and the
// engine below it, come behind SSA.
func newAnalyzer() *analysis.Analyzer {
	var w stopwatch
	engine := obligation.NewAnalyzer(&obligation.Settings{Panic: panics.Recovered, Before: w.begin, After: w.end}, program.Own)
	run := engine.Run
	c := new(packageCost)
	engine.Run = func(pass *analysis.Pass) (any, error) {
		runtime.LockOSThread() // for the stopwatch
		defer runtime.UnlockOSThread()
		w.costs = make(map[string]*functionCost)
		before := processors()
		res, err := run(pass)
		c.Before, c.Engine = milliseconds(before), milliseconds(processors()-before)
		return res, err
	}
	a := &analysis.Analyzer{
		Name:     "cost",
		Doc:      "measure the cost of the analysis",
		Requires: []*analysis.Analyzer{engine, program.Own},
		Run: func(pass *analysis.Pass) (any, error) {
			if dir == "" {
				return nil, nil
			}
			c.Path = pass.Pkg.Path()
			for _, s := range pass.ResultOf[engine].(*obligation.Result).Sites {
				if f := w.costs[outermost(s.Function).String()]; f != nil {
					f.Locks++
				}
			}
			for _, fn := range pass.ResultOf[program.Own].(*program.Program).SrcFuncs {
				c.Instructions += size(fn)
			}
			for _, name := range slices.Sorted(maps.Keys(w.costs)) {
				if f := w.costs[name]; f.time >= time.Millisecond {
					f.Time = milliseconds(f.time)
					c.Functions = append(c.Functions, f)
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

// outermost returns the declared function that fn is in.
func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// milliseconds returns a time to a tenth.
func milliseconds(d time.Duration) float64 { return float64(d.Round(100*time.Microsecond)) / 1e6 }
