package oracle

import (
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// seed is that of the programs that are tried in each run of the tests. The
// command internal/dev/tools/oracle tries others.
const seed = 1

func generate(n int) []*Program {
	programs := make([]*Program, n)
	for i := range programs {
		programs[i] = Generate(seed, i)
	}
	return programs
}

// TestVerdicts compares the verdicts on random programs with what happens when
// these are run. What the programs are made of, and what becomes of them, has
// floors, so that the test cannot come to compare nothing. 2,000 programs are for
// exhaustive runs.
func TestVerdicts(t *testing.T) {
	n := 150
	if exhaustive.Enabled() {
		n = 2000
	}
	c, err := NewChecker()
	if err != nil {
		t.Fatal(err)
	}
	counts := NewCounts()
	found, err := counts.Run(t.Context(), c, t.TempDir(), generate(n))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(counts)
	for i, m := range found {
		if i < 3 {
			if m, err = Reduce(t.Context(), c, t.TempDir(), m); err != nil {
				t.Fatal(err)
			}
		}
		t.Errorf("%s\n%s", m, Numbered(m.Program))
	}
	if counts.Programs < n*9/10 {
		t.Errorf("%d of %d programs compile", counts.Programs, n)
	}
	unjudged := 0
	for _, k := range counts.Unjudged {
		unjudged += k
	}
	if unjudged > n/50 {
		t.Errorf("%d programs of %d are not judged", unjudged, n)
	}
	if undecided := counts.Verdicts[verdict.Undecided]; 100*undecided > counts.Sites {
		t.Errorf("%d sites of %d are undecided", undecided, counts.Sites)
	}
	if exhaustive.Enabled() { // a few programs do not have all of them
		for _, k := range constructs {
			if counts.Kinds[k]*1000 < n*3 {
				t.Errorf("%d of %d programs have a %s", counts.Kinds[k], n, k)
			}
		}
	}
	for v, percent := range map[verdict.Verdict]int{
		verdict.Released: 50, verdict.Leaks: 5, verdict.Kept: 3, verdict.HandedOff: 3,
	} {
		if 100*counts.Verdicts[v] < percent*counts.Sites {
			t.Errorf("%d of %d sites are %s", counts.Verdicts[v], counts.Sites, v)
		}
	}
	for e, percent := range map[string]int{"released": 50, "leaked": 15, "relock": 3, "badrelease": 1} {
		if 100*counts.Events[e] < percent*n {
			t.Errorf("%d of %d programs have a lock %s", counts.Events[e], n, e)
		}
	}
}

// constructs are the kinds of statements that the programs have to be made of.
var constructs = []string{
	"acquire", "release", "defer release", "exit", "if", "switch", "fallthrough", "loop", "jump", "labelled jump", "goto",
	"countdown", "chain", "select", "variable", "flag", "conditional", "try", "literal called", "deferred literal", "named literal", "method value",
	"goroutine", "goroutine awaited", "future", "recover", "panic", "helper", "bool helper", "error helper",
	"release by helper", "returned func", "release by returned func", "wrapper", "balanced helper", "relocked", "runner",
}

// TestNotFooled runs the comparison with an engine that does not look at panics:
// it must be caught, and the program on which it is must become small. Only
// programs with panics can show it, and small ones take less time.
func TestNotFooled(t *testing.T) {
	c, err := NewChecker()
	if err != nil {
		t.Fatal(err)
	}
	c.settings.Panic = panics.Off
	programs := slices.DeleteFunc(generate(1000), func(p *Program) bool {
		return p.size() > 40 || !strings.Contains(p.Source(false), "panic(")
	})
	found, err := NewCounts().Run(t.Context(), c, t.TempDir(), programs)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(found, func(m *Mismatch) bool { return m.Kind == Missed })
	if i < 0 {
		t.Fatal("no leak is missed")
	}
	small, err := Reduce(t.Context(), c, t.TempDir(), found[i])
	if err != nil {
		t.Fatal(err)
	}
	if n := small.Program.size(); small.Kind != Missed || n > 10 {
		t.Errorf("%d statements are left:\n%s\n%s", n, small, Numbered(small.Program))
	}
}

// TestSeed generates the same programs again.
func TestSeed(t *testing.T) {
	again := generate(200)
	for i, p := range generate(200) {
		if a, b := p.Source(false), again[i].Source(false); a != b {
			t.Fatalf("program %d is another one:\n%s\n%s", i, a, b)
		}
	}
}
