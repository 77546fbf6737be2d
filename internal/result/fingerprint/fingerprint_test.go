package fingerprint

import (
	"regexp"
	"slices"
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
)

func base() finding.Finding {
	return finding.Finding{
		Package: "example.com/m/a", Check: "lockleak", Category: "return",
		Message: "lockleak: s.mu.Lock() is not released", Function: "(*example.com/m/a.server).get", Lock: "s.mu",
		At: finding.Position{File: "/m/a/a.go", Line: 3, Col: 2},
	}
}

func one(t *testing.T, f finding.Finding) string {
	t.Helper()
	prints := Of([]finding.Finding{f})
	if len(prints) != 1 || !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(prints[0]) {
		t.Fatalf("fingerprints %q", prints)
	}
	return prints[0]
}

// TestSame has changes that a fingerprint survives.
func TestSame(t *testing.T) {
	for name, change := range map[string]func(*finding.Finding){
		"other lines":    func(f *finding.Finding) { f.At.Line += 10; f.At.Col = 9; f.End = f.At },
		"another file":   func(f *finding.Finding) { f.At.File = "/elsewhere/a/b.go" },
		"a test variant": func(f *finding.Finding) { f.Package += " [example.com/m/a.test]" },
		"another path":   func(f *finding.Finding) { f.Path = []finding.Step{{Message: "x is true"}} },
		"other words":    func(f *finding.Finding) { f.Message = "lockleak: s.mu is leaked" },
		"a fix":          func(f *finding.Finding) { f.Fixes = []finding.Fix{{Message: "defer it"}} },
	} {
		f := base()
		change(&f)
		if got, want := one(t, f), one(t, base()); got != want {
			t.Errorf("%s: %s, was %s", name, got, want)
		}
	}
}

// TestDifferent has findings that are not the same, in pairs of any two.
func TestDifferent(t *testing.T) {
	seen := map[string]string{one(t, base()): "the first"}
	for name, change := range map[string]func(*finding.Finding){
		"check":                func(f *finding.Finding) { f.Check = "relock" },
		"package":              func(f *finding.Finding) { f.Package = "example.com/m/b" },
		"external test":        func(f *finding.Finding) { f.Package += "_test" },
		"function":             func(f *finding.Finding) { f.Function = "(*example.com/m/a.server).put" },
		"lock":                 func(f *finding.Finding) { f.Lock = "s.other" },
		"category":             func(f *finding.Finding) { f.Category = "panic" },
		"test file":            func(f *finding.Finding) { f.At.File = "/m/a/a_test.go" },
		"no function":          func(f *finding.Finding) { f.Function = "" },
		"no function, message": func(f *finding.Finding) { f.Function, f.Message = "", "lockleak: another" },
		"parts moved":          func(f *finding.Finding) { f.Lock, f.Category = "s.mur", "eturn" },
	} {
		f := base()
		change(&f)
		got := one(t, f)
		if other, ok := seen[got]; ok {
			t.Errorf("%s: the same fingerprint as %s", name, other)
		}
		seen[got] = name
	}
}

// TestOrdinals numbers equal ones in their order.
func TestOrdinals(t *testing.T) {
	a, b := base(), base()
	b.Lock = "s.other"
	x, y := one(t, a), one(t, b)
	got := Of([]finding.Finding{a, b, a, b, a})
	if want := []string{x, y, x + "-2", y + "-2", x + "-3"}; !slices.Equal(got, want) {
		t.Errorf("fingerprints %q, want %q", got, want)
	}
}

// TestPinned holds a fingerprint of version 1 as it is in files that users
// have. If it changes, so has the version.
func TestPinned(t *testing.T) {
	if got, want := one(t, base()), "5722625419cef9bf"; got != want || Version != 1 {
		t.Errorf("fingerprint %s of version %d, want %s of version 1", got, Version, want)
	}
}
