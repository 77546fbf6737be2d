package obligation_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/program"
)

const services = `package p

import "sync"

type Service struct { mu sync.Mutex; n int }

func (s *Service) Get(a int) int {
	s.mu.Lock()
	if a == 1 { return 0 }
	s.mu.Unlock()
	return s.n
}

func (s *Service) Set(a int) {
	s.mu.Lock()
	if a == 1 { return }
	func() { s.mu.Unlock() }()
}

func (s *Service) Close() { s.mu.Unlock() }

func (s *Service) Use(a int) {
	s.mu.Lock()
	if a == 1 { s.Close(); return }
	s.mu.Unlock()
}

func (s *Service) Even(n int) {
	s.mu.Lock()
	if n == 7 { return }
	s.mu.Unlock()
	s.Odd(n - 1)
}

func (s *Service) Odd(n int) {
	s.mu.Lock()
	if n == 8 { return }
	s.mu.Unlock()
	s.Even(n - 1)
}
`

// TestInternalErrors has the analysis of one function after the other fail, at
// its beginning and later. It costs what is known of that function, and no
// more.
func TestInternalErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		failing string
		after   int // how often its analysis begins before it fails
		want    string
	}{
		{failing: "none", want: "Get leaks, Set leaks, Use released, Even leaks, Odd leaks"},
		{failing: "Get", want: "Get undecided: internal error, Set leaks, Use released, Even leaks, Odd leaks"},
		{failing: "Get", after: 1, want: "Get undecided: internal error, Set leaks, Use released, Even leaks, Odd leaks"},
		{failing: "Set", after: 1, want: "Get leaks, Set undecided: internal error, Use released, Even leaks, Odd leaks"},
		{failing: "Close", want: "Get leaks, Set leaks, Use undecided, Even leaks, Odd leaks"},
		{failing: "Even", want: "Get leaks, Set leaks, Use released, Even undecided: internal error, Odd leaks"},
		{failing: "Odd", after: 3, want: "Get leaks, Set leaks, Use released, Even leaks, Odd undecided: internal error"},
	} {
		t.Run(fmt.Sprint(tt.failing, tt.after), func(t *testing.T) {
			t.Parallel()
			calls := 0
			res := decide(t, enginetest.NewTypeChecker().Must(t, enginetest.Source{Path: "example.com/p", Text: services}), &obligation.Settings{Before: func(fn *ssa.Function) {
				if fn.Name() != tt.failing {
					return
				}
				if calls++; calls > tt.after {
					var none []int
					_ = none[calls] // an error of the runtime
				}
			}})
			if got := verdicts(res); got != tt.want {
				t.Errorf("verdicts:\n%s, want\n%s", got, tt.want)
			}
			if tt.failing == "none" {
				if len(res.Internal) > 0 {
					t.Errorf("internal errors: %q", res.Internal)
				}
				return
			}
			name := "example.com/p.Service." + tt.failing
			if len(res.Internal) != 1 || !strings.HasPrefix(res.Internal[0], "internal error in "+name+": ") ||
				!strings.Contains(res.Internal[0], "index out of range") || !strings.Contains(res.Internal[0], "(contain_test.go:") {
				t.Errorf("internal errors: %q", res.Internal)
			}
			dumps := res.Dump(name)
			if len(dumps) == 0 || !strings.HasPrefix(dumps[0].Text, res.Internal[0]) {
				t.Errorf("the dump does not begin with the internal error: %+v", dumps)
			}
		})
	}
}

// decide returns what the engine finds out about pkg.
func decide(t *testing.T, pkg *packages.Package, s *obligation.Settings) *obligation.Result {
	t.Helper()
	graph, err := checker.Analyze([]*analysis.Analyzer{obligation.NewAnalyzer(s, program.Own)}, []*packages.Package{pkg}, &checker.Options{Sequential: true})
	if err != nil {
		t.Fatal(err)
	}
	if graph.Roots[0].Err != nil {
		t.Fatal(graph.Roots[0].Err)
	}
	return graph.Roots[0].Result.(*obligation.Result)
}

// verdicts returns the verdicts in short; the reasons only of internal errors.
func verdicts(res *obligation.Result) string {
	var parts []string
	for _, s := range res.Sites {
		v := s.Function.Name() + " " + string(s.Verdict)
		if s.Reason == "internal error" {
			v += ": " + s.Reason
		}
		parts = append(parts, v)
	}
	return strings.Join(parts, ", ")
}
