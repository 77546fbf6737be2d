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

// resultsHeld returns the names of the results with which the function returns
// where it leaves the lock held, as far as they are the same everywhere.
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

// outcome returns what has become of the lock at the return r, without its
// conditions.
func (r ReturnState) Outcome() summary.Outcome {
	p := r.prop
	switch {
	case p.Held() && p.Given > 0 && !lexicon.IsNilable(r.types[p.Given-1]):
		return summary.Outcome{Do: summary.MayAcquire} // a guard that does not hold looks the same
	case p.Held() && p.Given > 0:
		return summary.Outcome{Do: summary.Acquire, Mode: p.Top().Mode(), Handle: p.Given}
	case p.Held() && (p.Doubt != domain.NoDoubt && p.Doubt != domain.HolderReturned || p.Escaped):
		return summary.Outcome{Do: summary.MayAcquire}
	case p.Held() && p.Stored && r.returnsObject():
		return summary.Outcome{Do: summary.MayAcquire} // what is returned may know how to release it
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

// returnsObject reports whether a result is an object that can have methods,
// errors apart.
func (r ReturnState) returnsObject() bool {
	return slices.ContainsFunc(r.types, func(t types.Type) bool {
		switch t.Underlying().(type) {
		case *types.Basic, *types.Slice, *types.Map:
			return false
		}
		return !lexicon.IsError(t)
	})
}

// returnedBy returns what there is to know of a return of the function of the
// unit in the state s.
func (c *Collector) returnedBy(ret *ssa.Return, s domain.State) ReturnState {
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
