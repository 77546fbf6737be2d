package patch

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// A Plan is what becomes of files by fixes.
type Plan struct {
	Files []File // those that change, by name
	Taken []bool // for each fix, in the order given, whether it is in the files
}

// A File is a file before and after the fixes.
type File struct {
	Name          string
	Before, After []byte
}

// New reads the files that the fixes are for and plans which of these are made,
// those first that are first in the list. A fix with an edit that overlaps one of
// another fix, and is not the same, is left out; so is one that changes a
// generated file. A file that was formatted as gofmt does is so afterwards.
//
// The error says that a file cannot be read, or is not the one that the fixes are
// for.
func New(fixes []Fix) (*Plan, error) {
	p := &planning{texts: make(map[string][]byte), frozen: make(map[string]bool), edits: make(map[string][]Edit)}
	for _, f := range fixes {
		for _, e := range f.Edits {
			if err := p.read(e.File); err != nil {
				return nil, err
			}
			if e.Start < 0 || e.End < e.Start || e.End > len(p.texts[e.File]) {
				return nil, fmt.Errorf("%s: it has changed since it was analysed", e.File)
			}
		}
	}
	plan := &Plan{Taken: make([]bool, len(fixes))}
	for i, f := range fixes {
		plan.Taken[i] = p.take(f)
	}
	for _, name := range slices.Sorted(maps.Keys(p.edits)) {
		before := p.texts[name]
		after, err := formatted(before, apply(before, p.edits[name]))
		if err != nil {
			return nil, fmt.Errorf("%s: the fixed file is no Go: %w", name, err)
		}
		if !bytes.Equal(before, after) {
			plan.Files = append(plan.Files, File{name, before, after})
		}
	}
	return plan, nil
}

// Count returns how many fixes are in the files.
func (p *Plan) Count() int {
	n := 0
	for _, taken := range p.Taken {
		if taken {
			n++
		}
	}
	return n
}

type planning struct {
	texts  map[string][]byte
	frozen map[string]bool   // generated files
	edits  map[string][]Edit // taken, without repetitions
}

func (p *planning) read(name string) error {
	if _, ok := p.texts[name]; ok {
		return nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		if path, ok := errors.AsType[*os.PathError](err); ok {
			err = path.Err
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	p.texts[name] = text
	p.frozen[name] = isGenerated(name, text)
	return nil
}

// isGenerated reports whether a comment says that a Go file is generated.
func isGenerated(name string, text []byte) bool {
	if filepath.Ext(name) != ".go" {
		return false
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.PackageClauseOnly|parser.ParseComments)
	return err == nil && ast.IsGenerated(f)
}

// take takes the edits of f, if all of them go together with those taken.
func (p *planning) take(f Fix) bool {
	var added []Edit
	for _, e := range f.Edits {
		if p.frozen[e.File] || slices.ContainsFunc(p.edits[e.File], func(o Edit) bool { return o != e && overlap(o, e) }) {
			return false
		}
		if !slices.Contains(p.edits[e.File], e) && !slices.Contains(added, e) {
			added = append(added, e)
		}
	}
	for i, e := range added {
		for _, o := range added[:i] {
			if o.File == e.File && overlap(o, e) {
				return false
			}
		}
	}
	for _, e := range added {
		p.edits[e.File] = append(p.edits[e.File], e)
	}
	return len(f.Edits) > 0
}

// overlap reports whether two edits of a file cannot both be made: they share a
// byte, or one begins where the other inserts.
func overlap(a, b Edit) bool {
	if b.Start < a.Start || b.Start == a.Start && b.End < a.End {
		a, b = b, a
	}
	return b.Start < a.End || a.Start == b.Start
}

// apply returns text with edits that do not overlap.
func apply(text []byte, edits []Edit) []byte {
	edits = slices.SortedFunc(slices.Values(edits), func(a, b Edit) int { return cmp.Compare(a.Start, b.Start) })
	var out []byte
	from := 0
	for _, e := range edits {
		out = append(append(out, text[from:e.Start]...), e.New...)
		from = e.End
	}
	return append(out, text[from:]...)
}

// formatted returns after in the format of gofmt, if before is in it. The error is
// that after is no Go.
func formatted(before, after []byte) ([]byte, error) {
	out, err := format.Source(after)
	if err != nil {
		return nil, err
	}
	if was, err := format.Source(before); err != nil || !bytes.Equal(was, before) {
		return after, nil
	}
	return out, nil
}
