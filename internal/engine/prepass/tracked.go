package prepass

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// familyFacts says what is worth knowing in a declared function and its
// literals: the terms that decide more than one branch, and those that name
// locks or functions to call. Facts about other terms cannot exclude a path.
type Family struct {
	prog       *callinfo.Program
	families   *Families
	fn         *ssa.Function
	Tracked    map[lock.Term]bool
	Roots      map[ssa.Value]bool // values in tracked terms and lock identities
	Places     map[ssa.Instruction]bool
	Contents   map[*ssa.UnOp]bool                      // loads whose content is followed
	Readings   map[lock.Term][]ssa.Instruction         // where terms are read from memory
	Shared     bool                                    // some followed variable is written by code that is not followed
	Operations []*accesspath.Operation                 // the lock operations, each identity and effect once
	calls      map[*ssa.Function][]ssa.CallInstruction // of literals that are only called
	Futures    []*ssa.Call                             // calls that register a function with a future
	Loads      []*ssa.UnOp                             // loads from variables that are written
	Size       int                                     // instructions

	tested     map[observation]bool       // see onlyTestedAfter
	reachable  map[*ssa.BasicBlock][]bool // see reaches
	lifetimes  map[*ssa.Function]*lifetimes
	footprints map[*ssa.Function]Footprint // see footprintOf
	deferred   Footprint                   // see deferredFootprint
	set        map[any]bool                // see isSetByCalls
}

// Families keeps what is found out about the declared functions before any path is
// followed.
type Families struct {
	Prog      *callinfo.Program
	families  map[*ssa.Function]*Family
	recovers  map[*ssa.Function][]*ssa.Defer
	recovered map[*ssa.Function]bool
	retaken   map[*ssa.Function][]lock.Class // by what callers have deferred
	stored    map[*ssa.Function]map[any]bool // see sets
}

// NewFamilies returns the families of p.
func NewFamilies(p *callinfo.Program) *Families {
	return &Families{
		Prog:     p,
		families: make(map[*ssa.Function]*Family),
		recovers: make(map[*ssa.Function][]*ssa.Defer),
		stored:   make(map[*ssa.Function]map[any]bool),
	}
}

// forget drops what was found out about the declared function fn.
func (fs *Families) Forget(fn *ssa.Function) { delete(fs.families, fn) }

type tracker struct {
	prog     *callinfo.Program
	families *Families
	count    map[lock.Term]int
	f        *Family
	seen     map[ssa.Value]bool
	store    []*ssa.Store
	loops    []*ssa.Phi // variables of loops that literals capture

	operates bool // something is done to locks
}

func (fs *Families) Of(fn *ssa.Function) *Family {
	fn = callinfo.Outermost(fn)
	if f, ok := fs.families[fn]; ok {
		return f
	}
	t := &tracker{prog: fs.Prog, families: fs, count: make(map[lock.Term]int), seen: make(map[ssa.Value]bool), f: &Family{
		families: fs,
		prog:     fs.Prog,
		fn:       fn,
		Tracked:  make(map[lock.Term]bool),
		Roots:    make(map[ssa.Value]bool),
		Places:   make(map[ssa.Instruction]bool),
		Contents: make(map[*ssa.UnOp]bool),
		Readings: make(map[lock.Term][]ssa.Instruction),
		calls:    make(map[*ssa.Function][]ssa.CallInstruction),

		tested:     make(map[observation]bool),
		reachable:  make(map[*ssa.BasicBlock][]bool),
		lifetimes:  make(map[*ssa.Function]*lifetimes),
		footprints: make(map[*ssa.Function]Footprint),
	}}
	fs.families[fn] = t.f
	t.f.Operations = fs.Prog.Calls.OperationsIn(fn)
	t.operates = len(t.f.Operations) > 0
	accesspath.Family(fn, t.scan)
	accesspath.Family(fn, t.want)
	t.followStores()
	for term, n := range t.count {
		if n > 1 {
			t.f.Tracked[term] = true
		}
	}
	for term := range t.f.Tracked {
		t.root(term)
	}
	return t.f
}

func (t *tracker) root(term lock.Term) {
	for _, r := range term.Roots() {
		if v, ok := r.(ssa.Value); ok {
			t.f.Roots[v] = true
		}
	}
}

// scan collects the loads and stores of fn.
func (t *tracker) scan(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		t.f.Size += len(b.Instrs)
		for _, in := range b.Instrs {
			t.reading(in)
			switch in := in.(type) {
			case *ssa.UnOp:
				if c, ok := t.prog.Paths.Term(in).Sym().(*ssa.UnOp); ok && c == in && in.Op == token.MUL {
					t.f.Loads = append(t.f.Loads, in)
				}
			case *ssa.Store:
				t.store = append(t.store, in)
			case *ssa.Phi:
				if accesspath.IsLoopVariable(in) {
					t.loops = append(t.loops, in)
				}
			}
		}
	}
}

// reading notes where a term is read from memory.
func (t *tracker) reading(in ssa.Instruction) {
	switch v := in.(type) {
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return
		}
		c := t.prog.Paths.Content(v.X)
		t.f.Readings[c] = append(t.f.Readings[c], in)
	case *ssa.Lookup, *ssa.Call, *ssa.Extract:
		term := t.prog.Paths.Term(v.(ssa.Value))
		switch term.Kind() {
		case lock.Lookup, lock.Has, lock.Call:
			t.f.Readings[term] = append(t.f.Readings[term], in)
		}
	}
}

// want notes what the branches and calls of fn depend on.
func (t *tracker) want(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.If:
				n := 1
				if t.prog.Paths.InCycle(b) {
					n = 2
				}
				t.condition(in.Cond, n)
			case ssa.CallInstruction:
				t.call(in)
				t.futures(in)
			case *ssa.Select:
				if HasSend(in) {
					t.f.Tracked[t.prog.Paths.ChosenCase(in)] = true
				}
			case *ssa.Return:
				if fn.Parent() != nil || t.operates {
					for _, r := range in.Results {
						t.operand(r)
					}
				}
			}
		}
	}
}

func (t *tracker) call(in ssa.CallInstruction) {
	c := in.Common()
	if !c.IsInvoke() && c.StaticCallee() == nil {
		t.need(c.Value)
	}
	if fn := t.literal(c); fn != nil {
		t.f.calls[fn] = append(t.f.calls[fn], in)
		if v := in.Value(); v != nil {
			t.follow(v)
		}
	}
	for _, a := range c.Args {
		if lexicon.IsFunc(a.Type()) {
			t.need(a)
		}
		if accesspath.IsYield(a) {
			body := a.(*ssa.MakeClosure).Fn.(*ssa.Function)
			t.f.calls[body] = append(t.f.calls[body], in)
		}
	}
	for _, op := range t.prog.Calls.At(in) {
		for _, term := range []lock.Term{op.ID.Addr, op.ID.Key} {
			t.root(term)
			for _, r := range term.Roots() {
				if v, ok := r.(ssa.Value); ok {
					t.need(v)
				}
			}
		}
		t.outcomes(in, op)
		if op.Result.Handle >= 0 {
			for _, v := range t.families.ValuesOf(op.ID.Addr) {
				t.families.Aliases(v, t.f.Loads, t.need)
			}
		}
		for x := op.ID.Addr; !x.IsZero(); x = x.X() {
			t.f.Tracked[x] = true
			if x.Kind() != lock.Field && x.Kind() != lock.Load {
				break
			}
		}
	}
}

// outcomes has followed what the outcomes of an operation depend on.
func (t *tracker) outcomes(in ssa.CallInstruction, op *accesspath.Operation) {
	args := accesspath.CallOf(in, "").Args
	for _, o := range op.Outcomes {
		for _, c := range o.When {
			switch {
			case c.Of == summary.Result:
				if v := in.Value(); v != nil {
					t.follow(v)
				}
			case c.Index < len(args):
				t.condition(args[c.Index], 2)
			}
		}
	}
}

// futures notes the futures of the family.
func (t *tracker) futures(in ssa.CallInstruction) {
	if c, ok := in.(*ssa.Call); ok {
		if v, isComplete := t.prog.Futures.Of(&c.Call); v != nil && !isComplete {
			t.f.Futures = append(t.f.Futures, c)
		}
	}
}

// operationsOf returns the lock operations in the family of fn.
func (fs *Families) OperationsOf(fn *ssa.Function) []*accesspath.Operation {
	return fs.Of(fn).Operations
}

// literal returns the function literal of the family that a call runs, nil if
// it runs none.
func (t *tracker) literal(c *ssa.CallCommon) *ssa.Function {
	if c.IsInvoke() {
		return nil
	}
	if fn := callinfo.FunctionOf(t.prog.Paths.Term(c.Value)); fn != nil && fn.Parent() != nil {
		return fn
	}
	return nil
}

// follow has the results of a call followed.
func (t *tracker) follow(v *ssa.Call) {
	term := t.prog.Paths.Term(v)
	t.f.Tracked[term] = true
	for i := range v.Call.Signature().Results().Len() {
		t.f.Tracked[t.prog.Paths.Table.Make(lock.Extract, i, term, lock.Term{})] = true
	}
}

// condition notes the terms that decide cond.
func (t *tracker) condition(v ssa.Value, n int) {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op.String() == "!" {
			t.condition(v.X, n)
			return
		}
	case *ssa.BinOp:
		t.compared(v, n)
		return
	}
	t.leaf(v, n)
}

func (t *tracker) compared(v *ssa.BinOp, n int) {
	switch v.Op.String() {
	case "==", "!=", "<", ">", "<=", ">=":
		_, xc := v.X.(*ssa.Const)
		_, yc := v.Y.(*ssa.Const)
		if xc || yc {
			if !xc {
				t.leaf(v.X, n)
			}
			if !yc {
				t.leaf(v.Y, n)
			}
			return
		}
		// x == y, x < y and y < x decide each other.
		x, y := t.prog.Paths.Term(v.X), t.prog.Paths.Term(v.Y)
		t.count[t.prog.Paths.Binary(token.EQL, x, y)] += n
		t.count[t.prog.Paths.Binary(token.LSS, x, y)] += n
		t.count[t.prog.Paths.Binary(token.LSS, y, x)] += n
		t.leaf(v.X, 1)
		t.leaf(v.Y, 1)
		return
	}
	t.leaf(v, n)
}

// leaf notes that v decides n branches.
func (t *tracker) leaf(v ssa.Value, n int) {
	term := t.prog.Paths.Term(v)
	if _, ok := term.Sym().(*ssa.Parameter); ok && term.Kind() == lock.Root {
		n++ // callers know it as well
	}
	t.count[term] += n
	t.parts(term, n)
	if s, ok := term.Sym().(ssa.Value); ok && term.Kind() == lock.Root && !t.isSettled(s) {
		t.need(s)
	}
}

// parts notes the terms that decide the comparison or negation which a variable
// with one value is.
func (t *tracker) parts(term lock.Term, n int) {
	switch {
	case term.Kind() == lock.Unary && term.Sym() == "!":
		t.count[term.X()] += n
		t.parts(term.X(), n)
	case term.Kind() == lock.Binary && (term.Sym() == "==" || term.Sym() == "<"):
		for _, x := range []lock.Term{term.X(), term.Y()} {
			if x.Kind() != lock.Const {
				t.count[x] += n
			}
		}
	}
}

func (t *tracker) isSettled(v ssa.Value) bool {
	switch v.(type) {
	case *ssa.Phi, *ssa.UnOp:
		return false
	}
	return true
}

// need has v followed, and what it can be on the different paths.
func (t *tracker) need(v ssa.Value) {
	term := t.prog.Paths.Term(v)
	if term.Kind() == lock.Const {
		return
	}
	s, ok := term.Sym().(ssa.Value)
	if !ok || term.Kind() != lock.Root {
		t.f.Tracked[term] = true
		return
	}
	if t.seen[s] {
		return
	}
	t.seen[s] = true
	t.f.Tracked[term] = true
	switch s := s.(type) {
	case *ssa.Phi:
		for _, e := range s.Edges {
			t.operand(e)
		}
	case *ssa.UnOp:
		if s.Op == token.MUL {
			t.f.Contents[s] = true
		}
	}
}

// operand has a value followed that a followed value may be.
func (t *tracker) operand(v ssa.Value) {
	t.need(v)
	if b, ok := v.(*ssa.BinOp); ok {
		t.compared(b, 2)
	}
	if n, ok := v.(*ssa.UnOp); ok && n.Op.String() == "!" {
		t.condition(n.X, 2)
	}
}

// followStores has the stores followed that followed loads may see, and the
// loads of the same places.
func (t *tracker) followStores() {
	stores, loads := accesspath.NewPlaces[*ssa.Store](t.prog.Paths), accesspath.NewPlaces[*ssa.UnOp](t.prog.Paths)
	for _, st := range t.store {
		stores.Add(st.Addr, st)
	}
	for _, ld := range t.f.Loads {
		loads.Add(ld.X, ld)
	}
	done := make(map[*ssa.UnOp]bool)
	for changed := true; changed; {
		changed = t.followLoops(stores, loads)
		for _, ld := range t.f.Loads {
			if !t.f.Contents[ld] || done[ld] {
				continue
			}
			done[ld], changed = true, true
			for _, st := range stores.Take(ld.X) {
				if !t.f.Places[st] {
					t.f.Places[st] = true
					t.operand(st.Val)
				}
			}
			for _, other := range loads.Take(ld.X) {
				t.need(other)
			}
			c := t.prog.Paths.Content(ld.X)
			t.f.Tracked[c] = true
			t.root(c)
			if a, ok := c.X().Sym().(*ssa.Alloc); ok && t.prog.Paths.IsShared(a) {
				t.f.Shared = true
			}
		}
	}
}

// followLoops has the stores followed that make what variables of loops are when a
// round begins: they go to that of the round before. It reports whether there are new
// ones.
func (t *tracker) followLoops(stores *accesspath.Places[*ssa.Store], loads *accesspath.Places[*ssa.UnOp]) bool {
	n := len(t.loops)
	t.loops = slices.DeleteFunc(t.loops, func(p *ssa.Phi) bool {
		c := t.prog.Paths.Content(p)
		if !t.f.Tracked[c] && t.count[c] < 2 {
			return false
		}
		for _, a := range p.Edges {
			for _, st := range stores.Take(a) {
				t.f.Places[st] = true
				t.operand(st.Val)
			}
			for _, ld := range loads.Take(a) {
				t.need(ld)
			}
			c := t.prog.Paths.Content(a)
			t.f.Tracked[c] = true
			t.root(c)
		}
		return true
	})
	return len(t.loops) < n
}
