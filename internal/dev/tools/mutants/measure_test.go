package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/dev/mutants"
	"github.com/lockleak/lockleak/internal/result/finding"
)

// TestTry has lockleak find one mistake of three, and fail to look at the package of
// another one.
func TestTry(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.go")
	if err := os.WriteFile(file, []byte("1\n2\n3\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var batch []mutants.Mutant
	for i, pkg := range []string{"a", "a", "b"} {
		batch = append(batch, mutants.Mutant{Package: pkg, File: file, First: i + 1, Last: i + 1, Line: i + 1, Edits: []mutants.Edit{{Start: 2 * i, End: 2*i + 1, New: "x"}}})
	}
	var stderr bytes.Buffer
	m := &measurement{temp: t.TempDir(), stderr: &stderr}
	m.analyze = func(_ context.Context, overlay string) (*answer, error) {
		changed, err := filepath.Glob(filepath.Join(filepath.Dir(overlay), "*", "shop.go"))
		if err != nil || len(changed) != 1 {
			t.Fatalf("changed files %v, %v", changed, err)
		}
		if b, err := os.ReadFile(changed[0]); err != nil || string(b) != "x\nx\nx\n" {
			t.Errorf("the changed file has %q, %v", b, err)
		}
		at := func(line int) finding.Position { return finding.Position{File: changed[0], Line: line} }
		return &answer{
			Analysis: mutants.Analysis{
				Findings: []finding.Finding{{Message: "new", At: at(2)}, {Message: "stray", At: at(7)}},
				Sites:    []finding.Site{{Verdict: "kept", Reason: "so", At: at(1)}},
			},
			covers:  func(pkg string) bool { return pkg == "a" },
			notices: []string{"b: does not compile"},
		}, nil
	}
	without := &answer{covers: func(string) bool { return true }}
	res, err := m.try(t.Context(), batch, without)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(res.Outcomes); n != 3 {
		t.Fatalf("%d outcomes", n)
	}
	for _, o := range res.Outcomes {
		switch {
		case o.Lost != (o.Package == "b"), o.Missed() != (o.Line == 1), isFound(o) != (o.Line == 2):
			t.Errorf("got %+v", o)
		case o.Missed() && o.Site != mutants.Site{Line: 1, Verdict: "kept", Reason: "so"}:
			t.Errorf("the miss is explained by %+v", o.Site)
		}
	}
	if want := (stray{file, 7, "stray"}); !slices.Equal(res.Elsewhere, []stray{want}) {
		t.Errorf("elsewhere %+v", res.Elsewhere)
	}
	if got := stderr.String(); got != "mutants: with mistakes: b: does not compile\n" {
		t.Errorf("got %q", got)
	}
	if list, err := os.ReadDir(m.temp); err != nil || len(list) > 0 {
		t.Errorf("left: %v, %v", list, err)
	}

	// What was not looked at before cannot be compared either.
	without.covers = func(pkg string) bool { return pkg == "b" }
	if res, err = m.try(t.Context(), batch, without); err != nil || res.count(func(o mutants.Outcome) bool { return o.Lost }) != 3 {
		t.Errorf("got %+v, %v", res, err)
	}
	failed := errors.New("failed")
	m.analyze = func(context.Context, string) (*answer, error) { return nil, failed }
	if _, err = m.try(t.Context(), batch, without); !errors.Is(err, failed) {
		t.Errorf("error %v", err)
	}
}

// TestAnswer reads what lockleak prints.
func TestAnswer(t *testing.T) {
	t.Parallel()
	a := new(answer)
	err := a.readFindings([]byte(`{"p": {"lockleak": [{"posn": "/p/a.go:3:2", "message": "m"}, {"posn": "/p/a.go:2:1", "message": "n"}], "relock": {"error": "broken"}}, "q": {}}`))
	if err != nil || len(a.Findings) != 2 || a.Findings[0].Message != "n" || a.Findings[1].At != (finding.Position{File: "/p/a.go", Line: 3, Col: 2}) || a.Findings[1].Check != "lockleak" {
		t.Errorf("got %+v, %v", a.Findings, err)
	}
	err = a.readAudit([]byte(`{"packages": [
		{"package": "p", "sites": [{"file": "/p/a.go", "line": 3, "column": 2, "lock": "mu", "verdict": "kept", "reason": "so"}]},
		{"package": "q", "sites": []}
	], "missing": ["q: relock: broken", "r: does not compile"]}`))
	want := finding.Site{Package: "p", At: finding.Position{File: "/p/a.go", Line: 3, Col: 2}, Lock: "mu", Verdict: "kept", Reason: "so"}
	if err != nil || !slices.Equal(a.Sites, []finding.Site{want}) || len(a.notices) != 2 {
		t.Errorf("got %+v, %v", a, err)
	}
	for pkg, want := range map[string]bool{"p": true, "q": false, "r": false, "s": false} {
		if a.covers(pkg) != want {
			t.Errorf("covers(%s) is %t", pkg, !want)
		}
	}
	for _, text := range []string{"", "{", "[]"} {
		if a.readFindings([]byte(text)) == nil || a.readAudit([]byte(text)) == nil {
			t.Errorf("%q is no error", text)
		}
	}
}

// TestLost has a row with nothing to divide by.
func TestLost(t *testing.T) {
	t.Parallel()
	res := results{
		Outcomes: []mutants.Outcome{
			{Mutant: mutants.Mutant{Kind: mutants.Mode}, Lost: true},
			{Mutant: mutants.Mutant{Kind: mutants.Typo}, Lost: true},
			{Mutant: mutants.Mutant{Kind: mutants.Typo}, Found: []string{"m"}},
			{Mutant: mutants.Mutant{Kind: mutants.Typo}},
			{Mutant: mutants.Mutant{Kind: mutants.Typo}},
		},
		Elsewhere: make([]stray, 2),
	}
	want := `  found  total     %  lost  kind
      1      3  33.3     1  typo
      0      0     -     1  mode
      1      3  33.3     2  all

2 new findings in functions without a mistake
`
	if got := res.table(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestHelp has all kinds.
func TestHelp(t *testing.T) {
	t.Parallel()
	for _, k := range mutants.Kinds() {
		if !strings.Contains(kindsHelp(), "\n  "+string(k)+" ") {
			t.Errorf("%s is missing", k)
		}
	}
}
