package accesspath

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A question that is asked again in the same round of a loop has the same answer, as it has
// where there is no loop. In the next round, it may have another one.
//
//	for _, x := range list {
//		if opts.Shared() {
//			mu.Lock()
//		}
//		…
//		if opts.Shared() {
//			mu.Unlock()
//		}
//	}

// rounds finds the questions that are asked again.
type rounds struct{ r *Resolver }

// question returns the method that v asks, and what it is asked of and with.
func question(v *ssa.Call) (*types.Func, []ssa.Value) {
	if v.Call.IsInvoke() {
		return v.Call.Method, append([]ssa.Value{v.Call.Value}, v.Call.Args...)
	}
	if fn := v.Call.StaticCallee(); fn != nil {
		if m, ok := fn.Object().(*types.Func); ok {
			return m.Origin(), v.Call.Args
		}
	}
	return nil, nil
}

// getter returns the term of the result of v, a call of o with the given arguments that
// gives the same value when it is repeated, and in a loop in the same round.
func (r *Resolver) getter(v *ssa.Call, o types.Object, args []ssa.Value) lock.Term {
	before, followed := rounds{r}.askedBefore(v)
	switch {
	case before != nil:
		return r.Term(before)
	case !r.InCycle(v.Block()):
		return r.Table.Make(lock.Call, funcSymbol(o), r.list(args), lock.Term{})
	case !followed:
		return r.root(v)
	}
	return r.Table.Make(lock.Call, funcSymbol(o), r.list(args), r.root(v))
}

// askedBefore returns the last call in a loop that asks what v asks, in the same round, or
// in the last one if v comes after the loop; nil if there is none, or if the answer is known
// since before the loop. It also reports whether another one follows on v.
func (x rounds) askedBefore(v *ssa.Call) (before *ssa.Call, followed bool) {
	if _, ok := v.Type().Underlying().(*types.Basic); !ok {
		return nil, false
	}
	for _, u := range x.repeated(v.Parent())[questioned(v)] {
		switch {
		case u == v || !x.asksSame(u, v):
		case precedes(v, u):
			followed = true
		case !precedes(u, v):
		case x.r.InCycle(u.Block()):
			if !mayRepeat(v.Block(), u.Block()) {
				before = u // they are in the order of the blocks that dominate v
			}
		case !x.r.InCycle(v.Block()):
			return nil, false
		}
	}
	return before, followed
}

func questioned(v *ssa.Call) *types.Func {
	m, _ := question(v)
	return m
}

// repeated returns the calls in fn of methods that are called there more than once, and at
// least once in a loop, those in dominating blocks first.
func (x rounds) repeated(fn *ssa.Function) map[*types.Func][]*ssa.Call {
	if m, ok := x.r.questions[fn]; ok {
		return m
	}
	m := make(map[*types.Func][]*ssa.Call)
	for _, b := range fn.DomPreorder() {
		for _, in := range b.Instrs {
			if c, ok := in.(*ssa.Call); ok {
				if q := questioned(c); q != nil {
					m[q] = append(m[q], c)
				}
			}
		}
	}
	for q, calls := range m {
		if len(calls) < 2 || !slices.ContainsFunc(calls, func(c *ssa.Call) bool { return x.r.InCycle(c.Block()) }) {
			delete(m, q)
		}
	}
	x.r.questions[fn] = m
	return m
}

// asksSame reports whether u and v, calls of one method, have the same arguments.
func (x rounds) asksSame(u, v *ssa.Call) bool {
	_, a := question(u)
	_, b := question(v)
	return slices.EqualFunc(a, b, func(p, q ssa.Value) bool { return p == q || x.r.Term(p) == x.r.Term(q) })
}

// precedes reports whether u is executed before v on each path to v.
func precedes(u, v *ssa.Call) bool {
	if u.Block() != v.Block() {
		return u.Block().Dominates(v.Block())
	}
	return slices.Index(u.Block().Instrs, ssa.Instruction(u)) < slices.Index(v.Block().Instrs, ssa.Instruction(v))
}

// mayRepeat reports whether b may run again without a run of first before that.
func mayRepeat(b, first *ssa.BasicBlock) bool {
	if b == first {
		return false
	}
	seen := map[*ssa.BasicBlock]bool{first: true}
	work := []*ssa.BasicBlock{b}
	for len(work) > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		for _, s := range x.Succs {
			if s == b {
				return true
			}
			if !seen[s] {
				seen[s] = true
				work = append(work, s)
			}
		}
	}
	return false
}
