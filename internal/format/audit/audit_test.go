package audit

import (
	"bytes"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

func report() *Report {
	site := func(pkg, posn, lock, verdict, reason string) finding.Site {
		return finding.Site{Package: pkg, At: finding.ParsePosition(posn), Function: pkg + ".server.handleRequest", Lock: lock, Verdict: verdict, Reason: reason}
	}
	return New([]string{"example.com/m/none", "example.com/m/store"}, []finding.Site{
		site("example.com/m/store", "/m/store/b.go:12:3", "s.锁", "undecided", "a function that it calls may release it, by its name"),
		site("example.com/m/store", "/m/store/a.go:7:2", "s.mu", "released", "by defer"),
		site("example.com/m/store", "/m/store/a.go:7:2", "s.mu", "released", "by defer"),
		site("example.com/m/store", "/m/store/a.go:7:2", "t.mu", "handedoff", "a goroutine releases it"),
		site("example.com/m/q_test", "/m/q/x_test.go:1:2", "q.tables[q.hash(key)].mu", "leaks", "a path returns with it held"),
	}, nil)
}

func written(t *testing.T, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := report().WriteTable(&b, &view.View{UserDir: "/m", GoDir: "/m"}, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTable(t *testing.T) {
	t.Parallel()
	const want = `example.com/m/q_test
  q/x_test.go:1:2  server.handleRequest  q.tables[q.hash(key)].mu  leaks  a path returns with it held

example.com/m/store
  store/a.go:7:2   server.handleRequest  s.mu  released    by defer
  store/a.go:7:2   server.handleRequest  t.mu  handed off  a goroutine releases it
  store/b.go:12:3  server.handleRequest  s.锁  undecided   a function that it calls may release it, by its name

sites  released  handed off  kept  leaks  misused  undecided      %  package
    0         0           0     0      0        0          0     0%  example.com/m/none
    1         0           0     0      1        0          0     0%  example.com/m/q_test
    3         1           1     0      0        0          1  33.3%  example.com/m/store
    4         1           1     0      1        0          1  25.0%  all
`
	if got := written(t, Options{}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestWidths checks at every width that nothing is wider, and nothing lost.
func TestWidths(t *testing.T) {
	t.Parallel()
	bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for width := 20; width < 140; width++ {
		got := written(t, Options{Width: width})
		for row := range strings.Lines(got) {
			if n := terminal.Columns(strings.TrimSuffix(row, "\n")); n > width && !strings.HasPrefix(row, "example.com") {
				t.Errorf("width %d: %d columns: %q", width, n, row)
			}
		}
		for _, text := range []string{"store/b.go:12:3", "q.tables[q.hash(key)].mu", "may release it, by its name", "handed off", "33.3%", "25.0%"} {
			if !strings.Contains(bare(got), bare(text)) {
				t.Errorf("width %d: %q is missing in\n%s", width, text, got)
			}
		}
	}
}

func TestOnly(t *testing.T) {
	t.Parallel()
	var only Only
	if err := only.Set("undecided, leaks"); err != nil || only.String() != "leaks,undecided" {
		t.Errorf("got %v, %v", only.String(), err)
	}
	for _, list := range []string{"", "leak", "leaks,", "LEAKS"} {
		if err := only.Set(list); err == nil {
			t.Errorf("-only=%s is no error", list)
		}
	}
}

func TestPercent(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]counts{
		"0%":     {},
		"0.1%":   {undecided: 1, "released": 99999},
		"33.3%":  {undecided: 1, "kept": 2},
		"100.0%": {undecided: 4},
	} {
		if got := c.percent(); got != want {
			t.Errorf("%v: got %s, want %s", c, got, want)
		}
	}
}
