package patch

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, before, after, want string }{
		{"insert", "a\nb\nc\nd\ne\n", "a\nb\nc\nnew\nd\ne\n", "@@ -1,5 +1,6 @@\n a\n b\n c\n+new\n d\n e\n"},
		{"remove", "a\nb\n", "b\n", "@@ -1,2 +1 @@\n-a\n b\n"},
		{"repeated lines stay", "if\n}\nx\nif\n}\n", "if\n}\ny\nx\nif\n}\n", "@@ -1,5 +1,6 @@\n if\n }\n+y\n x\n if\n }\n"},
		{"two hunks", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x\n2\n3\n4\n5\n6\n7\n8\ny\n",
			"@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+y\n"},
		{"no line feed", "a", "b", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"},
		{"from nothing", "", "a\n", "@@ -0,0 +1 @@\n+a\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := &Plan{Files: []File{{"f.go", []byte(tt.before), []byte(tt.after)}}}
			want := "--- f.go\n+++ f.go\n" + tt.want
			if got := string(p.Diff(func(s string) string { return s })); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestDiffApplies has git apply diffs of random texts.
func TestDiffApplies(t *testing.T) {
	t.Parallel()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("no git")
	}
	random := rand.New(rand.NewPCG(1, 2))
	text := func() []byte {
		var b strings.Builder
		for range random.IntN(25) {
			b.WriteString(string(rune('a'+random.IntN(3))) + "\n")
		}
		return []byte(b.String() + "end\n")
	}
	dir := t.TempDir()
	for range 60 {
		before, after := text(), text()
		if bytes.Equal(before, after) {
			continue
		}
		p := &Plan{Files: []File{{"f", before, after}}}
		if err := os.WriteFile(filepath.Join(dir, "f"), before, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(git, "apply", "-p0", "-")
		cmd.Dir, cmd.Stdin = dir, bytes.NewReader(p.Diff(func(s string) string { return s }))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s\n%s", err, out, p.Diff(func(s string) string { return s }))
		}
		got, err := os.ReadFile(filepath.Join(dir, "f"))
		if err != nil || !bytes.Equal(got, after) {
			t.Fatalf("git made\n%s\nof\n%s\nwant\n%s", got, before, after)
		}
	}
}
