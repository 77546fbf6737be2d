package obligation_test

import (
	"runtime"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/dev/monster"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/obligation"
)

// A usage is what an analysis took, and what it found.
type usage struct {
	time            time.Duration // on processors
	alloc, heap     uint64        // bytes: over the time, and at the end
	sites, findings int
	engine          engineUsage
}

// An engineUsage is what the engine took of that, without the checks, and
// without what comes before it.
type engineUsage struct {
	work    int    // instructions interpreted
	objects uint64 // allocated
	bytes   uint64 // allocated
}

func (u *engineUsage) add(v engineUsage) {
	u.work, u.objects, u.bytes = u.work+v.work, u.objects+v.objects, u.bytes+v.bytes
}

// measure runs all checks over a program. Nothing else may run in the process.
func measure(t *testing.T, text string) usage {
	t.Helper()
	pkg := enginetest.NewTypeChecker().Must(t, enginetest.Source{Path: "example.com/p", Text: text})
	var u usage
	suite := analyzer.Suite()
	engine := engineOf(suite)
	engine.Run = measured(engine.Run, &u.engine)
	before := memory()
	start := cpuTime()
	res, findings, err := analyzeWith(suite, pkg)
	if err != nil {
		t.Fatal(err)
	}
	after := memory()
	u.time, u.sites, u.findings = cpuTime()-start, len(res.Sites), findings
	u.alloc, u.heap = after.TotalAlloc-before.TotalAlloc, after.HeapInuse
	for _, line := range res.Internal {
		t.Error(line)
	}
	if u.sites == 0 {
		t.Error("no acquire is found")
	}
	return u
}

// A runFunc is the Run of an analyzer.
type runFunc = func(*analysis.Pass) (any, error)

// measured returns a run of the engine that adds what it takes to u.
func measured(run runFunc, u *engineUsage) runFunc {
	return func(pass *analysis.Pass) (any, error) {
		before := memory()
		res, err := run(pass)
		after := memory()
		if r, ok := res.(*obligation.Result); ok {
			u.add(engineUsage{r.Work, after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc})
		}
		return res, err
	}
}

func memory() runtime.MemStats {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m
}

// BenchmarkEngine runs the engine over programs that are large in one respect,
// over fixtures, and over packages of the standard library. Loading and building
// SSA are not in it. What is counted beside the time is the number of
// instructions that were interpreted.
func BenchmarkEngine(b *testing.B) {
	for _, m := range monster.All() {
		b.Run("monster/"+hyphened(m.Name), func(b *testing.B) {
			pkg := enginetest.NewTypeChecker().Must(b, enginetest.Source{Path: "example.com/p", Text: m.Source(m.Size / 4)})
			benchmark(b, []*packages.Package{pkg})
		})
	}
	for _, module := range fixtures {
		b.Run("fixtures/"+module, func(b *testing.B) { benchmark(b, load(b, fixtureDir(module))) })
	}
	for _, path := range []string{"sync", "net", "net/http", "database/sql", "crypto/tls", "testing", "runtime"} {
		b.Run("std/"+path, func(b *testing.B) { benchmark(b, load(b, ".", path)) })
	}
}

// benchmark runs the engine over packages, as often as b wants.
func benchmark(b *testing.B, pkgs []*packages.Package) {
	b.Helper()
	engine := engineOf(analyzer.Suite())
	run := engine.Run
	var passes []*analysis.Pass
	engine.Run = func(pass *analysis.Pass) (any, error) {
		passes = append(passes, pass)
		return run(pass)
	}
	if _, err := checker.Analyze([]*analysis.Analyzer{engine}, pkgs, &checker.Options{Sequential: true}); err != nil {
		b.Fatal(err)
	}
	// The facts of all packages are there. They may not be written again.
	for _, pass := range passes {
		pass.ExportPackageFact = func(analysis.Fact) {}
	}
	b.ReportAllocs()
	work := 0
	for b.Loop() {
		work = 0
		for _, pass := range passes {
			res, err := run(pass)
			if err != nil {
				b.Fatal(err)
			}
			work += res.(*obligation.Result).Work
		}
	}
	b.ReportMetric(float64(work), "instructions/op")
}
