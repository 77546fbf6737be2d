package accesspath

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// A Call is a call of a function with a summary. It says which values the
// parameters and results are in the caller.
type Call struct {
	Name   string      // the name of the function
	Method bool        // whether it is a method
	Args   []ssa.Value // the receiver first; there may be fewer than parameters
	Result *ssa.Call   // nil if the results are not used, as in a go statement
}

// CallOf returns c as a [Call] of a function with the given name. The receiver
// of a method value counts as an argument, captured variables of a function
// literal do not.
func CallOf(c ssa.CallInstruction, name string) Call {
	common := c.Common()
	args := common.Args
	if common.IsInvoke() {
		args = append([]ssa.Value{common.Value}, args...)
	}
	if m, ok := common.Value.(*ssa.MakeClosure); ok && m.Fn.(*ssa.Function).Parent() == nil {
		args = append(m.Bindings[:1:1], args...) // a method value
	}
	res, _ := c.(*ssa.Call)
	return Call{name, common.Signature().Recv() != nil || common.IsInvoke(), args, res}
}

// Effects returns the operations of a call of a function with the summary f, in
// the order of the effects. It leaves out those on locks that have no name in
// the caller.
func (r *Resolver) Effects(c Call, f *summary.Func) []*Operation {
	var ops []*Operation
	for i := range f.Effects {
		if op, ok := r.effect(c, &f.Effects[i]); ok {
			ops = append(ops, op)
		}
	}
	return ops
}

func (r *Resolver) effect(c Call, e *summary.Effect) (*Operation, bool) {
	op := &Operation{Class: e.Class, Name: e.Name, Sync: e.Sync, By: c.Name, Outcomes: e.Outcomes, Held: e.Class}
	op.Method = methodOf(e)
	if op.Result.Handle >= 0 {
		if c.Result == nil {
			return nil, false // the handle is dropped
		}
		r.nameHandle(op, c.Result)
		if addr, ok := r.Name(c, e.Lock); ok {
			op.Guards = addr
		}
		return op, true
	}
	var ok, okKey bool
	op.ID.Addr, ok = r.Name(c, e.Lock)
	op.ID.Key, okKey = r.Name(c, e.Key)
	if !ok || !okKey || op.ID.Addr.IsZero() {
		return nil, false
	}
	if i, ok := lockParam(e); ok && e.Class.Type != lock.HandleType {
		if i == 0 && c.Method && e.Declared {
			op.By = "" // like a method that is known by its name
		}
		op.Class = r.Class(c.Args[i])
		op.Class.Type = cmp.Or(op.Class.Type, e.Class.Type)
	}
	return op, true
}

// Guard sets the lock that the handle of op releases, and the outcomes of op if the body
// tells them for sure. Op is the acquire of the call c, known by its name, and f is the
// summary of the function called. It changes nothing unless that has exactly one effect.
func (r *Resolver) Guard(op *Operation, c Call, f *summary.Func) {
	if f == nil || len(f.Effects) != 1 {
		return
	}
	if outs := f.Effects[0].Outcomes; !slices.ContainsFunc(outs, func(o summary.Outcome) bool {
		return o.Do != summary.Nothing && (o.Do != summary.Acquire || o.Handle != op.Result.Handle+1)
	}) && f.Effects[0].Acquires() {
		op.Outcomes = outs
	}
	if addr, ok := r.Name(c, f.Effects[0].Lock); ok {
		op.Guards, op.Held = addr, f.Effects[0].Class
	}
}

// lockParam returns the index of the parameter that is the lock of e, and
// whether a parameter is.
func lockParam(e *summary.Effect) (int, bool) {
	t, err := summary.Decode(lock.NewTable(func(any) string { return "" }), e.Lock, nil)
	if err != nil || t.Kind() != lock.Root {
		return 0, false
	}
	p, ok := t.Sym().(lock.Param)
	return p.Index, ok
}

// methodOf returns e as the effect of a method. If some outcome acquires, it is
// an acquire, under the conditions of the first such outcome; otherwise the
// last outcome that does something decides.
func methodOf(e *summary.Effect) lexicon.Method {
	m := lexicon.Method{Result: lexicon.Always, Peer: e.Peer, Try: e.Try, Keys: e.Keys}
	for _, o := range e.Outcomes {
		switch o.Do {
		case summary.Acquire:
			m.Effect, m.Mode = lock.Acquire, o.Mode
			m.Result.Handle = o.Handle - 1
			for _, w := range o.When {
				switch {
				case w.Of != summary.Result:
				case w.Is == summary.True:
					m.Result.True = w.Index
				case w.Is == summary.Nil:
					m.Result.NoError = w.Index
				}
			}
			return m
		case summary.Release, summary.MayRelease:
			m.Effect, m.Mode, m.Both = lock.Release, o.Mode, o.Any
		case summary.Downgrade:
			m.Effect = lock.Downgrade
		}
	}
	return m
}

// Name returns the caller's term for the path p in the summary of the function
// called. It reports false if the caller has no name for it: p is no path, or
// a parameter or result in it is not known.
func (r *Resolver) Name(c Call, p summary.Path) (lock.Term, bool) {
	ok := true
	t, err := summary.Decode(termMaker{r}, p, func(sym any) lock.Term {
		switch s := sym.(type) {
		case lock.Param:
			if s.Index < len(c.Args) {
				return r.Term(c.Args[s.Index])
			}
		case lock.Result:
			if c.Result != nil && s.Index < c.Result.Call.Signature().Results().Len() {
				return r.Component(c.Result, s.Index)
			}
		case lock.Global:
			return r.Table.Make(lock.Root, s, lock.Term{}, lock.Term{})
		}
		ok = false
		return r.ConstOf("nil")
	})
	return t, ok && err == nil
}

// A termMaker makes the terms of decoded paths, as [Resolver.Term] would name
// the values in the caller. It does less, however: it does not look at what
// the caller writes (TestNameLimits).
type termMaker struct{ r *Resolver }

// Make returns the term of kind k. A load from a variable with only one value
// is that value.
func (m termMaker) Make(k lock.Kind, sym any, x, y lock.Term) lock.Term {
	if a, ok := x.Sym().(*ssa.Alloc); ok && k == lock.Load && x.Kind() == lock.Root {
		if v := m.r.initializer(a); v != nil {
			return m.r.Term(v)
		}
	}
	return m.r.Table.Make(k, sym, x, y)
}

// Relative returns the path of t, a term of the function fn, for its callers. It
// reports false if callers have no name for t. They have one for parameters,
// package-level variables, and results; results[i] is the term of result i, or
// the zero Term if that is not known. A constant is not taken for the result
// that it equals.
func (r *Resolver) Relative(fn *ssa.Function, t lock.Term, results []lock.Term) (summary.Path, bool) {
	subst := make(map[lock.Term]lock.Term)
	for i, x := range results {
		if !x.IsZero() && x.Kind() != lock.Const {
			subst[x] = r.Table.Make(lock.Root, lock.Result{Index: i}, lock.Term{}, lock.Term{})
		}
	}
	for i, p := range fn.Params {
		subst[r.Term(p)] = r.Table.Make(lock.Root, lock.Param{Index: i}, lock.Term{}, lock.Term{})
	}
	return summary.Encode(r.Table.Map(t, func(x lock.Term) lock.Term {
		if y, ok := subst[x]; ok {
			return y
		}
		return x
	}))
}
