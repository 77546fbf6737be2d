package main

import (
	"fmt"
	"strings"
	"testing"
)

// repeated returns what is reported more than once, for all that can be told
// from the outside: at one position, or, by different checks, for one acquire
// and one end of the path from there.
func repeated(all []finding) []string {
	var problems []string
	at := make(map[string]finding)
	along := make(map[[2]string]finding)
	for _, f := range all {
		if other, ok := at[f.Posn]; ok {
			problems = append(problems, fmt.Sprintf("two findings at %s: %q and %q", f.Posn, other.Message, f.Message))
		}
		at[f.Posn] = f
		from, to, ok := ends(f)
		if !ok {
			continue
		}
		if other, ok := along[[2]string{from, to}]; ok && other.check != f.check {
			problems = append(problems, fmt.Sprintf("two findings from %s to %s: %q and %q", from, to, other.Message, f.Message))
		}
		along[[2]string{from, to}] = f
	}
	return problems
}

// ends returns where the path of a finding acquires the lock and where it ends.
// It is not ok if the path has no acquire.
func ends(f finding) (from, to string, ok bool) {
	for _, r := range f.Related {
		switch {
		case strings.HasPrefix(r.Message, "also "), strings.Contains(r.Message, "on another path"):
			continue // said of other paths
		case from == "" && strings.Contains(r.Message, " is acquired here"):
			from = r.Posn
		}
		to = r.Posn
	}
	return from, to, from != ""
}

// TestRepeated has one mistake reported in two ways.
func TestRepeated(t *testing.T) {
	t.Parallel()
	leak := finding{"m", "lockleak", diagnostic{Posn: "a.go:1:2", Message: "lockleak: m", Related: []related{
		{Posn: "a.go:1:2", Message: "mu is acquired here"},
		{Posn: "a.go:3:2", Message: "returns here with mu still held"},
		{Posn: "a.go:4:2", Message: "also returns here with mu still held"},
		{Posn: "a.go:5:2", Message: "mu is released here on another path"},
	}}}
	release := func(check, from, to string) finding {
		return finding{"m", check, diagnostic{Posn: to, Message: check + ": m", Related: []related{
			{Posn: from, Message: "mu is acquired here"},
			{Posn: to, Message: "mu is released here, and not held"},
		}}}
	}
	noAcquire := finding{"m", "badunlock", diagnostic{Posn: "a.go:3:2", Related: leak.Related[1:2]}}
	for _, tt := range []struct {
		name string
		all  []finding
		want string // how the problem begins
	}{
		{"one", []finding{leak}, ""},
		{"another end", []finding{leak, release("badunlock", "a.go:1:2", "a.go:5:2")}, ""},
		{"another acquire", []finding{leak, release("badunlock", "a.go:2:2", "a.go:3:2")}, ""},
		{"no acquire", []finding{leak, noAcquire}, ""},
		{"one path", []finding{leak, release("badunlock", "a.go:1:2", "a.go:3:2")}, "two findings from a.go:1:2 to a.go:3:2: "},
		{"one path, one check", []finding{leak, release("lockleak", "a.go:1:2", "a.go:3:2")}, ""},
		{"one position", []finding{leak, release("badunlock", "a.go:0:2", "a.go:1:2")}, "two findings at a.go:1:2: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(repeated(tt.all), "; ")
			if !strings.HasPrefix(got, tt.want) || (got == "") != (tt.want == "") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
