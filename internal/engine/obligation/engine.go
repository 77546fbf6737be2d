// Package obligation decides what becomes of each lock that a function
// acquires: released on every path, handed off, kept, leaked on some path, or
// not decided.
//
// An acquire creates the obligation to release. The analysis follows, for one
// lock at a time, the property state of that obligation along the paths of a
// function; see solve.go for the method, state.go for the states, transfer.go
// for what instructions do to them (memory.go for variables, and call.go, operate.go
// and defer.go for calls, lock operations and deferred calls), edge.go for what
// branches tell, balance.go for locks that need none of this, witness.go for the search for a path that
// can happen, and collect.go and verdict.go for the conclusions.
package obligation

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/binding"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Settings are what changes the analysis.
type Settings struct {
	Panic   PanicLevel
	Shared  bool // an acquire that shares what the path shares already is a second acquire
	Declare Declarations

	// FactsOnly leaves out what no fact comes of: verdicts, and what is for findings.
	FactsOnly bool

	// Before is called, if it is not nil, before a function is analyzed; it may
	// be called several times. What it panics with is an internal error in that
	// function: tests see with it what that costs.
	Before func(*ssa.Function)
	// After is called, if it is not nil, when that is done: what measures the cost
	// of functions has both. In work is the number of instructions that were
	// interpreted in between.
	After func(fn *ssa.Function, work int)

	// early is called, if it is not nil, when a function asks for the summary of
	// another one of the package that has not been analyzed yet.
	early func(e *engine, by, of *ssa.Function)

	source *analysis.Analyzer // of the program
}

// NewAnalyzer returns the analyzer that decides obligations in the SSA form that
// source makes, one of the analyzers of package program. It reports nothing; its
// result is a [*Result]. The settings are read when it runs.
func NewAnalyzer(s *Settings, source *analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       "lockobligation",
		Doc:        "decide for each acquired lock whether every path releases it",
		Requires:   []*analysis.Analyzer{source},
		FactTypes:  []analysis.Fact{(*summary.LockleakFacts)(nil)},
		ResultType: reflect.TypeFor[*Result](),
		Run: func(pass *analysis.Pass) (any, error) {
			settings := *s
			settings.source = source
			return analyze(pass, settings), nil
		},
	}
}

// A Result is what is known of the locks of a package.
type Result struct {
	Sites    []*Site // in source order
	Internal []string
	Work     int // how many instructions were interpreted, each for one state

	BadReleases   []*BadRelease  // in source order
	Relocks       []*Relock      // in source order
	BadDirectives []BadDirective // in source order
	EmptySections []*EmptySection
	Dropped       []*DroppedRelease
	Broken        []*BrokenPromise
	Second        []*SecondRelease
	engine        *engine
}

// engine holds what the units of a package share.
type engine struct {
	pass     *analysis.Pass
	settings Settings
	pkg      *ssa.Package
	funcs    []*ssa.Function // by name, so that no order of declarations shows
	paths    *accesspath.Resolver
	plain    *accesspath.Resolver // names that depend on no summary; see givenAt

	ops         map[ssa.Instruction][]*accesspath.Operation
	acting      map[*ssa.Function][]ssa.CallInstruction // see operating
	taken       map[ssa.Instruction][]taken             // see takesAt
	bound       map[*ssa.MakeClosure]*accesspath.Operation
	idle        map[*ssa.Call]bool // see isIdle
	sites       []*Site
	outcomes    map[int][]*outcome
	bad         []*BadRelease
	relocked    []*Relock
	broken      []*BrokenPromise
	internal    []string
	failed      map[*ssa.Function]string // what went wrong in declared functions
	siteIndex   map[siteKey]int
	work        int           // see [Result.Work]
	probing     bool          // summaries are tried out; verdicts do not count
	analyzed    *ssa.Function // the declared function that is analyzed, see contained
	roles       map[*ssa.Function]futureRole
	families    map[*ssa.Function]*familyFacts
	netReleases map[netKey]netRelease
	gone        map[*ssa.Function]map[lock.ID]bool // see givesBack
	components  [][]*ssa.Function
	component   map[*ssa.Function][]*ssa.Function
	calls       map[*ssa.Function][]*ssa.Function
	stored      map[*ssa.Function]map[any]bool // see sets
	summaries   map[*ssa.Function]*summary.Func
	imported    *importedFacts
	solved      map[*ssa.Function]bool        // those of the package that have been analyzed
	methods     map[*types.Func]*summary.Func // of interfaces
	condLocks   map[condField]condLock

	declarations *binding.Declared
	public       []string // the declarations in the source
	directives   []BadDirective
	fact         *summary.LockleakFacts

	implements   map[*types.Interface][]types.Type
	implementors map[*types.Func][]*ssa.Function  // see implementing
	methodSets   map[*types.Named][]*ssa.Function // see methodsOf
	recovers     map[*ssa.Function][]*ssa.Defer
	recovered    map[*ssa.Function]bool
	retaken      map[*ssa.Function][]lock.Class // by what callers have deferred
	docs         map[token.Pos]*ast.FuncDecl
}

type netKey struct {
	fn *ssa.Function
	id lock.ID
}

func newEngine(pass *analysis.Pass, s Settings) *engine {
	in := pass.ResultOf[s.source].(*program.Program)
	e := &engine{
		pass:        pass,
		settings:    s,
		pkg:         in.Pkg,
		paths:       accesspath.NewResolver(),
		ops:         make(map[ssa.Instruction][]*accesspath.Operation),
		acting:      make(map[*ssa.Function][]ssa.CallInstruction),
		taken:       make(map[ssa.Instruction][]taken),
		bound:       make(map[*ssa.MakeClosure]*accesspath.Operation),
		idle:        make(map[*ssa.Call]bool),
		failed:      make(map[*ssa.Function]string),
		siteIndex:   make(map[siteKey]int),
		outcomes:    make(map[int][]*outcome),
		roles:       make(map[*ssa.Function]futureRole),
		families:    make(map[*ssa.Function]*familyFacts),
		netReleases: make(map[netKey]netRelease),
		gone:        make(map[*ssa.Function]map[lock.ID]bool),
		component:   make(map[*ssa.Function][]*ssa.Function),
		calls:       make(map[*ssa.Function][]*ssa.Function),
		stored:      make(map[*ssa.Function]map[any]bool),
		summaries:   make(map[*ssa.Function]*summary.Func),
		solved:      make(map[*ssa.Function]bool),
		methods:     make(map[*types.Func]*summary.Func),

		declarations: binding.NewDeclared(),

		implements:   make(map[*types.Interface][]types.Type),
		implementors: make(map[*types.Func][]*ssa.Function),
		methodSets:   make(map[*types.Named][]*ssa.Function),
		recovers:     make(map[*ssa.Function][]*ssa.Defer),
		docs:         make(map[token.Pos]*ast.FuncDecl),
	}
	e.paths.Repeatable = e.isRepeatable
	e.paths.Affects = func(c *ssa.Call) bool { return len(e.operationsAt(c)) > 0 }
	for _, fn := range in.SrcFuncs {
		if fn.Parent() == nil {
			e.funcs = append(e.funcs, fn)
		}
	}
	// The literals in the initial values of variables are in the function that
	// go/ssa makes for these.
	if init := in.Pkg.Func("init"); init != nil && len(init.AnonFuncs) > 0 {
		e.funcs = append(e.funcs, init)
	}
	e.paths.Declared = e.isDeclared
	e.plain = e.paths.Plain()
	e.declare()
	e.order()
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok {
				e.docs[fd.Name.Pos()] = fd
			}
		}
	}
	return e
}

// functions returns the functions of the package with their literals, and those
// in the initial values of its variables.
func (e *engine) functions() iter.Seq[*ssa.Function] {
	return func(yield func(*ssa.Function) bool) {
		for _, fn := range e.funcs {
			done := false
			accesspath.Family(fn, func(f *ssa.Function) { done = done || !yield(f) })
			if done {
				return
			}
		}
	}
}

// findSites adds the acquire sites in fn and its literals to the list.
func (e *engine) findSites(fn *ssa.Function) {
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, c := range e.operating(f) {
			if _, isGo := c.(*ssa.Go); isGo {
				continue
			}
			for _, op := range e.operationsAt(c) {
				if op.Acquires() {
					s := e.sites[e.siteOf(c, op)]
					s.op, s.found = op, true
				}
			}
		}
	})
}

// A siteKey tells acquire sites apart: an instruction can acquire several
// locks.
type siteKey struct {
	at ssa.Instruction
	id lock.ID
}

// siteOf returns the number of the site where op acquires at at.
func (e *engine) siteOf(at ssa.Instruction, op *accesspath.Operation) int {
	k := siteKey{at, op.ID}
	i, ok := e.siteIndex[k]
	if !ok {
		i = len(e.sites)
		e.siteIndex[k] = i
		e.sites = append(e.sites, &Site{at: at, op: op, Function: at.Parent(), Pos: at.Pos()})
	}
	return i
}

// operationsAt returns what the call does to locks, in order: by itself, or as
// the summary of what it calls has it.
func (e *engine) operationsAt(c ssa.CallInstruction) []*accesspath.Operation {
	ops, ok := e.ops[c]
	if ok {
		return ops
	}
	if x, is := e.paths.Operation(c.Common()); is {
		own := x // most calls have none: what is not kept is not allocated
		ops = []*accesspath.Operation{&own}
	} else if call, ok := c.(*ssa.Call); ok && !e.isDeclaredCall(c) {
		if x, is := e.paths.Handle(call); is {
			own := x
			ops = []*accesspath.Operation{&own}
			e.paths.Guard(&own, accesspath.CallOf(c, x.Name), e.summaryAt(c))
		}
	}
	if op := e.waitsAt(c); op != nil {
		ops = []*accesspath.Operation{op}
	}
	if f := e.summaryAt(c); ops == nil && f != nil && len(f.Effects) > 0 {
		ops = e.paths.Effects(accesspath.CallOf(c, lexicon.CalleeName(c.Common())), f)
	}
	if ops != nil {
		e.ops[c] = ops // most calls have none: not worth an entry
	}
	return ops
}

// givenAt returns what the call does to locks as far as that is known before any
// function of the package is analyzed: by names, by declarations, and by the facts
// of other packages. The locks have plain names, and nothing is kept: it is for
// questions about functions that may not have been analyzed yet.
func (e *engine) givenAt(c ssa.CallInstruction) []*accesspath.Operation {
	if op, ok := e.plain.Operation(c.Common()); ok {
		return []*accesspath.Operation{&op}
	}
	var f *summary.Func
	if c.Common().IsInvoke() {
		f = e.declared(c.Common().Method)
	} else if fn := c.Common().StaticCallee(); fn != nil && fn.Parent() == nil {
		if f = e.declaredOf(fn); f == nil && e.declaration(fn) == nil {
			f = e.summaryOf(fn)
		}
	}
	if f == nil || len(f.Effects) == 0 {
		return nil
	}
	return e.plain.Effects(accesspath.CallOf(c, lexicon.CalleeName(c.Common())), f)
}

// isDeclaredCall reports whether it is declared what c does to locks.
func (e *engine) isDeclaredCall(c ssa.CallInstruction) bool {
	fn := c.Common().Method
	if !c.Common().IsInvoke() {
		callee := c.Common().StaticCallee()
		if callee == nil {
			return false
		}
		if fn, _ = callee.Object().(*types.Func); fn == nil {
			return false
		}
	}
	return e.declared(fn) != nil
}

// directly returns what the call does to a lock by itself, nil if nothing.
func (e *engine) directly(c ssa.CallInstruction) *accesspath.Operation {
	if ops := e.operationsAt(c); len(ops) == 1 && ops[0].By == "" {
		return ops[0]
	}
	return nil
}

// boundOperation returns what a call of the method value c does to a lock, nil
// if nothing.
func (e *engine) boundOperation(c *ssa.MakeClosure) *accesspath.Operation {
	op, ok := e.bound[c]
	if !ok {
		if x, is := e.paths.BoundMethod(c, nil); is && len(x.Keys) == 0 {
			op = &x
		} else if !is {
			op = e.boundEffect(c)
		}
		e.bound[c] = op
	}
	return op
}

// boundEffect returns the effect that a call of the method value c has, nil if
// it has none, or several.
func (e *engine) boundEffect(c *ssa.MakeClosure) *accesspath.Operation {
	fn := c.Fn.(*ssa.Function)
	if fn.Parent() != nil || len(c.Bindings) != 1 {
		return nil
	}
	f := e.summaryOf(e.method(fn))
	if len(f.Effects) != 1 {
		return nil
	}
	ops := e.paths.Effects(accesspath.Call{Name: fn.Name(), Args: c.Bindings}, f)
	if len(ops) != 1 || !ops[0].ID.Key.IsZero() {
		return nil
	}
	return ops[0]
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
