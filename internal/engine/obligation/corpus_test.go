package obligation_test

import (
	"bytes"
	"fmt"
	"go/build"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
)

// TestCompilerTests runs all checks over the programs by which the Go compiler
// is tested: the corners of the language. No function may have an internal
// error, and every file has to come to an end. All of them are for exhaustive runs,
// one of twenty for others.
func TestCompilerTests(t *testing.T) {
	t.Parallel()
	root := filepath.Join(goroot(t), "test")
	if _, err := os.Stat(root); err != nil {
		t.Skip("this distribution of Go comes without its tests: ", err)
	}
	c := corpus{t: t, types: enginetest.NewTypeChecker(), every: 20}
	if exhaustive.Enabled() {
		c.every = 1
	}
	c.walk(root, func(header string) bool {
		// Of a directory of packages, this file is just the name.
		return header != "skip" && !strings.HasSuffix(header, "dir")
	})
	c.report(1800 / c.every)
}

// TestSSATests does the same with the programs by which go/ssa is tested;
// with one of five, but for exhaustive runs.
func TestSSATests(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/tools").Output()
	if err != nil {
		t.Fatal("go list: ", err)
	}
	root := filepath.Join(strings.TrimSpace(string(out)), "go", "ssa")
	if _, err := os.Stat(filepath.Join(root, "testdata")); err != nil {
		t.Skip("golang.org/x/tools comes without its tests: ", err)
	}
	c := corpus{t: t, types: enginetest.NewTypeChecker(), every: 5}
	if exhaustive.Enabled() {
		c.every = 1
	}
	c.walk(root, func(string) bool { return true })
	c.report(50 / c.every)
}

func goroot(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal("go env: ", err)
	}
	return strings.TrimSpace(string(out))
}

// A corpus is what has been seen of many files, each of which is a package.
type corpus struct {
	t        *testing.T
	types    *enginetest.TypeChecker
	every    int            // which of the files are analysed
	seen     int            // files
	skipped  map[string]int // files, by why
	files    int
	sites    int
	findings int
}

// walk analyses each file below root whose header, the first word of its first
// comment, is wanted.
func (c *corpus) walk(root string, wanted func(header string) bool) {
	c.skipped = make(map[string]int)
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
			return err
		}
		if c.seen++; c.seen%c.every != 0 {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if why := c.file(name, text, wanted); why != "" {
			c.skipped[why]++
		}
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// file analyses a file, and returns why it does not.
func (c *corpus) file(name string, text []byte, wanted func(string) bool) string {
	if !wanted(header(text)) {
		return "header"
	}
	if ok, err := build.Default.MatchFile(filepath.Dir(name), filepath.Base(name)); err != nil || !ok {
		return "build constraint"
	}
	pkg, err := c.types.Check(enginetest.Source{Path: "example.com/p", Names: []string{name}})
	if err != nil {
		return "type error"
	}
	defer func() {
		if r := recover(); r != nil {
			var stack [1 << 14]byte
			c.t.Errorf("%s: %v\n%s", name, r, stack[:runtime.Stack(stack[:], false)])
		}
	}()
	res, findings, err := analyzeAll(pkg)
	if err != nil {
		c.t.Errorf("%s: %v", name, err)
		return ""
	}
	for _, line := range res.Internal {
		c.t.Errorf("%s: %s", name, line)
	}
	c.files, c.sites, c.findings = c.files+1, c.sites+len(res.Sites), c.findings+findings
	return ""
}

// header returns the first word of the comment that text begins with.
func header(text []byte) string {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	words := strings.Fields(strings.TrimPrefix(string(line), "//"))
	if !bytes.HasPrefix(line, []byte("//")) || len(words) == 0 {
		return ""
	}
	return words[0]
}

// report fails the test if fewer files than the floor were analysed.
func (c *corpus) report(floor int) {
	c.t.Logf("%d files, %d acquires, %d findings; skipped %s", c.files, c.sites, c.findings, fmt.Sprint(c.skipped))
	if c.files < floor {
		c.t.Errorf("%d files were analysed, not even %d", c.files, floor)
	}
}
