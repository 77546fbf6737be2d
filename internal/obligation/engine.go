// Package obligation decides what becomes of each lock that a function
// acquires: released on every path, handed off, kept, leaked on some path, or
// not decided.
//
// An acquire creates the obligation to release. The analysis follows, for one
// lock at a time, the property state of that obligation along the paths of a
// function; see solve.go for the method, state.go for the states, transfer.go
// for what instructions do to them (call.go, operate.go and defer.go for calls,
// lock operations and deferred calls), witness.go for the search for a path that
// can happen, and collect.go and verdict.go for the conclusions.
package obligation

import (
	"go/ast"
	"go/token"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/accesspath"
	"github.com/lockleak/lockleak/internal/lock"
	"github.com/lockleak/lockleak/internal/summary"
)

// Settings are what changes the analysis.
type Settings struct {
	Panic PanicLevel
}

// NewAnalyzer returns the analyzer that decides obligations. It reports
// nothing; its result is a [*Result]. The settings are read when it runs.
func NewAnalyzer(s *Settings) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       "lockobligation",
		Doc:        "decide for each acquired lock whether every path releases it",
		Requires:   []*analysis.Analyzer{buildssa.Analyzer},
		ResultType: reflect.TypeFor[*Result](),
		Run: func(pass *analysis.Pass) (any, error) {
			return analyze(pass, *s), nil
		},
	}
}

// A Result is what is known of the locks of a package.
type Result struct {
	Sites    []*Site // in source order
	Internal []string

	BadReleases []*BadRelease // in source order
	engine      *engine
}

// engine holds what the units of a package share.
type engine struct {
	pass     *analysis.Pass
	settings Settings
	pkg      *ssa.Package
	funcs    []*ssa.Function
	paths    *accesspath.Resolver

	ops         map[ssa.Instruction]*accesspath.Operation
	bound       map[*ssa.MakeClosure]*accesspath.Operation
	sites       []*Site
	bad         []*BadRelease
	siteIndex   map[ssa.Instruction]int
	roles       map[*ssa.Function]futureRole
	families    map[*ssa.Function]*familyFacts
	netReleases map[netKey]bool
	summaries   map[*ssa.Function]releases
	recovers    map[*ssa.Function][]*ssa.Defer
	recovered   map[*ssa.Function]bool
	docs        map[token.Pos]*ast.FuncDecl
}

type netKey struct {
	fn *ssa.Function
	id lock.ID
}

func newEngine(pass *analysis.Pass, s Settings) *engine {
	in := pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA)
	e := &engine{
		pass:        pass,
		settings:    s,
		pkg:         in.Pkg,
		funcs:       in.SrcFuncs,
		paths:       accesspath.NewResolver(),
		ops:         make(map[ssa.Instruction]*accesspath.Operation),
		bound:       make(map[*ssa.MakeClosure]*accesspath.Operation),
		siteIndex:   make(map[ssa.Instruction]int),
		roles:       make(map[*ssa.Function]futureRole),
		families:    make(map[*ssa.Function]*familyFacts),
		netReleases: make(map[netKey]bool),
		summaries:   make(map[*ssa.Function]releases),
		recovers:    make(map[*ssa.Function][]*ssa.Defer),
		docs:        make(map[token.Pos]*ast.FuncDecl),
	}
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok {
				e.docs[fd.Name.Pos()] = fd
			}
		}
	}
	return e
}

// findSites makes the list of acquire sites.
func (e *engine) findSites() {
	for _, fn := range e.funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				c, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				op := e.operationOf(c)
				if op == nil || op.Effect != lock.Acquire {
					continue
				}
				if _, isGo := in.(*ssa.Go); !isGo {
					e.addSite(fn, c, op)
				}
			}
		}
	}
}

func (e *engine) addSite(fn *ssa.Function, at ssa.Instruction, op *accesspath.Operation) int {
	i := len(e.sites)
	e.siteIndex[at] = i
	e.sites = append(e.sites, &Site{at: at, op: op, Function: fn, Pos: at.Pos()})
	return i
}

// siteOf returns the number of the acquire site at.
func (e *engine) siteOf(at ssa.Instruction) int {
	if i, ok := e.siteIndex[at]; ok {
		return i
	}
	// An acquire by way of a function value.
	var op *accesspath.Operation
	if c, ok := at.(ssa.CallInstruction); ok {
		op = e.operationOf(c)
	}
	return e.addSite(at.Parent(), at, op)
}

// operationOf returns what the call does to a lock by itself, nil if nothing.
func (e *engine) operationOf(c ssa.CallInstruction) *accesspath.Operation {
	op, ok := e.ops[c]
	if !ok {
		if x, is := e.paths.Operation(c.Common()); is {
			op = &x
		} else if call, ok := c.(*ssa.Call); ok {
			if x, is := e.paths.Handle(call); is {
				op = &x
			}
		}
		if op == nil {
			return nil // most calls: not worth an entry
		}
		e.ops[c] = op
	}
	return op
}

// boundOperation returns what a call of the method value c does to a lock, nil
// if nothing.
func (e *engine) boundOperation(c *ssa.MakeClosure) *accesspath.Operation {
	op, ok := e.bound[c]
	if !ok {
		if x, is := e.paths.BoundMethod(c, nil); is && len(x.Keys) == 0 {
			op = &x
		}
		e.bound[c] = op
	}
	return op
}

// method returns the function that a method value's wrapper calls.
func (e *engine) method(wrapper *ssa.Function) *ssa.Function {
	for _, b := range wrapper.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(*ssa.Call); ok {
				return c.Call.StaticCallee()
			}
		}
	}
	return nil
}

// releases says which classes of locks a function releases that it did not
// acquire.
type releases struct{ summary.Releases }

func (r releases) releases(c lock.Class) bool {
	for _, d := range r.Classes {
		if d.Compatible(c) {
			return true
		}
	}
	return false
}
