package main

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A matcher is the pattern of a problem matcher of VS Code: a regular expression,
// and which of its groups is what.
type matcher struct {
	Regexp                            string
	File, Line, Column, Code, Message int
}

// find returns what the matcher takes out of a line: file, line, column, code and
// message, or nil.
func (m matcher) find(line string) []string {
	groups := regexp.MustCompile(m.Regexp).FindStringSubmatch(line)
	if groups == nil {
		return nil
	}
	return []string{groups[m.File], groups[m.Line], groups[m.Column], groups[m.Code], groups[m.Message]}
}

// taskMatcher returns the matcher of the task in docs/editors.md.
func taskMatcher(t *testing.T) matcher {
	t.Helper()
	_, rest, ok := strings.Cut(text(t, "docs/editors.md"), "`.vscode/tasks.json`")
	_, rest, ok2 := strings.Cut(rest, "```json\n")
	block, _, ok3 := strings.Cut(rest, "```\n")
	if !ok || !ok2 || !ok3 {
		t.Fatal("docs/editors.md has no tasks.json")
	}
	var file struct {
		Tasks []struct {
			Command        string
			Args           []string
			ProblemMatcher struct{ Pattern matcher }
		}
	}
	if err := json.Unmarshal([]byte(block), &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Tasks) != 1 || file.Tasks[0].Command != "lockleak" || !slices.Equal(file.Tasks[0].Args, []string{"./..."}) {
		t.Fatalf("tasks: %+v", file.Tasks)
	}
	return file.Tasks[0].ProblemMatcher.Pattern
}

// TestTaskMatcher matches the lines that the task prints in a real module, and
// those of other systems. JavaScript takes the expression as Go does: it has
// nothing in it but classes, groups and repetitions.
func TestTaskMatcher(t *testing.T) {
	t.Parallel()
	m := taskMatcher(t)
	out, status := output(t, "../../testdata/src/lockleak", append(os.Environ(), goEnv(t)...), self(t), "./basic")
	if status != 1 {
		t.Fatalf("status %d", status)
	}
	findings, steps := 0, 0
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSuffix(line, "\n")
		got := m.find(line)
		if strings.HasPrefix(line, "\t") {
			steps++
			if got != nil {
				t.Errorf("a step is matched: %q", line)
			}
			continue
		}
		findings++
		if len(got) != 5 || strings.Join(got[:3], ":")+": "+got[3]+": "+got[4] != line || !strings.HasPrefix(got[0], "basic") {
			t.Errorf("%q is matched as %q", line, got)
		}
	}
	if findings == 0 || steps == 0 {
		t.Errorf("%d findings with %d steps", findings, steps)
	}
	for line, want := range map[string][]string{
		`C:\src\m\a b.go:3:14: relock: mu.Lock() acquires mu: "x"`: {`C:\src\m\a b.go`, "3", "14", "relock", `mu.Lock() acquires mu: "x"`},
		`..\m\a.go:3:1: lockleak: m`:                               {`..\m\a.go`, "3", "1", "lockleak", "m"},
		`/src/m/ä.go:3:1: lockleak: m`:                             {"/src/m/ä.go", "3", "1", "lockleak", "m"},
		`lockleak: example.com/m: left out: a.go:3:1: wrong`:       nil,
		`lockleak: no Go files in /src/m`:                          nil,
		``:                                                         nil,
	} {
		if got := m.find(line); !slices.Equal(got, want) {
			t.Errorf("%q is matched as %q, want %q", line, got, want)
		}
	}
}
