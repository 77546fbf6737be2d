package permute

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
)

// An Order says where each declaration of a package stands, and which file comes
// first. It is made for one [Package].
type Order struct {
	decls []place
	files []float64 // smaller ones first
}

// A place of a declaration is in a file, after all smaller ones there.
type place struct {
	file int
	at   float64
}

// Written returns the order in which the package is written.
func (p *Package) Written() Order {
	var o Order
	for _, d := range p.decls {
		o.decls = append(o.decls, place{d.file, d.place})
	}
	for i := range p.files {
		o.files = append(o.files, float64(i))
	}
	return o
}

// Shuffle returns a random order, the same for the same seed.
func (p *Package) Shuffle(seed uint64) Order {
	r := rand.New(rand.NewPCG(seed, 0))
	var o Order
	names := p.importNames()
	for _, d := range p.decls {
		to := d.file
		if d.moves && r.IntN(2) == 0 {
			to = r.IntN(len(p.files))
			if to != d.file && !p.admits(to, d, names[to]) {
				to = d.file
			}
		}
		if to != d.file {
			for name, path := range d.uses {
				names[to][name] = path
			}
		}
		o.decls = append(o.decls, place{to, r.Float64()})
	}
	for range p.files {
		o.files = append(o.files, r.Float64()*float64(len(p.files)))
	}
	return o
}

// importNames returns for each file the paths of its imports, by name.
func (p *Package) importNames() []map[string]string {
	var out []map[string]string
	for _, f := range p.files {
		names := make(map[string]string)
		for _, x := range f.imports {
			names[x.name] = x.path
		}
		out = append(out, names)
	}
	return out
}

// admits reports whether d means the same in the file numbered to, which has
// imports with the given names.
func (p *Package) admits(to int, d *declaration, names map[string]string) bool {
	f := p.files[to]
	if f.closed || f.version != p.files[d.file].version {
		return false
	}
	for name, path := range d.uses {
		if other, ok := names[name]; ok && other != path {
			return false
		}
	}
	return true
}

// layout returns the numbers of the declarations in each file, in order.
func (p *Package) layout(o Order) [][]int {
	out := make([][]int, len(p.files))
	for i, at := range o.decls {
		out[at.file] = append(out[at.file], i)
	}
	for _, decls := range out {
		slices.SortStableFunc(decls, func(a, b int) int { return cmp.Compare(o.decls[a].at, o.decls[b].at) })
		var places, inits []int
		for k, i := range decls {
			if p.decls[i].isInit {
				places, inits = append(places, k), append(inits, i)
			}
		}
		slices.Sort(inits)
		for k, i := range inits {
			decls[places[k]] = i
		}
	}
	return out
}

// fileOrder returns the numbers of the files in order.
func (p *Package) fileOrder(o Order) []int {
	out := make([]int, len(p.files))
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(o.files[a], o.files[b]) })
	return out
}

// Describe tells what o moves, a line for each declaration. The neighbors are
// those that the declaration has then.
func (p *Package) Describe(o Order) string {
	var b strings.Builder
	written := p.Written()
	if !slices.Equal(o.files, written.files) {
		b.WriteString("files in the order")
		for _, i := range p.fileOrder(o) {
			b.WriteString(" " + filepath.Base(p.files[i].name))
		}
		b.WriteString("\n")
	}
	for file, decls := range p.layout(o) {
		for k, i := range decls {
			if o.decls[i] == written.decls[i] {
				continue
			}
			d := p.decls[i]
			fmt.Fprintf(&b, "%s moves", d.name)
			if d.file != file {
				fmt.Fprintf(&b, " from %s to %s", filepath.Base(p.files[d.file].name), filepath.Base(p.files[file].name))
			}
			if k > 0 {
				fmt.Fprintf(&b, ", after %s", p.decls[decls[k-1]].name)
			}
			if k+1 < len(decls) {
				fmt.Fprintf(&b, ", before %s", p.decls[decls[k+1]].name)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}
