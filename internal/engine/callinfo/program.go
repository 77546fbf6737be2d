package callinfo

import (
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/binding"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/declare"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// A Program is the package under analysis: its functions, and what is known of
// what they call.
type Program struct {
	Pass       *analysis.Pass
	PanicLevel panics.Level
	Pkg        *ssa.Package
	Funcs      []*ssa.Function // by name, so that no order of declarations shows
	Paths      *accesspath.Resolver
	Plain      *accesspath.Resolver // names that depend on no summary; see givenAt
	Internal   []string

	Bindings  *Bindings
	Imports   *Imports
	Graph     *Graph
	Summaries *Summaries
	Calls     *Calls
	Conds     *Conds
	Futures   *Futures
}

// Bindings is what is declared of functions and types.
type Bindings struct {
	prog         *Program
	declarations *binding.Declared
	Public       []string            // the declarations in the source
	Malformed    []declare.Malformed // directives in the source that say nothing
}

// Imports is what is known of other packages.
type Imports struct {
	prog     *Program
	imported *importedFacts
}

// Graph is the call graph of the package.
type Graph struct {
	prog         *Program
	Components   [][]*ssa.Function
	ComponentOf  map[*ssa.Function][]*ssa.Function
	calls        map[*ssa.Function][]*ssa.Function
	implements   map[*types.Interface][]types.Type
	implementors map[*types.Func][]*ssa.Function  // see implementing
	methodSets   map[*types.Named][]*ssa.Function // see methodsOf
}

// Summaries is what is known of functions.
type Summaries struct {
	prog      *Program
	summaries map[*ssa.Function]*summary.Func
	solved    map[*ssa.Function]bool                // those of the package that have been analyzed
	methods   map[*types.Func]*summary.Func         // of interfaces
	analyzed  *ssa.Function                         // the declared function that is analyzed
	early     func(gr *Graph, by, of *ssa.Function) // called, if not nil, for a summary that is asked for before it is there
}

// Calls is what calls do to locks.
type Calls struct {
	prog   *Program
	ops    map[ssa.Instruction][]*accesspath.Operation
	acting map[*ssa.Function][]ssa.CallInstruction // see operating
	taken  map[ssa.Instruction][]Taken             // see takesAt
	bound  map[*ssa.MakeClosure]*accesspath.Operation
	idle   map[*ssa.Call]bool // see isIdle
}

// Conds knows the locks of condition variables.
type Conds struct {
	prog      *Program
	condLocks map[condField]condLock
}

// Futures knows the futures among the types of the package.
type Futures struct {
	prog  *Program
	roles map[*ssa.Function]futureRole
}

// NewProgram returns the program of a pass.
func NewProgram(pass *analysis.Pass, in *program.Program, level panics.Level, setting []declare.Line) *Program {
	p := &Program{Pass: pass, PanicLevel: level, Pkg: in.Pkg, Paths: accesspath.NewResolver()}
	p.Bindings = &Bindings{prog: p, declarations: binding.NewDeclared()}
	p.Imports = &Imports{prog: p}
	p.Graph = &Graph{
		prog:         p,
		ComponentOf:  make(map[*ssa.Function][]*ssa.Function),
		calls:        make(map[*ssa.Function][]*ssa.Function),
		implements:   make(map[*types.Interface][]types.Type),
		implementors: make(map[*types.Func][]*ssa.Function),
		methodSets:   make(map[*types.Named][]*ssa.Function),
	}
	p.Summaries = &Summaries{
		prog:      p,
		summaries: make(map[*ssa.Function]*summary.Func),
		solved:    make(map[*ssa.Function]bool),
		methods:   make(map[*types.Func]*summary.Func),
	}
	p.Calls = &Calls{
		prog:   p,
		ops:    make(map[ssa.Instruction][]*accesspath.Operation),
		acting: make(map[*ssa.Function][]ssa.CallInstruction),
		taken:  make(map[ssa.Instruction][]Taken),
		bound:  make(map[*ssa.MakeClosure]*accesspath.Operation),
		idle:   make(map[*ssa.Call]bool),
	}
	p.Conds = &Conds{prog: p}
	p.Futures = &Futures{prog: p, roles: make(map[*ssa.Function]futureRole)}
	p.Paths.Repeatable = p.Summaries.isRepeatable
	p.Paths.Affects = func(c *ssa.Call) bool { return len(p.Calls.At(c)) > 0 }
	for _, fn := range in.SrcFuncs {
		if fn.Parent() == nil {
			p.Funcs = append(p.Funcs, fn)
		}
	}
	// The literals in the initial values of variables are in the function that
	// go/ssa makes for these.
	if init := in.Pkg.Func("init"); init != nil && len(init.AnonFuncs) > 0 {
		p.Funcs = append(p.Funcs, init)
	}
	p.Paths.Declared = p.Bindings.isDeclared
	p.Plain = p.Paths.Plain()
	p.Bindings.declare(setting)
	p.Graph.order()
	return p
}
