package mutants

import (
	"fmt"
	"slices"
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
)

func reported(file string, line int, message string) finding.Finding {
	return finding.Finding{Check: "lockleak", Message: message, At: finding.Position{File: file, Line: line, Col: 2}}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	m := Mutant{File: "a.go", First: 10, Last: 20, Line: 15}
	for _, tt := range []struct {
		name          string
		without, with []finding.Finding
		found         []string
		elsewhere     int
	}{
		{"nothing", nil, nil, nil, 0},
		{"new", nil, []finding.Finding{reported("a.go", 10, "x")}, []string{"x"}, 0},
		{"at the end", nil, []finding.Finding{reported("a.go", 20, "x")}, []string{"x"}, 0},
		{"known", []finding.Finding{reported("a.go", 12, "x")}, []finding.Finding{reported("a.go", 13, "x")}, nil, 0},
		{"known, and one more", []finding.Finding{reported("a.go", 12, "x")}, []finding.Finding{reported("a.go", 12, "x"), reported("a.go", 13, "x")}, []string{"x"}, 0},
		{"gone", []finding.Finding{reported("a.go", 12, "x")}, nil, nil, 0},
		{"another one", []finding.Finding{reported("a.go", 12, "x")}, []finding.Finding{reported("a.go", 12, "y")}, []string{"y"}, 0},
		{"another function", nil, []finding.Finding{reported("a.go", 9, "x"), reported("a.go", 21, "x")}, nil, 2},
		{"another file", nil, []finding.Finding{reported("b.go", 15, "x")}, nil, 1},
		{"known elsewhere", []finding.Finding{reported("b.go", 15, "x")}, []finding.Finding{reported("b.go", 16, "x"), reported("b.go", 17, "x")}, nil, 1},
	} {
		outcomes, elsewhere := Compare([]Mutant{m}, Analysis{Findings: tt.without}, Analysis{Findings: tt.with})
		if len(outcomes) != 1 || !slices.Equal(outcomes[0].Found, tt.found) || outcomes[0].Missed() != (tt.found == nil) {
			t.Errorf("%s: got %+v", tt.name, outcomes)
		}
		if len(elsewhere) != tt.elsewhere {
			t.Errorf("%s: elsewhere %v", tt.name, elsewhere)
		}
	}
	if (Outcome{Lost: true}).Missed() {
		t.Error("what nobody looked at is missed")
	}
}

// TestSite looks for the acquire that tells why a mistake was missed.
func TestSite(t *testing.T) {
	t.Parallel()
	m := Mutant{File: "a.go", First: 10, Last: 30, Line: 25, Lock: "s.mu", Acquires: []int{12, 18, 28}}
	site := func(line int, lock, verdict string) finding.Site {
		return finding.Site{At: finding.Position{File: "a.go", Line: line}, Lock: lock, Verdict: verdict, Reason: "why"}
	}
	released := []finding.Site{site(12, "s.mu", "released"), site(18, "s.mu", "released"), site(28, "s.mu", "released")}
	for _, tt := range []struct {
		name          string
		without, with []finding.Site
		want          Site
	}{
		{"none", released, nil, Site{25, Unseen, "the analysis knows no acquire there"}},
		{"of another lock", nil, []finding.Site{site(13, "s.mu", "kept")}, Site{25, Unseen, "the analysis knows no acquire there"}},
		{"of another file", nil, []finding.Site{{At: finding.Position{File: "b.go", Line: 12}, Lock: "s.mu", Verdict: "kept"}}, Site{25, Unseen, "the analysis knows no acquire there"}},
		{"unchanged", released, released, Site{18, "released", "why"}},
		{"changed", released, []finding.Site{site(12, "s.mu", "kept"), released[1], released[2]}, Site{12, "kept", "why"}},
		{"changed below", released, []finding.Site{released[0], released[1], site(28, "s.mu", "kept")}, Site{28, "kept", "why"}},
		{"the new one", released, append(slices.Clone(released), site(25, "s.mu", "undecided")), Site{25, "undecided", "why"}},
		{"another name", nil, []finding.Site{site(12, "mu", "handedoff")}, Site{12, "handedoff", "why"}},
		{"two on a line", nil, []finding.Site{site(18, "s.mu", "kept"), site(18, "t.mu", "handedoff")}, Site{18, "kept", "why"}},
	} {
		outcomes, _ := Compare([]Mutant{m}, Analysis{Sites: tt.without}, Analysis{Sites: tt.with})
		if got := outcomes[0].Site; got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, fmt.Sprint(got), fmt.Sprint(tt.want))
		}
	}
}
