package main

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
)

// damagedModule returns a module of three packages, one of which imports
// another: the finding in use needs what is known of dep.
func damagedModule() map[string]string {
	const leak = `
func F(f func() error) error {
	mu.Lock()
	if err := f(); err != nil {
		return err
	}
	mu.Unlock()
	return nil
}
`
	return map[string]string{
		"go.mod":     "module example.com/m\n\ngo 1.26\n",
		"dep/dep.go": "package dep\n\ntype Lock struct{}\n\nfunc (*Lock) Lock()   {}\nfunc (*Lock) Unlock() {}\n",
		"use/use.go": "package use\n\nimport \"example.com/m/dep\"\n\nvar mu dep.Lock\n" + leak,
		"good/good.go": "package good\n\ntype lock struct{}\n\nfunc (*lock) Lock()   {}\nfunc (*lock) Unlock() {}\n\nvar mu lock\n" +
			leak,
	}
}

// TestDamagedFacts spoils the files of types and facts that the go command
// keeps. The packages that need them are named with the cause, and the rest is
// analysed. A file of another length is missing for the go command, and made
// anew. Most kinds of damage are for exhaustive runs.
func TestDamagedFacts(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(b []byte) []byte
		cause string // in the message, "" if nothing is to be seen
	}{
		"truncated":     {func(b []byte) []byte { return b[:len(b)/2] }, ""},
		"text":          {func(b []byte) []byte { return bytes.Repeat([]byte("?"), len(b)) }, `invalid vetx file for "example.com/m/dep"`},
		"foreign facts": {func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("LockleakFacts"), []byte("OtherFacts123")) }, `decoding facts for "example.com/m/dep"`},
		"garbled facts": {func(b []byte) []byte {
			facts := 12 + int(binary.LittleEndian.Uint32(b[4:]))
			return append(b[:facts:facts], bytes.Repeat([]byte{7}, len(b)-facts)...)
		}, `decoding facts for "example.com/m/dep"`},
		"no types": {func(b []byte) []byte {
			return append(b[:12:12], make([]byte, len(b)-12)...)
		}, `use/use.go:3:8: could not import example.com/m/dep`},
	} {
		t.Run(name, func(t *testing.T) {
			if name != "truncated" && name != "garbled facts" {
				exhaustive.Only(t)
			}
			t.Parallel()
			damagedFacts(t, tt.spoil, tt.cause)
		})
	}
}

func damagedFacts(t *testing.T, spoil func([]byte) []byte, cause string) {
	dir, cache := t.TempDir(), t.TempDir()
	for name, text := range damagedModule() {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, dir, name, text)
	}
	env := append(os.Environ(), goEnv(t)...)
	env = append(env, "GOCACHE="+cache)
	run := func(name string, args ...string) (stdout, stderr string, status int) {
		var out, err bytes.Buffer
		cmd := exec.Command(name, append(args, "./use", "./good")...)
		cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, &out, &err
		cmd.Run()
		return out.String(), err.String(), cmd.ProcessState.ExitCode()
	}
	lockleak := func() (stdout, stderr string, status int) { return run(self(t)) }
	goVet := func() (stdout, stderr string, status int) { return run("go", "vet", "-vettool="+self(t)) }
	before, messages, status := lockleak()
	if status != 1 || messages != "" {
		t.Fatalf("exit status %d with a new cache\n%s", status, messages)
	}
	goVet() // it has facts of its own, as it has other flags

	// The results of use are in the cache as well: it has to be analysed again.
	write(t, dir, "use/use.go", damagedModule()["use/use.go"]+"// changed\n")
	if spoilFacts(t, cache, spoil) < 2 {
		t.Fatal("no files of facts in the cache")
	}

	after, messages, status := lockleak()
	_, vet, vetStatus := goVet()
	if cause == "" {
		if status != 1 || messages != "" || after != before {
			t.Errorf("exit status %d\n%s%s", status, messages, after)
		}
		if vetStatus != 1 || !strings.Contains(vet, "use/use.go:8:2: ") {
			t.Errorf("go vet: exit status %d\n%s", vetStatus, vet)
		}
		return
	}
	if status != 2 || strings.Count(messages, "\n") != 1 || !strings.HasPrefix(messages, "lockleak: example.com/m/use: left out: "+cause) ||
		!strings.HasSuffix(messages, " (the go command's cache is damaged; go clean -cache empties it)\n") {
		t.Errorf("exit status %d, want 2\n%s", status, messages)
	}
	if !strings.HasPrefix(after, "good/good.go:11:2: ") || strings.Contains(after, "use.go") {
		t.Errorf("findings, want those of good:\n%s", after)
	}
	if vetStatus != 1 || !strings.Contains(vet, cause) || !strings.Contains(vet, "good/good.go:11:2: ") || strings.Contains(vet, "goroutine ") {
		t.Errorf("go vet: exit status %d\n%s", vetStatus, vet)
	}
}

// spoilFacts changes all files of types and facts in a cache of the go command,
// and returns how many these are.
func spoilFacts(t *testing.T, cache string, spoil func([]byte) []byte) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(cache, func(file string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, "-d") {
			return err
		}
		b, err := os.ReadFile(file)
		if err != nil || !bytes.HasPrefix(b, []byte("vetx")) {
			return err
		}
		n++
		return os.WriteFile(file, spoil(b), 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
