package verdict

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// closedAtEntry returns what the facts f say about channels at the entry of the
// function: whether they were closed.
func (c *Collector) closedAtEntry(f domain.Facts) []summary.Cond {
	var out []summary.Cond
	for _, x := range f {
		if x.Term.Kind() != lock.Unary || x.Term.Sym() != "at first " {
			continue
		}
		p, ok := c.reason.Paths.Relative(c.subject.Fn, x.Term.X().X(), nil)
		b, is := x.Same.Sym().(bool)
		if !ok || !is {
			continue
		}
		cond := summary.Cond{Of: summary.Closed, Chan: p, Is: summary.False}
		if b {
			cond.Is = summary.True
		}
		out = append(out, cond)
	}
	return out
}

// ResultsHeld returns the values of the results at the returns that leave the lock held,
// zero for those that differ between returns.
func (c *Collector) ResultsHeld() []lock.Term {
	var out []lock.Term
	for _, r := range c.Returns {
		if !r.prop.Held() {
			continue
		}
		if out == nil {
			out = slices.Clone(r.results)
			continue
		}
		for i := range out {
			if out[i] != r.results[i] {
				out[i] = lock.Term{}
			}
		}
	}
	return out
}

// Outcome returns what the function has done to the lock at the return r, without the
// conditions.
func (r ReturnState) Outcome() summary.Outcome {
	p := r.prop
	switch {
	case p.Held() && p.Given > 0 && !lexicon.IsNilable(r.types[p.Given-1]):
		return summary.Outcome{Do: summary.MayAcquire} // a guard that does not hold it looks the same
	case p.Held() && p.Given > 0:
		return summary.Outcome{Do: summary.Acquire, Mode: p.Top().Mode(), Handle: p.Given}
	case p.Held() && (p.Doubt != domain.NoDoubt && p.Doubt != domain.HolderReturned || p.Escaped):
		return summary.Outcome{Do: summary.MayAcquire}
	case p.Held() && p.Stored && r.returnsObject():
		return summary.Outcome{Do: summary.MayAcquire} // the result may be able to release it
	case p.Held() && p.Entered == domain.CallerReacquired:
		return summary.Outcome{Do: summary.MayAcquire}
	case p.Held():
		if p.Holds[1] != 0 {
			return summary.Outcome{Do: summary.MayAcquire}
		}
		return summary.Outcome{Do: summary.Acquire, Mode: p.Top().Mode()}
	case p.Entered == domain.CallerReleased:
		return summary.Outcome{Do: summary.Release, Mode: p.ReleasedAs.Mode, Any: p.ReleasedAs.Any}
	case p.Entered == domain.CallerReacquired:
		return summary.Outcome{Do: summary.Relocked, Mode: p.ReleasedAs.Mode, Any: p.ReleasedAs.Any, Again: p.Again.Mode()}
	case p.Perhaps:
		return summary.Outcome{Do: summary.MayRelease}
	}
	return summary.Outcome{}
}

// returnsObject reports whether a result other than an error can have methods that
// release the lock.
func (r ReturnState) returnsObject() bool {
	return slices.ContainsFunc(r.types, func(t types.Type) bool {
		switch t.Underlying().(type) {
		case *types.Basic, *types.Slice, *types.Map:
			return false
		}
		return !lexicon.IsError(t)
	})
}

// returnState returns what is known at the return ret in the state s.
func (c *Collector) returnState(ret *ssa.Return, s domain.State) ReturnState {
	r := ReturnState{prop: s.Property, at: ret}
	for i, v := range ret.Results {
		r.kinds = append(r.kinds, c.resultKind(s.Facts, v))
		t := c.reason.Resolve(s.Facts, c.reason.Paths.Term(v))
		r.results = append(r.results, t)
		r.types = append(r.types, v.Type())
		if is := c.reason.FactOf(s.Facts, t, v.Type()); is != 0 {
			r.When = append(r.When, summary.Cond{Of: summary.Result, Index: i, Is: is})
		}
	}
	r.When = append(r.When, c.closedAtEntry(s.Facts)...)
	for i, p := range c.subject.Fn.Params {
		t := c.reason.Resolve(s.Facts, c.reason.Paths.Term(p))
		if is := c.reason.FactOf(s.Facts, t, p.Type()); is != 0 {
			r.When = append(r.When, summary.Cond{Of: summary.Param, Index: i, Is: is})
		}
	}
	return r
}

// A resultKind is what a result at a return says about success.
type resultKind uint8

const (
	resultUnknown resultKind = iota
	resultSuccess            // true, nil error, non-nil value
	resultFailure            // false, non-nil error, nil value
)

// resultTells reports whether a result tells the caller if the lock is held: it is
// [resultSuccess] at every return that leaves the lock held, and [resultFailure] at every
// other return.
func (c *conclusion) resultTells() bool {
	res := c.subject.Fn.Signature.Results()
	for i := range res.Len() {
		held, free := 0, 0
		tells := true
		count := func(p domain.Property, k resultKind) {
			if p.Held() && (p.Doubt == domain.NoDoubt || p.Leaks()) {
				held++
				tells = tells && k == resultSuccess
			} else {
				free++
				tells = tells && k == resultFailure
			}
		}
		for _, r := range c.Returns {
			count(r.prop, r.kinds[i])
		}
		for _, p := range c.recovered {
			count(p, zeroResult(res.At(i)))
		}
		if tells && held > 0 && free > 0 {
			return true
		}
	}
	return false
}

// zeroResult returns the kind of the result v of a function that recovers from a panic:
// that of its zero value, unless it has a name and may have been set.
func zeroResult(v *types.Var) resultKind {
	_, isInterface := v.Type().Underlying().(*types.Interface)
	switch {
	case v.Name() != "" && v.Name() != "_":
		return resultUnknown
	case lexicon.IsError(v.Type()):
		return resultSuccess
	case lexicon.IsBool(v.Type()) || isInterface || lexicon.IsNilable(v.Type()):
		return resultFailure
	}
	return resultUnknown
}

// resultKind returns the kind of the result v under the facts f.
func (c *Collector) resultKind(f domain.Facts, v ssa.Value) resultKind {
	t := c.reason.Resolve(f, c.reason.Paths.Term(v))
	isErr := lexicon.IsError(v.Type())
	switch {
	case t.Kind() == lock.Const && t.Sym() == true:
		return resultSuccess
	case t.Kind() == lock.Const && t.Sym() == false:
		return resultFailure
	case t.Kind() == lock.Const && t.Sym() == "nil":
		if isErr {
			return resultSuccess
		}
		return resultFailure
	case isErr:
		return resultFailure // an error that is returned is not nil, as a rule
	}
	return resultUnknown
}
