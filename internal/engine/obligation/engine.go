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
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/flow"
	"github.com/lockleak/lockleak/internal/engine/infer"
	"github.com/lockleak/lockleak/internal/engine/prepass"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/typestate"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/declare"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// Settings are what changes the analysis.
type Settings struct {
	Panic   panics.Level
	Shared  bool // an acquire that shares what the path shares already is a second acquire
	Declare declare.Setting

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
	early func(gr *callinfo.Graph, by, of *ssa.Function)

	// inspect is called, if it is not nil, with each state after an instruction.
	inspect func(ssa.Instruction, domain.State)

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
	Sites    []*verdict.Site // in source order
	Internal []string
	Work     int // how many instructions were interpreted, each for one state

	BadReleases   []*verdict.BadRelease // in source order
	Relocks       []*verdict.Relock     // in source order
	BadDirectives []declare.Malformed   // in source order
	EmptySections []*EmptySection
	Dropped       []*DroppedRelease
	Broken        []*verdict.BrokenPromise
	Second        []*SecondRelease
	engine        *engine
}

// engine is the analysis of one package under way.
type engine struct {
	prog     *callinfo.Program
	families *prepass.Families
	sites    *typestate.Sites
	analysis *flow.Analysis
	judge    *verdict.Judge
	infer    *infer.Inference

	settings   Settings
	failed     map[*ssa.Function]string // what went wrong in declared functions
	listed     map[int]bool             // the acquires that are there with the final summaries
	verdicts   []*verdict.Site          // by the number of the acquire; nil for those that are not listed
	components [][]*ssa.Function
	fact       *summary.LockleakFacts
}

func newEngine(pass *analysis.Pass, s Settings) *engine {
	in := pass.ResultOf[s.source].(*program.Program)
	p := callinfo.NewProgram(pass, in, s.Panic, s.Declare.Lines())
	p.Summaries.OnEarly(s.early)
	a := flow.NewAnalysis(prepass.NewFamilies(p))
	a.Inspect = s.inspect
	j := verdict.NewJudge(a, s.Shared, s.FactsOnly)
	return &engine{prog: p, families: a.Families, sites: a.Sites, analysis: a, judge: j, infer: infer.NewInference(j), settings: s, failed: make(map[*ssa.Function]string), listed: make(map[int]bool), components: p.Graph.Components}
}

// findSites adds the acquire sites in fn and its literals to the list.
func (e *engine) findSites(fn *ssa.Function) {
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, c := range e.prog.Calls.In(f) {
			if _, isGo := c.(*ssa.Go); isGo {
				continue
			}
			for _, op := range e.prog.Calls.At(c) {
				if op.Acquires() {
					i := e.sites.SiteOf(c, op)
					e.sites.All[i].Op, e.listed[i] = op, true
				}
			}
		}
	})
}
