package codebase

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
)

const source = `package p

import "sync"

type T struct{ mu sync.Mutex }

func (t *T) Pointer() { t.mu.Lock() }
func (t T) Value()    { t.mu.Lock() }

type G[K, V any] struct{ mu sync.Mutex }

func (g *G[K, V]) Generic() {
	_ = func() {
		g.mu.Lock()
	}
}

func plain() { new(T).mu.Lock() }

var (
	a int
	v = func() { new(T).mu.Lock() }
)

//line grammar.y:1
func generated() {}
`

// TestFunction names what is around a position.
func TestFunction(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "p.go")
	if err := os.WriteFile(file, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	finder := newFunctionFinder()
	for _, tt := range []struct {
		file      string
		line, col int
		want      string
	}{
		{file, 7, 26, "(*T).Pointer"},
		{file, 8, 26, "T.Value"},
		{file, 14, 4, "(*G).Generic"},
		{file, 18, 16, "plain"},
		{file, 22, 15, "var v"},
		{file, 26, 3, "generated"},
		{file, 5, 20, "p.go"},
		{file, 0, 0, "p.go"},
		{filepath.Join(dir, "grammar.y"), 1, 2, "grammar.y"},
	} {
		if got := finder.function(finding.Finding{At: finding.Position{File: tt.file, Line: tt.line, Col: tt.col}}); got != tt.want {
			t.Errorf("%s:%d:%d is in %q, want %q", filepath.Base(tt.file), tt.line, tt.col, got, tt.want)
		}
	}
}

// TestPlaces writes lines by files.
func TestPlaces(t *testing.T) {
	t.Parallel()
	got := places([]finding.Finding{{At: finding.Position{File: "/m/a.go", Line: 3}}, {At: finding.Position{File: "/m/a.go", Line: 7}}, {At: finding.Position{File: "/m/b.go", Line: 1}}, {At: finding.Position{File: "/m/b.go", Line: 2}}})
	if want := "a.go:3, 7, b.go:1, 2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
