package obligation

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// familyFacts says what is worth knowing in a declared function and its
// literals: the terms that decide more than one branch, and those that name
// locks or functions to call. Facts about other terms cannot exclude a path.
type familyFacts struct {
	tracked    map[lock.Term]bool
	roots      map[ssa.Value]bool // values in tracked terms and lock identities
	places     map[ssa.Instruction]bool
	contents   map[*ssa.UnOp]bool                      // loads whose content is followed
	readings   map[lock.Term][]ssa.Instruction         // where terms are read from memory
	shared     bool                                    // some followed variable is written by code that is not followed
	operations []*accesspath.Operation                 // the lock operations, each identity and effect once
	calls      map[*ssa.Function][]ssa.CallInstruction // of literals that are only called
	futures    []*ssa.Call                             // calls that register a function with a future
	loads      []*ssa.UnOp                             // loads from variables that are written
	size       int                                     // instructions

	tested     map[observation]bool       // see onlyTestedAfter
	reachable  map[*ssa.BasicBlock][]bool // see reaches
	lifetimes  map[*ssa.Function]*lifetimes
	footprints map[*ssa.Function]footprint // see footprintOf
	deferred   footprint                   // see deferredFootprint
	set        map[any]bool                // see isSetByCalls
}

type tracker struct {
	*engine
	count map[lock.Term]int
	f     *familyFacts
	seen  map[ssa.Value]bool
	store []*ssa.Store
	loops []*ssa.Phi // variables of loops that literals capture

	operates bool // something is done to locks
}

// outermost returns the declared function that fn is, or is a literal in.
func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

func (e *engine) familyOf(fn *ssa.Function) *familyFacts {
	fn = outermost(fn)
	if f, ok := e.families[fn]; ok {
		return f
	}
	t := &tracker{engine: e, count: make(map[lock.Term]int), seen: make(map[ssa.Value]bool), f: &familyFacts{
		tracked:  make(map[lock.Term]bool),
		roots:    make(map[ssa.Value]bool),
		places:   make(map[ssa.Instruction]bool),
		contents: make(map[*ssa.UnOp]bool),
		readings: make(map[lock.Term][]ssa.Instruction),
		calls:    make(map[*ssa.Function][]ssa.CallInstruction),

		tested:     make(map[observation]bool),
		reachable:  make(map[*ssa.BasicBlock][]bool),
		lifetimes:  make(map[*ssa.Function]*lifetimes),
		footprints: make(map[*ssa.Function]footprint),
	}}
	e.families[fn] = t.f
	t.f.operations = e.operationsIn(fn)
	t.operates = len(t.f.operations) > 0
	accesspath.Family(fn, t.scan)
	accesspath.Family(fn, t.want)
	t.followStores()
	for term, n := range t.count {
		if n > 1 {
			t.f.tracked[term] = true
		}
	}
	for term := range t.f.tracked {
		t.root(term)
	}
	return t.f
}

func (t *tracker) root(term lock.Term) {
	for _, r := range term.Roots() {
		if v, ok := r.(ssa.Value); ok {
			t.f.roots[v] = true
		}
	}
}

// scan collects the loads and stores of fn.
func (t *tracker) scan(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		t.f.size += len(b.Instrs)
		for _, in := range b.Instrs {
			t.reading(in)
			switch in := in.(type) {
			case *ssa.UnOp:
				if c, ok := t.paths.Term(in).Sym().(*ssa.UnOp); ok && c == in && isLoad(in) {
					t.f.loads = append(t.f.loads, in)
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
		if !isLoad(v) {
			return
		}
		c := t.paths.Content(v.X)
		t.f.readings[c] = append(t.f.readings[c], in)
	case *ssa.Lookup, *ssa.Call, *ssa.Extract:
		term := t.paths.Term(v.(ssa.Value))
		switch term.Kind() {
		case lock.Lookup, lock.Has, lock.Call:
			t.f.readings[term] = append(t.f.readings[term], in)
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
				if t.paths.InCycle(b) {
					n = 2
				}
				t.condition(in.Cond, n)
			case ssa.CallInstruction:
				t.call(in)
				t.futures(in)
			case *ssa.Select:
				if sends(in) {
					t.f.tracked[t.paths.ChosenCase(in)] = true
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
		if isFunc(a.Type()) {
			t.need(a)
		}
		if accesspath.IsYield(a) {
			body := a.(*ssa.MakeClosure).Fn.(*ssa.Function)
			t.f.calls[body] = append(t.f.calls[body], in)
		}
	}
	for _, op := range t.operationsAt(in) {
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
			for _, v := range t.valuesOf(op.ID.Addr) {
				t.aliases(v, t.f.loads, t.need)
			}
		}
		for x := op.ID.Addr; !x.IsZero(); x = x.X() {
			t.f.tracked[x] = true
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
		if v, isComplete := t.futureOf(&c.Call); v != nil && !isComplete {
			t.f.futures = append(t.f.futures, c)
		}
	}
}

// operationsOf returns the lock operations in the family of fn.
func (e *engine) operationsOf(fn *ssa.Function) []*accesspath.Operation {
	return e.familyOf(fn).operations
}

func isFunc(t types.Type) bool { _, ok := t.Underlying().(*types.Signature); return ok }

func isLoad(v *ssa.UnOp) bool { return v.Op.String() == "*" }

// literal returns the function literal of the family that a call runs, nil if
// it runs none.
func (t *tracker) literal(c *ssa.CallCommon) *ssa.Function {
	if c.IsInvoke() {
		return nil
	}
	if fn := functionOf(t.paths.Term(c.Value)); fn != nil && fn.Parent() != nil {
		return fn
	}
	return nil
}

// follow has the results of a call followed.
func (t *tracker) follow(v *ssa.Call) {
	term := t.paths.Term(v)
	t.f.tracked[term] = true
	for i := range v.Call.Signature().Results().Len() {
		t.f.tracked[t.paths.Table.Make(lock.Extract, i, term, lock.Term{})] = true
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
		x, y := t.paths.Term(v.X), t.paths.Term(v.Y)
		t.count[t.paths.Binary(token.EQL, x, y)] += n
		t.count[t.paths.Binary(token.LSS, x, y)] += n
		t.count[t.paths.Binary(token.LSS, y, x)] += n
		t.leaf(v.X, 1)
		t.leaf(v.Y, 1)
		return
	}
	t.leaf(v, n)
}

// leaf notes that v decides n branches.
func (t *tracker) leaf(v ssa.Value, n int) {
	term := t.paths.Term(v)
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
	term := t.paths.Term(v)
	if term.Kind() == lock.Const {
		return
	}
	s, ok := term.Sym().(ssa.Value)
	if !ok || term.Kind() != lock.Root {
		t.f.tracked[term] = true
		return
	}
	if t.seen[s] {
		return
	}
	t.seen[s] = true
	t.f.tracked[term] = true
	switch s := s.(type) {
	case *ssa.Phi:
		for _, e := range s.Edges {
			t.operand(e)
		}
	case *ssa.UnOp:
		if isLoad(s) {
			t.f.contents[s] = true
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
	stores, loads := accesspath.NewPlaces[*ssa.Store](t.paths), accesspath.NewPlaces[*ssa.UnOp](t.paths)
	for _, st := range t.store {
		stores.Add(st.Addr, st)
	}
	for _, ld := range t.f.loads {
		loads.Add(ld.X, ld)
	}
	done := make(map[*ssa.UnOp]bool)
	for changed := true; changed; {
		changed = t.followLoops(stores, loads)
		for _, ld := range t.f.loads {
			if !t.f.contents[ld] || done[ld] {
				continue
			}
			done[ld], changed = true, true
			for _, st := range stores.Take(ld.X) {
				if !t.f.places[st] {
					t.f.places[st] = true
					t.operand(st.Val)
				}
			}
			for _, other := range loads.Take(ld.X) {
				t.need(other)
			}
			c := t.paths.Content(ld.X)
			t.f.tracked[c] = true
			t.root(c)
			if a, ok := c.X().Sym().(*ssa.Alloc); ok && t.paths.IsShared(a) {
				t.f.shared = true
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
		c := t.paths.Content(p)
		if !t.f.tracked[c] && t.count[c] < 2 {
			return false
		}
		for _, a := range p.Edges {
			for _, st := range stores.Take(a) {
				t.f.places[st] = true
				t.operand(st.Val)
			}
			for _, ld := range loads.Take(a) {
				t.need(ld)
			}
			c := t.paths.Content(a)
			t.f.tracked[c] = true
			t.root(c)
		}
		return true
	})
	return len(t.loops) < n
}
