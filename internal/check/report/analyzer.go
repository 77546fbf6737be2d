package report

import (
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/analysis/facts/generated"

	"github.com/lockleak/lockleak/internal/check/fix"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/checks"
	"github.com/lockleak/lockleak/internal/settings/config"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// Settings say where nothing is reported.
type Settings struct {
	Skip      config.Skip
	Generated bool // report in generated files, too
}

// A Result is what all checks have to say of a package.
type Result struct {
	Findings []Finding // but for those that are accepted, in source order for each check and kind

	// Result is what the engine knows, without what is in packages and files
	// where nothing is reported.
	*obligation.Result

	source source
}

// NewAnalyzer returns the analyzer that makes findings of what the analyzer
// obligations knows. It reports nothing: the checks do, each its own. Its result
// is a [*Result].
func NewAnalyzer(obligations *analysis.Analyzer, s *Settings) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       "lockfindings",
		Doc:        "describe what is wrong with locks",
		Requires:   []*analysis.Analyzer{obligations, generated.Analyzer},
		ResultType: reflect.TypeFor[*Result](),
		Run: func(pass *analysis.Pass) (any, error) {
			res := pass.ResultOf[obligations].(*obligation.Result)
			w := where{pass, s, pass.ResultOf[generated.Analyzer].(map[string]generated.Generator)}
			if s.Skip.Package(pass.Pkg.Path()) {
				return &Result{Result: res.Filter(nothing)}, nil
			}
			r := &Result{Result: res.Filter(w.wanted), source: newSource(pass, res)}
			r.Findings = withoutIgnored(pass, w, r.Result, describe(r.source, r.Result))
			suggest(pass, res, r.Findings)
			return r, nil
		},
	}
}

// describe returns the findings of all checks.
func describe(src source, res *obligation.Result) []Finding {
	var all []Finding
	add := func(about any, f Finding) {
		if slices.ContainsFunc(all, func(o Finding) bool {
			return o.Check == f.Check && o.Diagnostic.Pos == f.Diagnostic.Pos && o.Diagnostic.Message == f.Diagnostic.Message
		}) {
			return // another lock that the same call acquires: the same mistake
		}
		f.about = about
		all = append(all, f)
	}
	for _, s := range res.Sites {
		switch {
		case s.Verdict != verdict.Leaks:
		case s.ReturnsRelease():
			add(s, src.leak(checks.LostUnlock, s)) // nobody calls the release
		default:
			add(s, src.leak(checks.LockLeak, s))
		}
	}
	for _, b := range res.Broken {
		add(b, src.brokenPromise(b))
	}
	for _, r := range res.Relocks {
		add(r, src.relock(r))
	}
	for _, b := range res.BadReleases {
		add(b, src.badRelease(b))
	}
	for _, s := range res.Second {
		add(s, src.secondRelease(s))
	}
	for _, e := range res.EmptySections {
		add(e, src.emptySection(e))
	}
	for _, d := range res.Dropped {
		add(d, src.droppedRelease(d))
	}
	for _, b := range res.BadDirectives {
		all = append(all, badDirective(b))
	}
	return all
}

// suggest adds the fixes to findings, in a package of which res is all that the
// engine knows.
func suggest(pass *analysis.Pass, res *obligation.Result, findings []Finding) {
	var about []any
	for _, f := range findings {
		if f.about != nil {
			about = append(about, f.about)
		}
	}
	fixes := fix.For(pass, res, about)
	for i, f := range findings {
		if x, ok := fixes[f.about]; ok {
			findings[i].Diagnostic.SuggestedFixes = append(f.Diagnostic.SuggestedFixes, x)
		}
	}
}

// badDirective returns the finding for a directive that is not understood.
func badDirective(b declare.Malformed) Finding {
	f := Finding{Check: checks.LockDirective, Diagnostic: analysis.Diagnostic{Pos: b.Pos, End: b.End, Category: "directive"}}
	f.say("%s", b.Message)
	return f
}
