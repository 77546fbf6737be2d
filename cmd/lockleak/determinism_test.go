package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
)

// manyPackages returns a module of n packages with findings, in chains of
// imports. Each tells its importers of functions that acquire and release, and
// of locks of other packages. The last one has a type error.
func manyPackages(n int) map[string]string {
	files := map[string]string{
		"go.mod":        "module example.com/m\n\ngo 1.26\n",
		"lock/lock.go":  "package lock\n\ntype T struct{}\n\nfunc (*T) Lock()         {}\nfunc (*T) Unlock()       {}\nfunc (*T) TryLock() bool { return true }\n",
		"zz/broken.go":  "package zz\n\nfunc F() { return 1 }\n",
		"zy/depends.go": "package zy\n\nimport _ \"example.com/m/zz\"\n",
	}
	for i := range n {
		var b strings.Builder
		fmt.Fprintf(&b, "package p%d\n\nimport (\n\t\"example.com/m/lock\"\n", i)
		before := ""
		if i > 1 { // two chains
			fmt.Fprintf(&b, "\t\"example.com/m/p%d\"\n", i-2)
			before = fmt.Sprintf("\tp%d.Begin(&t.Inner)\n\tif c {\n\t\treturn nil\n\t}\n\tp%d.End(&t.Inner)\n", i-2, i-2)
		}
		b.WriteString(")\n\ntype T struct {\n\tmu, other lock.T\n")
		if i > 1 {
			fmt.Fprintf(&b, "\tInner p%d.T\n", i-2)
		}
		b.WriteString("}\n\nfunc Begin(t *T) { t.mu.Lock() }\nfunc End(t *T)   { t.mu.Unlock() }\n\n")
		fmt.Fprintf(&b, "func (t *T) F(c bool, f func() error) error {\n%s\tif !t.other.TryLock() {\n\t\treturn nil\n\t}\n", before)
		b.WriteString("\tt.mu.Lock()\n\tif err := f(); err != nil {\n\t\treturn err\n\t}\n\tt.mu.Unlock()\n\tt.other.Unlock()\n\tt.other.Unlock()\n\treturn nil\n}\n")
		files[fmt.Sprintf("p%d/p.go", i)] = b.String()
		files[fmt.Sprintf("p%d/p_test.go", i)] = fmt.Sprintf("package p%d\n\nfunc leak(t *T, c bool) {\n\tBegin(t)\n\tif c {\n\t\tEnd(t)\n\t}\n}\n", i)
	}
	return files
}

// TestSameBytes runs lockleak with one processor and with many, with the
// packages in several orders, with a new cache and again with that. What it
// prints in each format, and the facts that the go command keeps, have to be the
// same to the byte.
func TestSameBytes(t *testing.T) {
	exhaustive.Only(t)
	t.Parallel()
	const packages = 6
	dir := t.TempDir()
	var names []string
	for name, text := range manyPackages(packages) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, dir, name, text)
		if d := filepath.Dir(name); d != "." && !slices.Contains(names, "./"+d) {
			names = append(names, "./"+d)
		}
	}
	slices.Sort(names)
	reversed := slices.Clone(names)
	slices.Reverse(reversed)

	var want map[string]string
	for _, v := range []struct {
		procs, p string
		patterns []string
	}{
		{"1", "-p=1", []string{"./..."}},
		{"8", "-p=8", reversed},
		{"3", "-p=4", append(slices.Clone(names[3:]), names[:3]...)},
	} {
		cache := t.TempDir()
		env := append(os.Environ(), goEnv(t)...)
		env = append(env, "GOCACHE="+cache, "GOMAXPROCS="+v.procs)
		got := make(map[string]string)
		for _, state := range []string{"new", "used"} {
			for _, format := range []string{"-tests=true", "-json", "-c=2"} {
				var stdout, stderr bytes.Buffer
				cmd := exec.Command(self(t), append([]string{v.p, format}, v.patterns...)...)
				cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, &stdout, &stderr
				cmd.Run()
				if status := cmd.ProcessState.ExitCode(); status != 2 {
					t.Fatalf("exit status %d\n%s", status, &stderr)
				}
				if state == "used" && (got[format] != stdout.String() || got[format+" messages"] != stderr.String()) {
					t.Errorf("GOMAXPROCS=%s %s %s: not the same with the cache", v.procs, v.p, format)
				}
				got[format], got[format+" messages"] = stdout.String(), stderr.String()
			}
		}
		got["facts"] = factFiles(t, cache)
		if want == nil {
			want = got
			if n := strings.Count(got["-tests=true"], "is acquired here"); n < 3*packages {
				t.Errorf("%d findings\n%s", n, got["-tests=true"])
			}
			if n := strings.Count(got["facts"], "\n"); n < packages {
				t.Errorf("%d files of facts", n)
			}
			continue
		}
		for _, what := range slices.Sorted(maps.Keys(want)) {
			if got[what] != want[what] {
				t.Errorf("GOMAXPROCS=%s %s %s: %s\n%s\nwant\n%s", v.procs, v.p, v.patterns, what, got[what], want[what])
			}
		}
	}
}

// factFiles returns the hashes of the files of types and facts in a cache of
// the go command, in order.
func factFiles(t *testing.T, cache string) string {
	t.Helper()
	var sums []string
	err := filepath.WalkDir(cache, func(file string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, "-d") {
			return err
		}
		b, err := os.ReadFile(file)
		if bytes.HasPrefix(b, []byte("vetx")) {
			sums = append(sums, fmt.Sprintf("%x\n", sha256.Sum256(b)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(sums)
	return strings.Join(sums, "")
}
