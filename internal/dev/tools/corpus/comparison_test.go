package main

import (
	"bytes"
	"testing"

	"github.com/lockleak/lockleak/internal/dev/corpus"
)

// TestOtherVersions compares parts of Go of versions and on platforms that the
// list does not have.
func TestOtherVersions(t *testing.T) {
	t.Parallel()
	list := &corpus.List{Platform: "linux/amd64", CodeBases: []*corpus.CodeBase{
		{Name: "std", Version: "go1.26.8", Sites: 3, LeftOut: []string{"p"}, Findings: []corpus.Finding{
			{Package: "p", Function: "f", Check: "lockleak", At: "p.go:1", Judgement: corpus.True, Why: "so"},
		}},
	}}
	as := []corpus.Finding{{Package: "p", Function: "f", Check: "lockleak", At: "p.go:2"}}
	other := []corpus.Finding{{Package: "p", Function: "g", Check: "lockleak", At: "p.go:3"}}
	const head = "std %s: 1 packages, 9 lines, 3 sites, 0 undecided, 1 findings: "
	for _, tt := range []struct {
		name, version, platform string
		findings                []corpus.Finding
		want                    string
		differs                 bool
	}{
		{"the same", "go1.26.8", "linux/amd64", as, "as listed\n", false},
		{"a difference", "go1.26.8", "linux/amd64", other,
			"differs from the list\n\tgone: p: f (p.go:1): lockleak\n\tnew: p: g (p.go:3): lockleak\n\tp: left out: why\n", true},
		{"another release", "go1.26.9", "linux/amd64", other,
			"the list is of go1.26.8, so these are notes\n\tthe version is go1.26.9, the list has go1.26.8\n\tgone: p: f (p.go:1): lockleak\n\tnew: p: g (p.go:3): lockleak\n\tp: left out: why\n", false},
		{"another language version", "go1.27.0", "linux/amd64", as,
			"not compared, the list has nothing of this version of Go\n\tnew: p: f (p.go:2): lockleak\n\tleft out: p\n\t3 acquire sites, the list has 0\n", false},
		{"another platform", "go1.26.8", "plan9/386", other,
			"the list is of linux/amd64, this is plan9/386, so these are notes\n\tgone: p: f (p.go:1): lockleak\n\tnew: p: g (p.go:3): lockleak\n\tp: left out: why\n", false},
		{"another platform, the same", "go1.26.8", "plan9/386", as, "as listed, though the list is of linux/amd64, this is plan9/386\n", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			c := comparison{list: list, goVersion: tt.version, platform: tt.platform, stdout: &out}
			run := &corpus.CodeBase{Name: "std", Version: tt.version, Packages: 1, Lines: 9, Sites: 3, Findings: tt.findings, LeftOut: []string{"p"}}
			if err := c.compare(list.ForGo("std", tt.version), run, []string{"p: left out: why", "q: left out: so"}); err != nil {
				t.Fatal(err)
			}
			var want bytes.Buffer
			(&comparison{stdout: &want}).printf(head+"%s", tt.version, tt.want)
			if out.String() != want.String() {
				t.Errorf("got\n%s\nwant\n%s", &out, &want)
			}
			if c.differs != tt.differs {
				t.Errorf("differs: %t, want %t", c.differs, tt.differs)
			}
		})
	}
}
