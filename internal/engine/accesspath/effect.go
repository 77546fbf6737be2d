package accesspath

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// A Call is a call of a function with a summary: what stands for its
// parameters, the receiver being the first, and for its results.
type Call struct {
	Name   string      // of the function
	Method bool        // it is a method
	Args   []ssa.Value // as many as are known
	Result *ssa.Call   // nil if nobody sees the results
}

// CallOf returns the call that c is, by its arguments. fn is what it calls, nil
// for a method of an interface.
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

// Effects returns what a call of a function with the summary f does to locks
// that can be named where it is called.
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
			return nil, false // nobody has the handle
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
	if i, is := op.ownParam(e); is && e.Class.Type != lock.HandleType {
		if i == 0 && c.Method && e.Declared {
			op.By = "" // as if the method were that of a lock by its name
		}
		known := r.Class(c.Args[i])
		known.Type = orElse(known.Type, e.Class.Type)
		op.Class = known
	}
	return op, true
}

// Guard notes in op, a call that returns what releases, which lock that
// releases, by the summary f of what is called.
func (r *Resolver) Guard(op *Operation, c Call, f *summary.Func) {
	if f == nil || len(f.Effects) != 1 {
		return
	}
	if addr, ok := r.Name(c, f.Effects[0].Lock); ok {
		op.Guards, op.Held = addr, f.Effects[0].Class
	}
}

// ownParam returns the parameter that is the lock itself, if one is.
func (op *Operation) ownParam(e *summary.Effect) (int, bool) {
	t, err := summary.Decode(lock.NewTable(func(any) string { return "" }), e.Lock, nil)
	if err != nil || t.Kind() != lock.Root {
		return 0, false
	}
	p, ok := t.Sym().(lock.Param)
	return p.Index, ok
}

func orElse(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// methodOf returns the method that does what e says, by its best outcome.
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

// Name returns the term that the path p of the summary of the function called
// is for the caller. It reports false if the caller has no name for it.
func (r *Resolver) Name(c Call, p summary.Path) (lock.Term, bool) {
	ok := true
	t, err := summary.Decode(maker{r}, p, func(sym any) lock.Term {
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

// A maker makes terms as the resolver names values.
type maker struct{ r *Resolver }

// Make returns the term of kind k. What is loaded from a variable with one
// value is that value.
func (m maker) Make(k lock.Kind, sym any, x, y lock.Term) lock.Term {
	if a, ok := x.Sym().(*ssa.Alloc); ok && k == lock.Load && x.Kind() == lock.Root {
		if v := m.r.initializer(a); v != nil {
			return m.r.Term(v)
		}
	}
	return m.r.Table.Make(k, sym, x, y)
}

// Relative returns the path of t as the callers of fn see it: made of the
// parameters of fn, and of those of its results that are in results. It
// reports false if t is made of anything else.
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
