package corpus

import (
	"strings"
	"testing"
)

// TestPage renders a list.
func TestPage(t *testing.T) {
	t.Parallel()
	list, err := Parse("list.yml", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	older := *list.CodeBases[0]
	older.Version = "go1.25.1" // not shown, as there is a later one
	list.CodeBases = append(list.CodeBases, &older)
	server := list.Checkout("server")
	server.Findings = append(server.Findings,
		finding("a", 1, HandedOff), finding("b", 1, HandedOff), finding("c", 1, Unjudged))

	const tmpl = "On {{.Platform}}, {{.Undecided}} of {{.Sites}}.\n\n{{.Table}}\n\n{{.Share}}\n\n{{.Findings}}\n"
	const want = pageHeader + "On linux/amd64, 34 of 954.\n" + `
| code | at | lines | sites | undecided | findings | true | false | handed off |
|---|---|---|---|---|---|---|---|---|
| std | go1.26.8 | 1,200,300 | 947 | 33 | 2 | 2 | 0 | 0 |
| example.com/dep | v0.1.0 | 20 | 2 | 0 | 0 | 0 | 0 | 0 |
| dependencies of some/server, cmd/server, ./a/... and ./b, 3 packages | 0123456789ab | 4,000 | 5 | 1 | 4 | 0 | 1 | 2 |
| **all** |  | **1,204,320** | **954** | **34** | **6** | **2** | **1** | **2** |

Of 6 findings in 1,204,320 lines, 2 are true, which is 33.3 %. Not judged yet: 1.

### std

**internal/poll_test, ` + "`TestStress`** (stress_test.go:17, 29; lockleak). A goroutine\nthat finds the mutex broken returns without `RWUnlock`" + `: the others then wait for it.

In a test.

### dependencies of some/server, cmd/server, ./a/... and ./b, 3 packages

**example.com/m, ` + "`(*T).Close`" + `** (t.go:7; badunlock). False: It cannot be closed
twice.

**example.com/m, ` + "`a` and `b`" + `** (m.go:1 and m.go:1; lockleak). Handed off: because

**example.com/m, ` + "`c`" + `** (m.go:1; lockleak). Not judged yet.
`
	got, err := list.Page(tmpl)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if _, err := list.Page("{{.Nothing}}"); err == nil || !strings.Contains(err.Error(), "Nothing") {
		t.Errorf("an unknown field: %v", err)
	}
}

// TestShare tells of all being true, and of nothing.
func TestShare(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		c    CodeBase
		want string
	}{
		{CodeBase{}, "There are no findings."},
		{CodeBase{Lines: 1234567, Findings: []Finding{finding("f", 1234, True)}},
			"Of 1,234 findings in 1,234,567 lines, 1,234 are true, which is 100 %."},
	} {
		if got := share(&tt.c); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
