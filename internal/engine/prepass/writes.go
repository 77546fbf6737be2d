package prepass

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/scc"
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
	own := make(map[*ssa.Function]*access)
	for _, fn := range fs.Prog.Funcs {
		own[fn] = &access{}
		w.executed(fn, func(in ssa.Instruction) { w.addWrite(own[fn], in) })
	}
	for _, fn := range fs.Prog.Funcs {
		w.executed(fn, func(in ssa.Instruction) {
			w.addRead(own[fn], in)
			own[fn].acts = own[fn].acts || w.acts(in)
		})
	}
	callees := make(map[*ssa.Function][]*ssa.Function)
	for _, fn := range fs.Prog.Funcs {
		callees[fn] = w.callees(fn)
	}
	for _, comp := range scc.Components(slices.Values(fs.Prog.Funcs), func(fn *ssa.Function) []*ssa.Function { return callees[fn] }) {
		sum := &access{}
		for _, fn := range comp {
			sum.add(own[fn])
			for _, g := range callees[fn] {
				sum.add(w.by[g])
			}
		}
		for _, fn := range comp {
			w.by[fn] = sum
		}
	}
	return w
}

func (a *access) add(b *access) {
	if b != nil {
		a.reads, a.writes, a.acts = a.reads.union(b.reads), a.writes.union(b.writes), a.acts || b.acts
	}
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

// readBy returns the numbers of the writes to the places that in reads, by itself or by
// a function of the package that it calls.
func (w *writes) readBy(in ssa.Instruction) []int {
	c, ok := in.(*ssa.Call)
	if !ok {
		return w.to[placeRead(in)]
	}
	a := w.by[w.fs.Prog.Declaration(c.Call.StaticCallee())]
	if a == nil {
		return nil
	}
	var out []int
	for i, x := range w.all {
		if a.reads.has(w.places[x.place]) {
			out = append(out, i)
		}
	}
	return out
}

// isActing reports whether c calls a function of the package that does more than to read.
func (w *writes) isActing(c *ssa.Call) bool {
	a := w.by[w.fs.Prog.Declaration(c.Call.StaticCallee())]
	return a != nil && a.acts
}

// A Change is what may happen to the value of a term that is followed, and is read from
// memory.
type Change struct {
	Term   lock.Term
	Naming bool // it can be a pointer or the like, which can be part of a lock's name

	reads  []lock.Term // the terms in it that are read from memory
	writes []int       // the writes that may change it
	acting []lock.Term // those of reads that are results of functions which do more than to read
	direct bool        // a write assigns to the term as such
	again  bool        // such a function is called again
}

// Keeps reports whether v holds of the term after the change as before.
func (fm *Family) Keeps(c *Change, v domain.Value) bool {
	if c.again || !c.direct {
		return !c.again && len(c.writes) == 0
	}
	return !slices.ContainsFunc(c.writes, func(i int) bool {
		x := fm.families.writes.all[i].value
		return x.IsZero() || !v.Admits(x)
	})
}

// Changeable returns what may happen to the terms that are followed by what the
// functions of the package write, at any time and in any of them.
func (fm *Family) Changeable() []*Change {
	if fm.changeable != nil {
		return fm.changeable
	}
	fm.changeable = []*Change{}
	for t := range fm.Tracked {
		if reads := fm.readTerms(nil, t); len(reads) > 0 {
			if c := fm.changeOf(t, reads); len(c.writes)+len(c.acting) > 0 {
				fm.changeable = append(fm.changeable, c)
			}
		}
	}
	slices.SortFunc(fm.changeable, func(a, b *Change) int { return int(a.Term.ID()) - int(b.Term.ID()) })
	return fm.changeable
}

// changeOf returns what may happen to t, in which the terms in reads are read from memory.
func (fm *Family) changeOf(t lock.Term, reads []lock.Term) *Change {
	c := &Change{Term: t, reads: reads, direct: t.Kind() == lock.Load}
	for _, r := range reads {
		for _, in := range fm.Readings[r] {
			c.addWrites(fm.families.written().readBy(in))
			if call, ok := in.(*ssa.Call); ok && !slices.Contains(c.acting, r) && fm.families.written().isActing(call) {
				c.acting = append(c.acting, r)
			}
			v, ok := in.(ssa.Value)
			c.Naming = c.Naming || ok && c.direct && !domain.IsPlain(v.Type())
		}
	}
	return c
}

func (c *Change) addWrites(numbers []int) {
	for _, n := range numbers {
		if !slices.Contains(c.writes, n) {
			c.writes = append(c.writes, n)
		}
	}
}

// readTerms returns list with the terms that t, a condition, is or compares, and that are
// read from memory which others can write.
func (fm *Family) readTerms(list []lock.Term, t lock.Term) []lock.Term {
	switch t.Kind() {
	case lock.Unary, lock.Binary:
		list = fm.readTerms(list, t.X())
		if !t.Y().IsZero() {
			list = fm.readTerms(list, t.Y())
		}
	case lock.Load, lock.Lookup, lock.Has, lock.Call:
		if len(fm.Readings[t]) > 0 && domain.IsObserved(t) && !fm.isOwnObject(t) && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}

// isOwnObject reports whether t is read from a variable of the function of which nobody
// else has the address.
func (fm *Family) isOwnObject(t lock.Term) bool {
	for t = t.X(); t.Kind() == lock.Field || t.Kind() == lock.Index; {
		t = t.X()
	}
	a, ok := t.Sym().(*ssa.Alloc)
	return ok && t.Kind() == lock.Root && !fm.prog.Paths.IsShared(a)
}

// ChangedAt returns what the call c may change of the terms that are followed.
func (fm *Family) ChangedAt(c *ssa.Call) []*Change {
	out, ok := fm.changes[c]
	if !ok {
		out = fm.findChanges(c)
		fm.changes[c] = out
	}
	return out
}

func (fm *Family) findChanges(call *ssa.Call) []*Change {
	if callinfo.IsCondWait(call) {
		return fm.Changeable() // others have the lock meanwhile
	}
	fn := fm.prog.Declaration(call.Call.StaticCallee())
	if fn == nil || len(fm.Changeable()) == 0 {
		return nil
	}
	a := fm.families.written().by[fn]
	if a == nil {
		return nil
	}
	var out []*Change
	for _, c := range fm.Changeable() {
		var by []int
		for _, n := range c.writes {
			if a.writes.has(n) {
				by = append(by, n)
			}
		}
		again := slices.Contains(c.acting, fm.prog.Paths.Term(call))
		if len(by) > 0 || again {
			changed := *c
			changed.writes, changed.again = by, again
			out = append(out, &changed)
		}
	}
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
