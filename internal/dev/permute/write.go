package permute

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sort"
)

// A Text is a package as it is written in some order.
type Text struct {
	Files []File // in order
	pkg   *Package
	marks map[string][]mark
}

// A mark is the beginning of a declaration in a file; decl is -1 for what stands
// before and after all declarations.
type mark struct {
	offset, decl int
}

// Write writes the package in the given order.
func (p *Package) Write(o Order) *Text {
	t := &Text{pkg: p, marks: make(map[string][]mark)}
	layout := p.layout(o)
	for _, i := range p.fileOrder(o) {
		f := p.files[i]
		var b bytes.Buffer
		b.Write(p.headerFor(i, layout[i]))
		marks := []mark{{0, -1}}
		begin := func(decl int) {
			if text := b.Bytes(); len(text) > 0 && text[len(text)-1] != '\n' {
				b.WriteByte('\n')
			}
			marks = append(marks, mark{b.Len(), decl})
		}
		for _, k := range layout[i] {
			begin(k)
			b.Write(p.decls[k].text)
		}
		if len(f.footer) > 0 {
			begin(-1)
			b.Write(f.footer)
		}
		t.Files = append(t.Files, File{f.name, b.Bytes()})
		t.marks[f.name] = marks
	}
	return t
}

// headerFor returns the header of a file that has the given declarations.
func (p *Package) headerFor(file int, decls []int) []byte {
	f := p.files[file]
	if f.closed {
		return f.header
	}
	uses := make(map[string]string)
	for _, i := range decls {
		maps.Copy(uses, p.decls[i].uses)
	}
	var b bytes.Buffer
	done := 0
	for _, x := range f.imports {
		if _, ok := uses[x.name]; !ok {
			b.Write(f.header[done:x.from])
			b.WriteString("_")
			if x.from == x.to {
				b.WriteString(" ")
			}
			done = x.to
		}
		delete(uses, x.name)
	}
	b.Write(f.header[done:])
	for i, name := range slices.Sorted(maps.Keys(uses)) {
		if text := b.Bytes(); i == 0 && text[len(text)-1] != '\n' {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "import %s %q\n", name, uses[name])
	}
	return b.Bytes()
}

// Place returns what is at an offset in a file: the declaration, and the line and
// the column in it, with what the line says. It is the same for all orders.
func (t *Text) Place(name string, offset int) string {
	marks := t.marks[name]
	i := sort.Search(len(marks), func(i int) bool { return marks[i].offset > offset }) - 1
	k := slices.IndexFunc(t.Files, func(f File) bool { return f.Name == name })
	if i < 0 || k < 0 || offset > len(t.Files[k].Text) {
		return "?"
	}
	text, begin := t.Files[k].Text, marks[i].offset
	decl := filepath.Base(name)
	if marks[i].decl >= 0 {
		decl = t.pkg.decls[marks[i].decl].name
	}
	line := bytes.Count(text[begin:offset], []byte("\n"))
	start := bytes.LastIndexByte(text[:offset], '\n') + 1
	end := len(text)
	if n := bytes.IndexByte(text[offset:], '\n'); n >= 0 {
		end = offset + n
	}
	code, _, _ := bytes.Cut(text[start:end], []byte("//"))
	return fmt.Sprintf("%s +%d:%d `%s`", decl, line, offset-max(start, begin)+1, bytes.TrimSpace(code))
}
