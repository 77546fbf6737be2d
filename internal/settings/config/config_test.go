package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFlags has each key in each of its forms.
func TestFlags(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"comment", "# nothing\n", nil},
		{"marker", "---\n", nil},
		{"empty mapping", "{}\n", nil},
		{"panic off", "panic: off\n", []string{"-lockleak.panic=off"}},
		{"panic recovered", "panic: recovered\n", []string{"-lockleak.panic=recovered"}},
		{"panic explicit", "panic: 'explicit'\n", []string{"-lockleak.panic=explicit"}},
		{"panic all", "panic: all\n", []string{"-lockleak.panic=all"}},
		{"checks on", "checks: {lockleak: true, badunlock: true}\n", nil},
		{"checks off", "checks: {lockleak: true, badunlock: false}\n", []string{"-badunlock=false"}},
		{"all checks off", "checks: {lockleak: false, badunlock: false}\n", []string{"-badunlock=false", "-lockleak=false"}},
		{"shared relocks", "relock: {shared: true}\n", []string{"-relock.shared=true"}},
		{"no shared relocks", "relock: {shared: false}\n", nil},
		{"nothing of relock", "relock: {}\n", nil},
		{"acquire", lockOf("does: acquire"), declares("acquires recv")},
		{"acquire always", lockOf("does: acquire, held: always"), declares("acquires recv")},
		{"acquire true", lockOf("does: acquire, held: true"), declares("acquires recv if true")},
		{"acquire in quotes", lockOf("does: acquire, held: 'true'"), declares("acquires recv if true")},
		{"acquire nil", lockOf("does: acquire, held: nil"), declares("acquires recv if nil")},
		{"acquire both", lockOf("does: acquire, held: true-and-nil"), declares("acquires recv if true and nil")},
		{"shared", lockOf("does: acquire, shared: true"), declares("acquires recv shared")},
		{"not shared", lockOf("does: acquire, shared: false, handle: false, keys: []"), declares("acquires recv")},
		{"handle", lockOf("does: acquire, handle: true"), declares("acquires recv by result")},
		{"everything", lockOf("does: acquire, keys: [2, 0], shared: true, held: nil, handle: true"),
			declares("acquires recv(arg2,arg0) shared if nil by result")},
		{"try", lockOf("does: try"), declares("tries recv")},
		{"try nil", lockOf("does: try, held: nil, keys: [0]"), declares("tries recv(arg0) if nil")},
		{"release", lockOf("does: release, keys: [0], shared: true"), declares("releases recv(arg0) shared")},
		{"release true", lockOf("does: release, held: true"), declares("releases recv if true")},
		{"require", lockOf("does: require, keys: [0], shared: true"), declares("requires recv(arg0) shared")},
		{"two methods", "locks:\n  - type: p.T\n    lock: true\n    methods:\n      - {name: B, does: release}\n      - {name: A, does: acquire}\n",
			[]string{"-lockleak.declare=(*p.T).A: acquires recv;(*p.T).B: releases recv;(p.T).A: acquires recv;(p.T).B: releases recv"}},
		{"no lock", "locks: [{type: gopkg.in/door.v3.Door, lock: false}]\n", []string{"-lockleak.declare=gopkg.in/door.v3.Door: notlock"}},
		{"no lock, no methods", "locks: [{type: p.T, lock: false, methods: []}]\n", []string{"-lockleak.declare=p.T: notlock"}},
		{"functions", "functions:\n  p.F: [acquires  arg0.mu, noreturn]\n  (*p.T).M:\n    - >\n      runs arg0\n      now\n  (p.T).M: []\n",
			[]string{"-lockleak.declare=(*p.T).M: runs arg0 now;p.F: acquires arg0.mu;p.F: noreturn"}},
		{"list of functions", "functions:\n- p.F: [acquires arg0.mu]\n- {p.G: [noreturn], p.H: [noreturn]}\n- {}\n",
			[]string{"-lockleak.declare=p.F: acquires arg0.mu;p.G: noreturn;p.H: noreturn"}},
		{"function in quotes", "functions: {\"p.F\": ['acquires q(a, b)']}\n", []string{"-lockleak.declare=p.F: acquires q(a, b)"}},
		{"futures", "futures:\n  - {type: p.T, complete: [Done, Fail], register: [OnDone, Then]}\n  - {type: p.U, complete: [Done]}\n  - {type: p.V, register: [Then]}\n  - type: p.W\n",
			[]string{"-lockleak.declare=p.T: future complete Done,Fail register OnDone,Then;p.U: future complete Done;p.V: future register Then;p.W: future"}},
		{"noreturn", "noreturn: [example.com/log.Die, (*example.com/log.Logger).Die, (log.L).Die]\n",
			[]string{"-lockleak.declare=(*example.com/log.Logger).Die: noreturn;(log.L).Die: noreturn;example.com/log.Die: noreturn"}},
		{"twice the same", "noreturn: [p.F, p.F]\nfunctions: {p.F: [noreturn]}\n", []string{"-lockleak.declare=p.F: noreturn"}},
		{"skip packages", "skip:\n  packages: [b/..., a, b/...]\n", []string{"-lockleak.skip=a,b/..."}},
		{"skip files", "skip:\n  files: ['*.pb.go', a/**/b?.go, '[a-c]/x.go']\n", []string{"-lockleak.skip=file:*.pb.go,file:[a-c]/x.go,file:a/**/b?.go"}},
		{"skip both", "skip: {packages: [...], files: [x.go]}\n", []string{"-lockleak.skip=...,file:x.go"}},
		{"skip nothing", "skip: {packages: [], files: []}\n", nil},
		{"all in order", "skip: {files: [x.go]}\nnoreturn: [p.F]\nchecks: {badunlock: false}\npanic: all\n",
			[]string{"-badunlock=false", "-lockleak.declare=p.F: noreturn", "-lockleak.panic=all", "-lockleak.skip=file:x.go"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := Parse(FileName, []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Flags(); !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// lockOf returns a file that declares a method M of p.T.
func lockOf(method string) string {
	return "locks: [{type: p.T, methods: [{name: M, " + method + "}]}]\n"
}

// declares returns the flags for a method M of p.T.
func declares(declaration string) []string {
	return []string{"-lockleak.declare=(*p.T).M: " + declaration + ";(p.T).M: " + declaration}
}

// TestPlaces checks where each declaration is said to come from.
func TestPlaces(t *testing.T) {
	t.Parallel()
	const text = `locks:
  - type: p.T
    methods:
      - name: M
        does: acquire
  - {type: p.U, lock: false}
functions:
  p.F:
    - noreturn
futures:
  - type: p.W
noreturn: [p.G]
`
	c, err := Parse("f.yml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range c.Declarations() {
		got = append(got, l.At.String()+" "+l.Text)
	}
	want := []string{
		"f.yml:4:9 (*p.T).M: acquires recv",
		"f.yml:4:9 (p.T).M: acquires recv",
		"f.yml:9:7 p.F: noreturn",
		"f.yml:12:12 p.G: noreturn",
		"f.yml:6:5 p.U: notlock",
		"f.yml:11:5 p.W: future",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, name := range []string{
		FileName,                    // above the module
		"m/go.mod", "m/" + FileName, // the module
		"m/a/b/x.go",                   // a package
		"m/a/" + FileName,              // in no root
		"m/inner/go.mod",               // a module without a file
		"m/folder/go.mod/x",            // a folder called go.mod
		"m/bad/go.mod",                 // a module with a folder of that name
		"m/bad/" + FileName + "/x.yml", //
		"none/x.go",                    // no module
	} {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for dir, want := range map[string]string{
		"m":         "m/" + FileName,
		"m/a":       "m/" + FileName,
		"m/a/b":     "m/" + FileName,
		"m/folder":  "m/" + FileName,
		"m/inner":   "",
		"m/bad":     "m/bad/" + FileName,
		"none":      "",
		"m/missing": "m/" + FileName,
	} {
		if want != "" {
			want = filepath.Join(root, filepath.FromSlash(want))
		}
		if got := Find(filepath.Join(root, filepath.FromSlash(dir))); got != want {
			t.Errorf("Find(%s) = %q, want %q", dir, got, want)
		}
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), FileName)
	if _, err := Load(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if err := os.WriteFile(file, []byte("panic: loud\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := Load(file)
	want := file + `:1:8: panic: want off, recovered, explicit or all, not "loud"`
	if wrong, ok := errors.AsType[Errors](err); !ok || len(wrong) != 1 || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := os.WriteFile(file, []byte("panic: off\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if c, err := Load(file); err != nil || c.Panic != "off" {
		t.Errorf("got %v, %v", c, err)
	}
}
