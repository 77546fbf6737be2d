package callinfo

import (
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/confine"
	"github.com/lockleak/lockleak/internal/engine/lock"
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
	Plain      *accesspath.Resolver // names that depend on no summary; see [Calls.GivenAt]
	Internal   []string             // internal errors, and facts that are left out

	Bindings  *Bindings
	Imports   *Imports
	Graph     *Graph
	Summaries *Summaries
	Calls     *Calls
	Conds     *Conds
	Futures   *Futures
}

// NewProgram returns the program of a pass. The setting is what is declared by
// flags or files.
func NewProgram(pass *analysis.Pass, in *program.Program, level panics.Level, setting []declare.Line) *Program {
	p := &Program{Pass: pass, PanicLevel: level, Pkg: in.Pkg, Paths: accesspath.NewResolver()}
	p.Bindings = newBindings(p)
	p.Imports = &Imports{prog: p}
	p.Graph = newGraph(p)
	p.Summaries = newSummaries(p)
	p.Calls = newCalls(p)
	p.Conds = &Conds{prog: p}
	p.Futures = &Futures{prog: p, roles: make(map[*ssa.Function]futureRole)}
	p.Paths.Repeatable = p.Summaries.isRepeatable
	p.Paths.Affects = func(c *ssa.Call) bool { return len(p.Calls.At(c)) > 0 }
	p.Paths.Declared = p.Bindings.isDeclared
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
	p.Paths.Confined = confine.Find(in.Pkg, p.Functions(), p.Paths).Has
	p.Plain = p.Paths.Plain()
	p.Bindings.declare(setting)
	p.Graph.order()
	return p
}

// note adds a line to the internal errors, once.
func (p *Program) note(line string) {
	if !slices.Contains(p.Internal, line) {
		p.Internal = append(p.Internal, line)
	}
}

// Functions returns the functions of the package with their literals, and those
// in the initial values of its variables.
func (p *Program) Functions() iter.Seq[*ssa.Function] {
	return func(yield func(*ssa.Function) bool) {
		for _, fn := range p.Funcs {
			done := false
			accesspath.Family(fn, func(f *ssa.Function) { done = done || !yield(f) })
			if done {
				return
			}
		}
	}
}

// Size returns how many instructions the package has. The time and the memory that an
// analysis takes grow with it.
func (p *Program) Size() int {
	n := 0
	for fn := range p.Functions() {
		for _, b := range fn.Blocks {
			n += len(b.Instrs)
		}
	}
	return n
}

// Relative returns the paths of id as the callers of fn see it.
func (p *Program) Relative(fn *ssa.Function, id lock.ID, results []lock.Term) (addr, key summary.Path, ok bool) {
	addr, ok = p.Paths.Relative(fn, id.Addr, results)
	if !ok {
		return "", "", false
	}
	key, ok = p.Paths.Relative(fn, id.Key, results)
	return addr, key, ok
}

// Overwrites reports whether st sets one of the objects at bases as a whole, and
// with it what is in it.
func (p *Program) Overwrites(st *ssa.Store, bases []lock.Term) bool {
	_, ok := st.Val.Type().Underlying().(*types.Struct)
	return ok && slices.Contains(bases, p.Paths.Term(st.Addr))
}

// NamedInLoop reports whether the lock id is named by what is made in a loop.
func (p *Program) NamedInLoop(id lock.ID) bool {
	for _, t := range []lock.Term{id.Addr, id.Key} {
		for _, r := range t.Roots() {
			if in, ok := r.(ssa.Instruction); ok && p.Paths.InCycle(in.Block()) {
				return true
			}
			if param, ok := r.(*ssa.Parameter); ok && accesspath.IsYieldFunc(param.Parent()) {
				return true
			}
		}
	}
	return false
}
