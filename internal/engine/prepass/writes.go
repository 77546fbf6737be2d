package prepass

import (
	"go/token"
	"go/types"
	"iter"
	"math/bits"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// What a function of the package tests before a call need not hold after it: what is
// called may write what was tested. Known are the stores to fields, to package-level
// variables, and to maps in these, by the functions of the package, and by those that
// they call in turn. Not known are those of other packages, and what is called by a
// function value or by an interface: these are taken to write nothing.
//
// A field is known by its name and the type that it is in, not by the object. Stores to
// objects that the function makes do not count: nobody has tested them.

// A place is a field of all values of a type, or a package-level variable, or the
// entries of all maps that these hold.
type place struct {
	of      any // the *types.Var or *ssa.Global
	entries bool
}

// placeAt returns the place that addr points to, the zero place if it is another one.
func placeAt(addr ssa.Value) place {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		if s, ok := lexicon.Deref(a.X.Type()).Underlying().(*types.Struct); ok {
			return place{of: s.Field(a.Field).Origin()}
		}
	case *ssa.Global:
		return place{of: a}
	}
	return place{}
}

// entriesOf returns the place of the entries of m, if it is a map that is loaded from a
// place.
func entriesOf(m ssa.Value) place {
	ld, ok := m.(*ssa.UnOp)
	if _, isMap := m.Type().Underlying().(*types.Map); !ok || !isMap || ld.Op != token.MUL {
		return place{}
	}
	p := placeAt(ld.X)
	p.entries = p.of != nil
	return p
}

// A write is a store of a constant to a place, or of any other value.
type write struct {
	place place
	value lock.Term // zero for any other value
}

// Writes are the writes of the functions of a package, each by its number.
type writes struct {
	fs     *Families
	all    []write
	number map[write]int
	to     map[place][]int           // the numbers of the writes to a place
	places map[place]int             // a number for each place that is written
	by     map[*ssa.Function]*access // of the declared functions, and what they call
}

// An access is what a function reads and writes, itself or by what it calls.
type access struct {
	reads  bitset // numbers of places
	writes bitset // numbers of writes
	acts   bool   // it may do more than to read memory: a second call may have another result
}

// written returns the writes of the package.
func (fs *Families) written() *writes {
	if fs.writes != nil {
		return fs.writes
	}
	w := &writes{
		fs:     fs,
		number: make(map[write]int),
		to:     make(map[place][]int),
		places: make(map[place]int),
		by:     make(map[*ssa.Function]*access),
	}
	fs.writes = w
	for _, fn := range fs.Prog.Funcs {
		w.by[fn] = &access{}
		w.executed(fn, func(in ssa.Instruction) { w.addWrite(w.by[fn], in) })
	}
	for _, fn := range fs.Prog.Funcs {
		a := w.by[fn]
		w.executed(fn, func(in ssa.Instruction) {
			w.addRead(a, in)
			a.acts = a.acts || w.acts(in)
		})
	}
	for _, comp := range fs.Prog.Graph.Components {
		w.close(comp)
	}
	return w
}

// close adds to what the functions of a component of the call graph read and write what
// their callees do. Those of other components come before.
func (w *writes) close(comp []*ssa.Function) {
	callees := make([][]*ssa.Function, len(comp))
	for i, fn := range comp {
		callees[i] = w.callees(fn)
	}
	for grows := true; grows; {
		grows = false
		for i, fn := range comp {
			for _, g := range callees[i] {
				grows = w.by[fn].add(w.by[g]) || grows
			}
		}
	}
}

// add adds b to a, and reports whether a was without some of it.
func (a *access) add(b *access) (grows bool) {
	if b == nil || b.reads.isIn(a.reads) && b.writes.isIn(a.writes) && (a.acts || !b.acts) {
		return false
	}
	a.reads, a.writes, a.acts = a.reads.union(b.reads), a.writes.union(b.writes), a.acts || b.acts
	return true
}

// executed calls f for the instructions that a call of fn executes: its own, and those
// of the literals in it that are called, or passed to a call.
func (w *writes) executed(fn *ssa.Function, f func(ssa.Instruction)) {
	for in := range accesspath.Instructions(fn) {
		f(in)
		if m, ok := in.(*ssa.MakeClosure); ok && w.isCalled(m) {
			w.executed(m.Fn.(*ssa.Function), f)
		}
	}
}

// isCalled reports whether the function of the literal m runs before the function
// around it returns, as far as that can be seen: it is called, or passed to a call.
func (w *writes) isCalled(m *ssa.MakeClosure) bool {
	if m.Fn.(*ssa.Function).Parent() == nil {
		return false // a method value
	}
	return w.fs.Prog.Paths.OnlyCalled(m) || slices.ContainsFunc(*m.Referrers(), func(ref ssa.Instruction) bool {
		switch ref.(type) {
		case *ssa.Call, *ssa.Defer:
			return true
		}
		return false
	})
}

// callees returns the functions of the package that a call of fn calls in turn.
func (w *writes) callees(fn *ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	w.executed(fn, func(in ssa.Instruction) {
		c, ok := in.(ssa.CallInstruction)
		if _, isGo := in.(*ssa.Go); !ok || isGo {
			return
		}
		if g := w.fs.Prog.Declaration(c.Common().StaticCallee()); g != nil && !slices.Contains(out, g) {
			out = append(out, g)
		}
	})
	return out
}

// addWrite adds what in writes to a.
func (w *writes) addWrite(a *access, in ssa.Instruction) {
	var x write
	switch in := in.(type) {
	case *ssa.Store:
		if x.place = placeAt(in.Addr); x.place.of == nil || isNewObject(in.Addr) {
			return
		}
		if c, ok := in.Val.(*ssa.Const); ok {
			x.value = w.fs.Prog.Paths.Const(c)
		}
	case *ssa.MapUpdate:
		x.place = entriesOf(in.Map)
	case *ssa.Call:
		if b, ok := in.Call.Value.(*ssa.Builtin); ok && (b.Name() == "delete" || b.Name() == "clear") {
			x.place = entriesOf(in.Call.Args[0])
		}
	}
	if x.place.of != nil {
		a.writes = a.writes.with(w.numberOf(x))
	}
}

// acts reports whether in does more than to read memory, or to write to variables of
// its function. A call of a function of the package does not by itself. Names decide
// only where no body is known.
func (w *writes) acts(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.Store:
		return w.fs.Prog.Paths.Variable(in.Addr) == nil
	case *ssa.MapUpdate, *ssa.Send, *ssa.Select, *ssa.Go:
		return true
	case *ssa.UnOp:
		return in.Op == token.ARROW
	case ssa.CallInstruction:
		return w.callActs(in.Common())
	}
	return false
}

// callActs is acts for a call.
func (w *writes) callActs(c *ssa.CallCommon) bool {
	if c.IsInvoke() {
		return !lexicon.PureByName(c.Method)
	}
	switch fn := c.Value.(type) {
	case *ssa.Builtin:
		return slices.Contains([]string{"close", "delete", "clear", "copy"}, fn.Name())
	case *ssa.Function:
		if w.fs.Prog.Declaration(fn) != nil || fn.Parent() != nil {
			return false
		}
		obj, ok := fn.Object().(*types.Func)
		if !ok || obj.Pkg() == nil {
			return true
		}
		path := obj.Pkg().Path()
		return path != "sync" && !lexicon.IsPurePackage(path) && !lexicon.PureByName(obj)
	case *ssa.MakeClosure:
		return fn.Fn.(*ssa.Function).Parent() == nil // a method value
	}
	return true
}

// numberOf returns the number of x.
func (w *writes) numberOf(x write) int {
	n, ok := w.number[x]
	if !ok {
		n = len(w.all)
		w.number[x] = n
		w.all = append(w.all, x)
		w.to[x.place] = append(w.to[x.place], n)
		if _, ok := w.places[x.place]; !ok {
			w.places[x.place] = len(w.places)
		}
	}
	return n
}

// addRead adds the place that in reads to a, if something in the package writes it.
func (w *writes) addRead(a *access, in ssa.Instruction) {
	if n, ok := w.places[placeRead(in)]; ok {
		a.reads = a.reads.with(n)
	}
}

// placeRead returns the place that in reads, the zero place if it reads none.
func placeRead(in ssa.Instruction) place {
	switch in := in.(type) {
	case *ssa.UnOp:
		if in.Op == token.MUL {
			return placeAt(in.X)
		}
	case *ssa.Lookup:
		return entriesOf(in.X)
	case *ssa.Extract:
		if l, ok := in.Tuple.(*ssa.Lookup); ok {
			return placeRead(l)
		}
	}
	return place{}
}

// addReadBy adds to b the numbers of the writes to the places that in reads, by itself or
// by a function of the package that it calls. It may change b in place.
func (w *writes) addReadBy(b bitset, in ssa.Instruction) bitset {
	c, ok := in.(*ssa.Call)
	if !ok {
		for _, i := range w.to[placeRead(in)] {
			b = b.with(i)
		}
		return b
	}
	if a := w.by[w.fs.Prog.Declaration(c.Call.StaticCallee())]; a != nil {
		for i, x := range w.all {
			if a.reads.has(w.places[x.place]) {
				b = b.with(i)
			}
		}
	}
	return b
}

// isActing reports whether c calls a function of the package that does more than to read.
func (w *writes) isActing(c *ssa.Call) bool {
	a := w.by[w.fs.Prog.Declaration(c.Call.StaticCallee())]
	return a != nil && a.acts
}

// detachedBy returns the classes of the locks that a goroutine or literal releases which
// in starts or keeps, without having acquired them.
func (w *writes) detachedBy(in ssa.Instruction) []lock.Class {
	switch in := in.(type) {
	case *ssa.MakeClosure:
		if op := w.fs.Prog.Calls.BoundOperation(in); op != nil && op.Releases() {
			return []lock.Class{op.Class}
		}
		if body := in.Fn.(*ssa.Function); body.Parent() != nil && !w.isCalled(in) {
			return w.fs.releasedIn(body)
		}
	case *ssa.Go:
		if body := w.fs.Prog.Declaration(in.Call.StaticCallee()); body != nil {
			return w.fs.releasedIn(body)
		}
	}
	return nil
}

// releasedIn returns the classes of the locks that body releases and nowhere acquires.
func (fs *Families) releasedIn(body *ssa.Function) []lock.Class {
	var out []lock.Class
	ops := fs.Prog.Calls.OperationsIn(body)
	for _, op := range ops {
		if op.Releases() && !slices.ContainsFunc(ops, func(o *accesspath.Operation) bool { return o.Acquires() && o.ID == op.ID }) {
			out = append(out, op.Class)
		}
	}
	return out
}

// Detached returns the classes of the locks that goroutines and literals release which
// a call of fn starts or keeps, without having acquired them: they release what was held
// when they were made.
func (fs *Families) Detached(fn *ssa.Function) []lock.Class {
	out, ok := fs.detached[fn]
	if ok {
		return out
	}
	w := fs.written()
	called := fs.Prog.Graph.Reachable(fn)
	called[fn] = true
	for _, g := range fs.Prog.Funcs {
		if !called[g] {
			continue
		}
		w.executed(g, func(in ssa.Instruction) { out = append(out, w.detachedBy(in)...) })
	}
	fs.detached[fn] = out
	return out
}

// A bitset is a set of small numbers.
type bitset []uint64

func (b bitset) has(i int) bool { return i/64 < len(b) && b[i/64]>>(i%64)&1 == 1 }

// with returns b with i added. It may change b in place.
func (b bitset) with(i int) bitset {
	for len(b) <= i/64 {
		b = append(b, 0)
	}
	b[i/64] |= 1 << (i % 64)
	return b
}

// union returns b with the numbers in c added. It may change b in place.
func (b bitset) union(c bitset) bitset {
	for len(b) < len(c) {
		b = append(b, 0)
	}
	for i, w := range c {
		b[i] |= w
	}
	return b
}

// isIn reports whether all numbers in b are in c.
func (b bitset) isIn(c bitset) bool {
	for i, w := range b {
		if i < len(c) {
			w &^= c[i]
		}
		if w != 0 {
			return false
		}
	}
	return true
}

// intersection returns a new set of the numbers in both b and c.
func (b bitset) intersection(c bitset) bitset {
	var out bitset
	for i := range min(len(b), len(c)) {
		out = append(out, b[i]&c[i])
	}
	return out
}

func (b bitset) isEmpty() bool {
	return !slices.ContainsFunc(b, func(w uint64) bool { return w != 0 })
}

// all returns the numbers in b, in order.
func (b bitset) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, w := range b {
			for ; w != 0; w &= w - 1 {
				if !yield(64*i + bits.TrailingZeros64(w)) {
					return
				}
			}
		}
	}
}
