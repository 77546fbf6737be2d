package callinfo

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/engine/summary"
)

// The go command gives an analysis the facts of the packages that are imported
// directly, and these do not hold the package facts of what they import in
// turn. But values of types of the latter are at hand: their methods are called
// without their package being imported. So a package passes on what it knows of
// the methods of the types that can be reached through what it exports.

// Imports is what is known of other packages.
type Imports struct {
	prog     *Program
	imported *importedFacts // nil before it is asked for
}

// importedFacts is what is known of other packages.
type importedFacts struct {
	funcs    map[string]*summary.Func // by full name
	declared []string
	packages map[string]bool // those whose own fact has been read
	types    map[string]bool // those of which the effects of all methods are known
}

// facts returns what is known of other packages.
func (im *Imports) facts() *importedFacts {
	if im.imported != nil {
		return im.imported
	}
	f := &importedFacts{funcs: make(map[string]*summary.Func), packages: make(map[string]bool), types: make(map[string]bool)}
	im.imported = f
	for _, pkg := range im.prog.Pass.Pkg.Imports() {
		var fact summary.LockleakFacts
		if !im.prog.Pass.ImportPackageFact(pkg, &fact) {
			continue
		}
		f.packages[pkg.Path()] = true
		for i := range fact.Funcs {
			x := &fact.Funcs[i]
			if err := x.Func.Check(); err != nil {
				im.prog.note(fmt.Sprintf("facts of %s: %s is left out: %v", pkg.Path(), x.Name, err))
				continue
			}
			f.funcs[x.Name] = &x.Func
			if recv := receiverOf(x.Name); recv != "" {
				f.types[recv] = true
			}
		}
		f.declared = append(f.declared, fact.Declared...)
	}
	slices.Sort(f.declared)
	f.declared = slices.Compact(f.declared)
	return f
}

// funcOf returns the summary of a function of another package. One that does not fit
// its signature is left out.
func (im *Imports) funcOf(fn *types.Func) *summary.Func {
	f := im.facts().funcs[fn.Origin().FullName()]
	if f == nil {
		return None
	}
	sig := fn.Signature()
	params := sig.Params().Len()
	if sig.Recv() != nil {
		params++
	}
	if err := f.Fits(params, sig.Results().Len()); err != nil {
		im.prog.note(fmt.Sprintf("facts of %s: %s is left out: %v", fn.Pkg().Path(), fn.Origin().FullName(), err))
		return None
	}
	return f
}

// knows reports whether there are facts of the package of fn, or of all methods of
// its receiver's type.
func (im *Imports) knows(fn *types.Func) bool {
	f := im.facts()
	return f.packages[fn.Pkg().Path()] || f.types[receiverOf(fn.FullName())]
}

// PassOn adds to funcs and declared what is known of the types of other packages
// that can be reached through what this one exports.
func (im *Imports) PassOn(funcs map[string]*summary.Func, declared *[]string) {
	if len(im.facts().funcs)+len(im.facts().declared) == 0 {
		return
	}
	r := reach{seen: make(map[types.Type]bool), names: make(map[string]bool)}
	scope := im.prog.Pass.Pkg.Scope()
	for _, name := range scope.Names() {
		if o := scope.Lookup(name); o.Exported() {
			r.visit(o.Type())
		}
	}
	for name, f := range im.facts().funcs {
		if r.names[receiverOf(name)] {
			funcs[name] = f
		}
	}
	for _, line := range im.facts().declared {
		target, _, _ := strings.Cut(line, ": ")
		if r.names[target] || r.names[receiverOf(target)] {
			*declared = append(*declared, line)
		}
	}
}

// receiverOf returns the type of the receiver in the full name of a method, ""
// if it is that of a function.
func receiverOf(name string) string {
	recv, _, ok := strings.Cut(name, ").")
	if !ok {
		return ""
	}
	recv = strings.TrimLeft(recv, "(*")
	recv, _, _ = strings.Cut(recv, "[")
	return recv
}

// A reach finds the named types that can be reached from others, by what they
// export.
type reach struct {
	seen  map[types.Type]bool
	names map[string]bool // package path and name
}

func (r *reach) visit(t types.Type) {
	t = types.Unalias(t)
	if r.seen[t] {
		return
	}
	r.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		r.named(t)
	case *types.Pointer:
		r.visit(t.Elem())
	case *types.Slice:
		r.visit(t.Elem())
	case *types.Array:
		r.visit(t.Elem())
	case *types.Chan:
		r.visit(t.Elem())
	case *types.Map:
		r.visit(t.Key())
		r.visit(t.Elem())
	case *types.Signature:
		r.tuple(t.Params())
		r.tuple(t.Results())
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() || f.Embedded() {
				r.visit(f.Type())
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			r.visit(m.Type())
		}
	}
}

func (r *reach) named(t *types.Named) {
	o := t.Origin().Obj()
	if o.Pkg() != nil {
		r.names[o.Pkg().Path()+"."+o.Name()] = true
	}
	for a := range t.TypeArgs().Types() {
		r.visit(a)
	}
	r.visit(t.Underlying())
	for m := range t.Methods() {
		if m.Exported() {
			r.visit(m.Type())
		}
	}
}

func (r *reach) tuple(t *types.Tuple) {
	for v := range t.Variables() {
		r.visit(v.Type())
	}
}
