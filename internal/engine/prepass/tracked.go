package prepass

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// A tracker finds what is worth following in a family. It counts the branches that a
// term decides, and begins with what calls and returns need; then it adds what the
// values that are followed may be on the different paths.
type tracker struct {
	*Family
	count  map[lock.Term]int // of branches that depend on a term
	seen   map[ssa.Value]bool
	stores *accesspath.Places[*ssa.Store]
	loads  *accesspath.Places[*ssa.UnOp]
	loops  []*ssa.Phi // variables of loops that literals capture
}

// track finds what is worth following in the family.
func (fm *Family) track() {
	t := &tracker{
		Family: fm,
		count:  make(map[lock.Term]int),
		seen:   make(map[ssa.Value]bool),
		stores: accesspath.NewPlaces[*ssa.Store](fm.prog.Paths),
		loads:  accesspath.NewPlaces[*ssa.UnOp](fm.prog.Paths),
	}
	accesspath.Family(fm.fn, t.scan)
	accesspath.Family(fm.fn, t.want)
	t.followStores()
	for term, n := range t.count {
		if n > 1 {
			t.Tracked[term] = true
		}
	}
	for term := range t.Tracked {
		t.root(term)
	}
}

// want notes what the branches, calls and returns of fn depend on.
func (t *tracker) want(fn *ssa.Function) {
	for in := range accesspath.Instructions(fn) {
		switch in := in.(type) {
		case *ssa.If:
			n := 1
			if t.prog.Paths.InCycle(in.Block()) {
				n = 2
			}
			t.condition(in.Cond, n)
		case ssa.CallInstruction:
			t.callee(in)
			t.arguments(in)
			for _, op := range t.prog.Calls.At(in) {
				t.operation(in, op)
			}
			t.future(in)
		case *ssa.Select:
			if HasSend(in) {
				t.Tracked[t.prog.Paths.ChosenCase(in)] = true
			}
		case *ssa.Return:
			t.returned(in)
		}
	}
}

// returned has the results of a function followed whose callers may ask for them.
func (t *tracker) returned(ret *ssa.Return) {
	if ret.Parent().Parent() == nil && len(t.Operations) == 0 {
		return
	}
	for _, r := range ret.Results {
		t.operand(r)
	}
}

// callee has the function followed that a call runs, if that is a question of the path,
// and the results of a literal.
func (t *tracker) callee(in ssa.CallInstruction) {
	c := in.Common()
	if !c.IsInvoke() && c.StaticCallee() == nil {
		t.need(c.Value)
	}
	if fn := t.literal(c); fn != nil {
		t.calls[fn] = append(t.calls[fn], in)
		if v := in.Value(); v != nil {
			t.follow(v)
		}
	}
}

// arguments has functions followed that are passed to a call.
func (t *tracker) arguments(in ssa.CallInstruction) {
	for _, a := range in.Common().Args {
		if lexicon.IsFunc(a.Type()) {
			t.need(a)
		}
		if accesspath.IsYield(a) {
			body := a.(*ssa.MakeClosure).Fn.(*ssa.Function)
			t.calls[body] = append(t.calls[body], in)
		}
	}
}

// operation has followed what names the lock of the operation op, and what its outcomes
// depend on.
func (t *tracker) operation(in ssa.CallInstruction, op *accesspath.Operation) {
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
			t.families.Aliases(v, t.Loads, t.need)
		}
	}
	for x := op.ID.Addr; !x.IsZero(); x = x.X() {
		t.Tracked[x] = true
		if x.Kind() != lock.Field && x.Kind() != lock.Load {
			break
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

// future notes the call if it registers a function with a future.
func (t *tracker) future(in ssa.CallInstruction) {
	if c, ok := in.(*ssa.Call); ok {
		if v, isComplete := t.prog.Futures.Of(&c.Call); v != nil && !isComplete {
			t.Futures = append(t.Futures, c)
		}
	}
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
	t.Tracked[term] = true
	for i := range v.Call.Signature().Results().Len() {
		t.Tracked[t.prog.Paths.Table.Make(lock.Extract, i, term, lock.Term{})] = true
	}
}

// condition notes the terms that decide v, a condition that n branches depend on.
func (t *tracker) condition(v ssa.Value, n int) {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.NOT {
			t.condition(v.X, n)
			return
		}
	case *ssa.BinOp:
		t.compared(v, n)
		return
	}
	t.leaf(v, n)
}

// compared notes the terms that decide the result of a binary operation, which n
// branches depend on.
func (t *tracker) compared(v *ssa.BinOp, n int) {
	switch v.Op {
	case token.EQL, token.NEQ, token.LSS, token.GTR, token.LEQ, token.GEQ:
	default:
		t.leaf(v, n)
		return
	}
	_, xc := v.X.(*ssa.Const)
	_, yc := v.Y.(*ssa.Const)
	if xc && yc { // a question about the system
		t.parts(t.prog.Paths.Term(v), n)
		return
	}
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
}

// leaf notes that v decides n branches.
func (t *tracker) leaf(v ssa.Value, n int) {
	term := t.prog.Paths.Term(v)
	if _, ok := term.Sym().(*ssa.Parameter); ok && term.Kind() == lock.Root {
		n++ // callers know it as well
	}
	t.count[term] += n
	t.parts(term, n)
	if s, ok := term.Sym().(ssa.Value); ok && term.Kind() == lock.Root && mayVary(s) {
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

// mayVary reports whether v is one of several values, which the path decides.
func mayVary(v ssa.Value) bool {
	switch v.(type) {
	case *ssa.Phi, *ssa.UnOp:
		return true
	}
	return false
}

// need has v followed, and what it can be on the different paths.
func (t *tracker) need(v ssa.Value) {
	term := t.prog.Paths.Term(v)
	if term.Kind() == lock.Const {
		return
	}
	s, ok := term.Sym().(ssa.Value)
	if !ok || term.Kind() != lock.Root {
		t.Tracked[term] = true
		return
	}
	if t.seen[s] {
		return
	}
	t.seen[s] = true
	t.Tracked[term] = true
	switch s := s.(type) {
	case *ssa.Phi:
		for _, e := range s.Edges {
			t.operand(e)
		}
	case *ssa.Call:
		args, _ := domain.ErrorUnless(s)
		for _, a := range args {
			t.operand(a)
		}
	case *ssa.UnOp:
		if s.Op == token.MUL {
			t.Contents[s] = true
		}
	}
}

// operand has a value followed that a followed value may be.
func (t *tracker) operand(v ssa.Value) {
	t.need(v)
	if b, ok := v.(*ssa.BinOp); ok {
		t.compared(b, 2)
	}
	if n, ok := v.(*ssa.UnOp); ok && n.Op == token.NOT {
		t.condition(n.X, 2)
	}
}

// root notes the values that term is made of.
func (t *tracker) root(term lock.Term) {
	for _, r := range term.Roots() {
		if v, ok := r.(ssa.Value); ok {
			t.Roots[v] = true
		}
	}
}

// HasSend reports whether a select has a case that sends.
func HasSend(in *ssa.Select) bool {
	return slices.ContainsFunc(in.States, func(c *ssa.SelectState) bool { return c.Send != nil })
}
