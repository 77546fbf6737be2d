package obligation

import (
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/flow"
	"github.com/lockleak/lockleak/internal/engine/infer"
	"github.com/lockleak/lockleak/internal/engine/prepass"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/engine/summary"
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
	early func(g *callinfo.Graph, by, of *ssa.Function)

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
			return analyze(pass, settings, nil), nil
		},
	}
}

// engine is the analysis of one package under way.
type engine struct {
	prog     *callinfo.Program
	analysis *flow.Analysis
	judge    *verdict.Judge
	infer    *infer.Summarizer
	rerun    *rerun // nil in the first analysis of the package

	settings Settings
	failed   map[*ssa.Function]string // what went wrong in declared functions
	listed   map[int]bool             // the acquires that are there with the final summaries
	refuted  map[string]domain.Doubts // see [verdict.Review]
	verdicts []*verdict.Site          // by the number of the acquire; nil for those that are not listed
	fact     *summary.LockleakFacts
}

func newEngine(pass *analysis.Pass, s Settings, again *rerun) *engine {
	in := pass.ResultOf[s.source].(*program.Program)
	p := callinfo.NewProgram(pass, in, s.Panic, s.Declare.Lines())
	p.Summaries.OnEarly(s.early)
	a := flow.NewAnalysis(prepass.NewFamilies(p))
	a.Inspect = s.inspect
	j := verdict.NewJudge(a, s.Shared, s.FactsOnly)
	return &engine{
		prog: p, analysis: a, judge: j, infer: infer.NewSummarizer(j), rerun: again,
		settings: s, failed: make(map[*ssa.Function]string), listed: make(map[int]bool),
	}
}

// analyze decides all acquire sites of a package, or those that again is about.
func analyze(pass *analysis.Pass, s Settings, again *rerun) (res *Result) {
	defer func() {
		if r := recover(); r != nil {
			res = failed(pass.Pkg.Path(), r)
		}
	}()
	e := newEngine(pass, s, again)
	for _, comp := range e.prog.Graph.Components {
		e.solve(comp)
	}
	if s.FactsOnly {
		e.export()
		return &Result{engine: e, Internal: e.prog.Internal, Work: e.analysis.Work}
	}
	e.verdicts = make([]*verdict.Site, len(e.analysis.Sites.All))
	for i, a := range e.analysis.Sites.All {
		if outs := e.judge.Evidence[i]; e.listed[i] || len(outs) > 0 {
			e.verdicts[i] = verdict.NewSite(a, outs)
		}
	}
	e.review()
	res = &Result{
		engine: e, BadDirectives: e.prog.Bindings.Malformed,
		EmptySections: e.emptySections(), Dropped: e.droppedReleases(), Second: e.secondReleases(),
	}
	e.withdraw()
	res.Sites, res.BadReleases, res.Broken, res.Internal = e.found(), e.judge.Bad, e.judge.Broken, e.prog.Internal
	res.Relocks = e.judge.Relocked
	res.Work = e.analysis.Work
	res.sort()
	e.export()
	res.Internal = e.prog.Internal
	return res
}

// review reviews the verdicts by who can release the locks.
func (e *engine) review() {
	var given map[string]domain.Doubts
	if e.rerun != nil {
		given = e.rerun.refuted
	}
	r := verdict.NewReview(e.judge, e.verdicts, given)
	e.refuted = r.Refuted
	for _, i := range r.Open() {
		e.contained(callinfo.Outermost(e.verdicts[i].Function), func() { r.Site(i) })
	}
}

// found returns the verdicts in the order of the acquires.
func (e *engine) found() []*verdict.Site {
	return slices.DeleteFunc(slices.Clone(e.verdicts), func(s *verdict.Site) bool { return s == nil })
}
