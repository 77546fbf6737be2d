package corpus

import (
	"reflect"
	"strings"
	"testing"
)

// sample is a list in the form of the file, with all of its keys.
const sample = header + `platform: linux/amd64
codebases:
- name: std
  version: go1.26.8
  packages: 370
  lines: 1200300
  sites: 947
  undecided: 33
  findings:
  - package: internal/poll_test
    function: TestStress
    check: lockleak
    count: 2
    at: stress_test.go:17, 29
    judgement: "true"
    why: |
      A goroutine that finds the mutex broken returns without ` + "`RWUnlock`" + `: the others then
      wait for it.

      In a test.
- name: example.com/dep
  version: v0.1.0
  packages: 1
  lines: 20
  sites: 2
  undecided: 0
- name: server
  repository: github.com/some/server
  commit: 0123456789abcdef0123456789abcdef01234567
  folder: cmd/server
  flags:
  - -tags=a,b
  patterns:
  - ./a/...
  - ./b
  dependencies: true
  packages: 3
  lines: 4000
  sites: 5
  undecided: 1
  leftout:
  - example.com/broken
  findings:
  - package: example.com/m
    function: (*T).Close
    check: badunlock
    at: t.go:7
    judgement: "false"
    why: |
      It cannot be closed twice.
`

// TestRoundTrip parses a list and formats it again.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	list, err := Parse("list.yml", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	text, err := list.Format()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(sample, `"`, "'") // the quotes of the library
	if string(text) != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	again, err := Parse("list.yml", text)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(list, again) {
		t.Errorf("the list is another one after the round trip")
	}
	c := list.Checkout("server")
	if c == nil || !c.Dependencies || c.Folder != "cmd/server" || c.Findings[0].Judgement != False {
		t.Errorf("the checkout is %+v", c)
	}
}

// TestFormatWraps fills the lines of a reason.
func TestFormatWraps(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 40)
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{" short ", "short\n"},
		{"a\nb\n\nc", "a b\n\nc\n"},
		{long, strings.TrimSpace(strings.Repeat("word ", 17)) + "\n" + strings.TrimSpace(strings.Repeat("word ", 17)) + "\n" +
			strings.TrimSpace(strings.Repeat("word ", 6)) + "\n"},
	} {
		if got := wrap(tt.text); got != tt.want {
			t.Errorf("wrap(%q) = %q, want %q", tt.text, got, tt.want)
		}
		if got := wrap(wrap(tt.text)); got != wrap(tt.text) {
			t.Errorf("wrap(%q) is not stable", tt.text)
		}
	}
}

// TestMalformed has each error name its line.
func TestMalformed(t *testing.T) {
	t.Parallel()
	change := func(old, text string) string {
		t.Helper()
		if !strings.Contains(sample, old) {
			t.Fatalf("the sample has no %q", old)
		}
		return strings.Replace(sample, old, text, 1)
	}
	for _, tt := range []struct {
		name, text string
		want       []string // an error for each, in order
	}{
		{"no YAML", "platform: [\n", []string{"list.yml:2: did not find expected"}},
		{"empty", "", []string{"list.yml:1: "}},
		{"a second document", sample + "---\na: b\n", []string{"list.yml:"}},
		{"an unknown key", change("    count: 2", "    cuont: 2"), []string{"list.yml:16: field cuont not found"}},
		{"a key twice", change("  sites: 947", "  sites: 947\n  sites: 9"), []string{`list.yml:11: mapping key "sites" already defined at line 10`}},
		{"no number", change("lines: 20", "lines: many"), []string{"list.yml:27: cannot construct !!str `many` into int"}},
		{"no platform", change("platform: linux/amd64", "platform: ''"), []string{"list.yml:4: platform is missing"}},
		{"no name", change("name: std", "name: ''"), []string{`list.yml:6: want a name without spaces, not ""`}},
		{"no version of Go", change("go1.26.8", "v1.26"), []string{`list.yml:6: std: want a version such as go1.26.8, not "v1.26"`}},
		{"no version", change("  version: v0.1.0\n", ""), []string{"list.yml:24: example.com/dep: want the version of the module, or the repository of a checkout"}},
		{"a short commit", change("0123456789abcdef0123456789abcdef01234567", "'0123456'"), []string{`list.yml:30: server: want the full name of a commit, not "0123456"`}},
		{"a module with flags", change("version: v0.1.0", "version: v0.1.0\n  flags: [-race]"), []string{"list.yml:24: example.com/dep: commit, folder, flags, patterns and dependencies are for checkouts"}},
		{"a checkout with a version", change("folder: cmd/server", "version: v1.0.0"), []string{"list.yml:30: server: a checkout has a commit, no version"}},
		{"a name twice", change("name: server", "name: example.com/dep"), []string{"list.yml:30: the code base example.com/dep is there already"}},
		{"a negative number", change("sites: 5", "sites: -5"), []string{"list.yml:30: server: a number is negative"}},
		{"no function", change("    function: (*T).Close\n", ""), []string{"list.yml:47: function is missing"}},
		{"a judgement", change(`judgement: "false"`, "judgement: perhaps"), []string{`list.yml:47: want the judgement true, false, handed-off or unjudged, not "perhaps"`}},
		{"no reason", change("    why: |\n      It cannot be closed twice.\n", "    why: ''\n"), []string{"list.yml:47: why is missing: what shows the judgement to be right?"}},
		{"a negative count", change("count: 2", "count: -2"), []string{"list.yml:13: a count is negative"}},
		{"a finding twice", sample + sample[strings.LastIndex(sample, "  - package"):], []string{"list.yml:54: badunlock in example.com/m (*T).Close is there already, with this judgement; give it a count"}},
		{"two errors", "platform: p\ncodebases:\n- name: std\n- name: x\n", []string{"list.yml:3: std: want a version", "list.yml:4: x: want the version"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("list.yml", []byte(tt.text))
			if err == nil {
				t.Fatal("no error")
			}
			got := strings.Split(err.Error(), "\n")
			if len(got) != len(tt.want) {
				t.Fatalf("got %q, want %q", got, tt.want)
			}
			for i, want := range tt.want {
				if !strings.HasPrefix(got[i], want) {
					t.Errorf("got %q, want %q", got[i], want)
				}
			}
		})
	}
}

// TestUnjudged finds what nobody has judged, which needs no reason.
func TestUnjudged(t *testing.T) {
	t.Parallel()
	list, err := Parse("list.yml", []byte(strings.Replace(sample, `"false"`, "unjudged", 1)))
	if err != nil {
		t.Fatal(err)
	}
	got := list.Unjudged()
	if want := "server: example.com/m: (*T).Close (t.go:7): badunlock"; len(got) != 1 || got[0] != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
