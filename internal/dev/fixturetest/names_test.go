package fixturetest

import (
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/result/detail"
)

// TestMisnamed has names of locks as the source has them, and as go/ssa would.
func TestMisnamed(t *testing.T) {
	t.Parallel()
	known := map[string]bool{"s": true, "mu": true, "t1": true, "get": true, "key": true, "Impl": true, "fs": true}
	for _, tt := range []struct {
		lock string
		ok   bool
	}{
		{"s.mu", true},
		{"t1.mu", true},
		{"s.get(key).mu", true},
		{`s.mu("t14", 0o666)`, true},
		{"what s.get(key, compl… locks", true},
		{"what s.get(key) locks (2)", true},
		{"the lock", true},
		{"t14.mu", false},
		{"complit.mu", false},
		{"get()#0.mu", false},
		{"s[rangeindex + 1].mu", false},
		{"Impl(s).(*example.com/fs.fs).mu", false},
		{"what s.get(t14) locks", false},
		{"other.mu", false},
	} {
		p := detail.Package{Sites: []detail.Site{{Lock: tt.lock}}}
		if got := misnamed(nil, p, known); (len(got) == 0) != tt.ok {
			t.Errorf("a site with the lock %s: %q", tt.lock, got)
		}
		p = detail.Package{Findings: []detail.Finding{{Lock: tt.lock}}}
		if got := misnamed(nil, p, known); (len(got) == 0) != tt.ok {
			t.Errorf("a finding with the lock %s: %q", tt.lock, got)
		}
	}
	for message, ok := range map[string]bool{
		"s.mu.Lock() is not released on a path that returns": true,
		"t1.mu.Lock() is not released":                       true,
		"t2.mu.Lock() is not released":                       false,
		"new node (complit) is acquired here":                false,
		"start$1 does not release it":                        false,
	} {
		related := analysis.Diagnostic{Related: []analysis.RelatedInformation{{Message: message}}}
		fix := analysis.Diagnostic{SuggestedFixes: []analysis.SuggestedFix{{Message: message}}}
		for _, d := range []analysis.Diagnostic{{Message: message}, related, fix} {
			if got := misnamed([]analysis.Diagnostic{d}, detail.Package{}, known); (len(got) == 0) != ok {
				t.Errorf("%+v: %q", d, got)
			}
		}
	}
}
