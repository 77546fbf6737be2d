package confine

import (
	"go/token"
	"go/types"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Classes are the classes of the locks of a package.
type Classes struct {
	pkg      *ssa.Package
	paths    *accesspath.Resolver
	confined map[lock.Class]bool // those of package sync with a place; whether they are confined
	exposed  map[*types.TypeName]bool
	isMain   bool // nobody imports the package
}

// Find returns the classes of the locks of pkg, whose functions are fns, literals
// included.
func Find(pkg *ssa.Package, fns iter.Seq[*ssa.Function], paths *accesspath.Resolver) *Classes {
	c := &Classes{
		pkg:      pkg,
		paths:    paths,
		confined: make(map[lock.Class]bool),
		exposed:  exposedTypes(pkg.Pkg),
		isMain:   pkg.Pkg.Name() == "main",
	}
	for fn := range fns {
		c.survey(fn)
	}
	if init := pkg.Func("init"); init != nil {
		c.survey(init)
	}
	return c
}

// Has reports whether the class is confined.
func (c *Classes) Has(class lock.Class) bool { return c.confined[class] }

// survey notes what fn does with the addresses of locks.
func (c *Classes) survey(fn *ssa.Function) {
	var operands []*ssa.Value
	for in := range accesspath.Instructions(fn) {
		switch in := in.(type) {
		case *ssa.FieldAddr:
			if isLock(in) {
				c.note(in, c.isReachableField(in) || !onlyReceives(in))
			}
		case *ssa.Alloc:
			if isLock(in) {
				c.note(in, !onlyReceives(in))
			}
		case *ssa.MakeInterface:
			c.noteInterface(in)
		}
		operands = in.Operands(operands[:0])
		for _, v := range operands {
			if g, ok := (*v).(*ssa.Global); ok && isLock(g) {
				c.note(g, !c.isMain && token.IsExported(g.Name()) || !isReceiver(in, g))
			}
		}
	}
}

// isLock reports whether addr is the address of a lock of package sync.
func isLock(addr ssa.Value) bool {
	t := lexicon.Deref(addr.Type())
	if _, ok := t.(*types.Named); !ok {
		if _, ok = t.(*types.Alias); !ok {
			return false
		}
	}
	return lexicon.IsSync(lexicon.LockType(t))
}

// note notes the class of the lock at addr, and whether others reach it there.
func (c *Classes) note(addr ssa.Value, reached bool) {
	class := c.paths.Class(addr)
	if class.Owner == "" && class.Local == nil && class.Global == (lock.Global{}) {
		return
	}
	if confined, known := c.confined[class]; confined || !known {
		c.confined[class] = !reached
	}
}

// isReachableField reports whether other packages can name the field: it is exported,
// as an embedded lock is, and they can get an object of its type.
func (c *Classes) isReachableField(fa *ssa.FieldAddr) bool {
	if c.isMain {
		return false
	}
	owner := lexicon.Deref(fa.X.Type())
	s, ok := owner.Underlying().(*types.Struct)
	if !ok || !s.Field(fa.Field).Exported() {
		return false
	}
	n := lexicon.Named(owner)
	return n == nil || n.Obj().Pkg() != c.pkg.Pkg || c.exposed[n.Origin().Obj()]
}

// onlyReceives reports whether addr is used for nothing but to call methods on it, here
// and in the literals that capture it.
func onlyReceives(addr ssa.Value) bool {
	for _, ref := range *addr.Referrers() {
		m, ok := ref.(*ssa.MakeClosure)
		if !ok || m.Fn.(*ssa.Function).Parent() == nil {
			if !isReceiver(ref, addr) {
				return false
			}
			continue
		}
		for i, b := range m.Bindings {
			if b == addr && !onlyReceives(m.Fn.(*ssa.Function).FreeVars[i]) {
				return false
			}
		}
	}
	return true
}

// isReceiver reports whether in uses addr, if at all, to call a method on it.
func isReceiver(in ssa.Instruction, addr ssa.Value) bool {
	switch in := in.(type) {
	case *ssa.DebugRef:
		return true
	case ssa.CallInstruction:
		common := in.Common()
		fn := common.StaticCallee()
		if fn == nil || fn.Signature.Recv() == nil || len(common.Args) == 0 || common.Args[0] != addr {
			return false
		}
		for _, a := range common.Args[1:] {
			if a == addr {
				return false
			}
		}
		return true
	}
	return false
}

// noteInterface notes the lock that the methods of an interface lead to, if the value
// that becomes one has methods of an embedded lock.
func (c *Classes) noteInterface(m *ssa.MakeInterface) {
	iface, ok := m.Type().Underlying().(*types.Interface)
	if !ok {
		return
	}
	for method := range iface.Methods() {
		if !lexicon.SpeaksOfRelease(method.Name()) {
			continue
		}
		obj, path, _ := types.LookupFieldOrMethod(m.X.Type(), true, c.pkg.Pkg, method.Name())
		if _, ok := obj.(*types.Func); !ok || len(path) < 2 {
			continue
		}
		t := lexicon.Deref(m.X.Type())
		for _, i := range path[:len(path)-1] {
			s, ok := lexicon.Deref(t).Underlying().(*types.Struct)
			if !ok {
				break
			}
			f := s.Field(i)
			if typ := lexicon.LockType(f.Type()); lexicon.IsSync(typ) {
				c.confined[lock.Class{Type: typ, Owner: lexicon.TypeKey(lexicon.Deref(t)), Field: f.Name()}] = false
			}
			t = f.Type()
		}
	}
}
