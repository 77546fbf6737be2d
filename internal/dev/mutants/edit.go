package mutants

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Apply returns a source text with edits made. They must not overlap.
func Apply(text []byte, edits []Edit) ([]byte, error) {
	sorted := slices.SortedStableFunc(slices.Values(edits), func(a, b Edit) int { return a.Start - b.Start })
	var out bytes.Buffer
	done := 0
	for _, e := range sorted {
		if e.Start < done || e.End < e.Start || e.End > len(text) {
			return nil, fmt.Errorf("an edit of the bytes %d to %d, after %d of %d are done", e.Start, e.End, done, len(text))
		}
		out.Write(text[done:e.Start])
		out.WriteString(e.New)
		out.WriteString(strings.Repeat("\n", bytes.Count(text[e.Start:e.End], []byte("\n"))))
		done = e.End
	}
	out.Write(text[done:])
	return out.Bytes(), nil
}

// An Overlay is files with mistakes in them, which the go command takes for those of
// the code. These are not changed.
type Overlay struct {
	// File is for the flag -overlay of the go command.
	File   string
	origin map[string]string // the original of a file, by the end of its name
}

// WriteOverlay writes the files of some mistakes into dir, which is to be there for
// this overlay alone.
func WriteOverlay(dir string, batch []Mutant) (*Overlay, error) {
	edits := make(map[string][]Edit)
	for _, m := range batch {
		edits[m.File] = append(edits[m.File], m.Edits...)
	}
	o := &Overlay{File: filepath.Join(dir, "overlay.json"), origin: make(map[string]string)}
	replace := make(map[string]string)
	for file, list := range edits {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if text, err = Apply(text, list); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		name := overlaid(file)
		if other, ok := o.origin[name]; ok {
			return nil, fmt.Errorf("%s and %s are the same in an overlay", file, other)
		}
		o.origin[name], replace[file] = file, filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(replace[file]), 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(replace[file], text, 0o600); err != nil {
			return nil, err
		}
	}
	b, err := json.Marshal(struct{ Replace map[string]string }{replace})
	if err != nil {
		return nil, err
	}
	return o, os.WriteFile(o.File, b, 0o600)
}

// overlaid names the file in an overlay that replaces another one. The go command
// caches what is found in a file by its content and its original name, so that a
// position may be one in an overlay that is long gone. That is why the name depends
// on that of the original and on nothing else.
func overlaid(file string) string {
	sum := sha256.Sum256([]byte(file))
	return filepath.Join(fmt.Sprintf("%x", sum[:8]), filepath.Base(file))
}

// Origin returns the original of a file, which is the file itself if it is in no
// overlay.
func (o *Overlay) Origin(file string) string {
	dir, base := filepath.Split(file)
	if from, ok := o.origin[filepath.Join(filepath.Base(dir), base)]; ok {
		return from
	}
	return file
}
