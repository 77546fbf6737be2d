package changed

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
)

func itoa(n int) string { return strconv.Itoa(n) }

// A repo is a repository in a directory, for tests.
type repo struct {
	t   *testing.T
	dir string
}

func newRepo(t *testing.T, dir string) repo {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	r := repo{t, dir}
	r.git("init", "-q")
	// Settings that change what a diff looks like.
	for _, setting := range []string{
		"user.name=test", "user.email=test@example.com", "commit.gpgsign=false", "core.autocrlf=false",
		"diff.noprefix=true", "diff.mnemonicPrefix=true", "diff.context=9", "diff.interHunkContext=9", "diff.relative=true",
		"color.ui=always", "diff.external=false", "core.quotePath=false", "diff.renames=false", "diff.wordRegex=.",
	} {
		name, value, _ := strings.Cut(setting, "=")
		r.git("config", name, value)
	}
	return r
}

func (r repo) git(args ...string) {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func (r repo) write(name, text string) {
	r.t.Helper()
	file := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		r.t.Fatal(err)
	}
}

func numbered(from, to int) string {
	var b strings.Builder
	for n := from; n <= to; n++ {
		fmt.Fprintf(&b, "line %d\n", n)
	}
	return b.String()
}

func TestSince(t *testing.T) {
	top := t.TempDir()
	r := newRepo(t, top)
	r.write("m/a.go", numbered(1, 30))
	r.write("m/same.go", numbered(1, 5))
	r.write("m/old name.go", numbered(1, 40))
	r.write("m/binary.go", numbered(1, 5))
	r.write("top.go", numbered(1, 5))
	r.write(".gitattributes", "*binary.go binary\n")
	r.write(".gitignore", "ignored.go\n")
	r.git("add", "-A")
	r.git("commit", "-qm", "first")
	r.write("m/a.go", numbered(1, 9)+"new\n"+numbered(11, 19)+numbered(22, 30))
	r.write("m/intended.go", "x\n")
	r.git("add", "-N", "m/intended.go")
	r.git("mv", "m/old name.go", "m/für.go")
	r.write("m/für.go", numbered(1, 40)+"more\n")
	r.write("m/binary.go", numbered(1, 4)+"5\n")
	r.write("top.go", "changed\n"+numbered(2, 5))
	r.write("m/sub/untracked\t.go", "x\n")
	r.write("outside.go", "x\n") // above the directory that is asked in
	r.write("m/ignored.go", "x\n")
	t.Setenv("GIT_DIFF_OPTS", "--unified=7")
	t.Setenv("GIT_EXTERNAL_DIFF", "false")

	l, err := Since(t.Context(), filepath.Join(top, "m"), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		file string
		line int
		want bool
	}{
		{"m/a.go", 10, true}, {"m/a.go", 9, false}, {"m/a.go", 11, false},
		{"m/a.go", 19, true}, {"m/a.go", 20, true}, {"m/a.go", 18, false}, {"m/a.go", 21, false},
		{"m/same.go", 1, false}, {"m/für.go", 41, true}, {"m/für.go", 40, false},
		{"m/binary.go", 5, true}, {"m/binary.go", 4, false}, {"top.go", 1, true}, {"top.go", 2, false},
		{"m/intended.go", 1, true}, {"m/sub/untracked\t.go", 1, true}, {"outside.go", 1, true},
		{"m/ignored.go", 1, false}, {"../elsewhere.go", 1, false}, {"m/missing.go", 1, false},
	} {
		f := finding.Finding{At: finding.Position{File: filepath.Join(top, tt.file), Line: tt.line, Col: 1}}
		if got := l.Touch(f); got != tt.want {
			t.Errorf("%s:%d: %v", tt.file, tt.line, got)
		}
	}
}

// TestLinked asks in a directory with another name.
func TestLinked(t *testing.T) {
	top := t.TempDir()
	r := newRepo(t, top)
	r.write("a.go", "old\n")
	r.git("add", "-A")
	r.git("commit", "-qm", "first")
	r.write("a.go", "new\n")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(top, link); err != nil {
		t.Skip("no symbolic links: ", err)
	}
	l, err := Since(t.Context(), link, "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if !l.Touch(finding.Finding{At: finding.Position{File: filepath.Join(link, "a.go"), Line: 1}}) {
		t.Error("a change of the file with another name is not seen")
	}
}

func TestErrors(t *testing.T) {
	top := t.TempDir()
	r := newRepo(t, top)
	r.write("a.go", "old\n")
	r.git("add", "-A")
	r.git("commit", "-qm", "first")
	for rev, want := range map[string]string{
		"nosuch":       "there is no revision nosuch in the repository",
		"HEAD:a.go":    "there is no revision HEAD:a.go in the repository",
		"HEAD..HEAD":   "there is no revision HEAD..HEAD in the repository",
		"^HEAD":        "there is no revision ^HEAD in the repository",
		"--output=x":   "--output=x is no revision",
		"-":            "- is no revision",
		"HEAD -- a.go": "there is no revision HEAD -- a.go in the repository",
	} {
		if _, err := Since(t.Context(), top, rev); err == nil || err.Error() != want {
			t.Errorf("Since(%q): %v, want %s", rev, err, want)
		}
	}
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(top))
	if _, err := Since(t.Context(), t.TempDir(), "HEAD"); err == nil || !strings.HasPrefix(err.Error(), "git rev-parse: not a git repository") {
		t.Errorf("outside of a repository: %v", err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(context.DeadlineExceeded)
	if _, err := Since(ctx, top, "HEAD"); err != context.DeadlineExceeded {
		t.Errorf("cancelled: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := Since(t.Context(), top, "HEAD"); err == nil || err.Error() != "there is no git command in PATH" {
		t.Errorf("without git: %v", err)
	}
}

// TestTouch has a finding with a path through lines 10 to 30.
func TestTouch(t *testing.T) {
	at := func(line int) finding.Position { return finding.Position{File: "/r/a.go", Line: line, Col: 2} }
	other := finding.Position{File: "/r/b.go", Line: 5, Col: 1}
	path := []finding.Step{{At: at(10)}, {At: at(15)}, {At: other}, {At: at(30)}}
	graph := &finding.Graph{Blocks: []finding.Block{
		{First: 10, Last: 16, Path: []int{1}}, {First: 17, Last: 20}, {First: 28, Last: 31, Path: []int{2}}, {Path: []int{3}},
	}}
	for _, tt := range []struct {
		name        string
		file        string
		line        int
		graph, span bool // with the graph, and without
	}{
		{"a step", "a.go", 15, true, true},
		{"a block of the path", "a.go", 12, true, true},
		{"a block that is not on the path", "a.go", 18, false, true},
		{"before it", "a.go", 8, false, false},
		{"behind it", "a.go", 33, false, false},
		{"a step in another file", "b.go", 5, true, true},
		{"another line of that", "b.go", 15, false, false},
		{"a file without a step", "c.go", 15, false, false},
	} {
		for _, change := range []lines{{added: map[int]bool{tt.line: true}}, {gaps: map[int]bool{tt.line: true}}} {
			l := &Lines{top: "/r", names: make(map[string]string), files: map[string]*lines{tt.file: &change}}
			f := finding.Finding{At: at(10), End: at(10), Path: path, Graph: graph}
			if got := l.Touch(f); got != tt.graph {
				t.Errorf("%s: %v", tt.name, got)
			}
			f.Graph = &finding.Graph{Blocks: []finding.Block{{First: 1, Last: 99}}} // the path in it is not known
			if got := l.Touch(f); got != tt.span {
				t.Errorf("%s, without a graph: %v", tt.name, got)
			}
		}
	}
}
