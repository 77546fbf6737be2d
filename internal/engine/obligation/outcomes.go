package obligation

import (
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// inDoubt returns the outcomes of x with nothing certain in them.
func inDoubt(x summary.Effect) []summary.Outcome {
	if x.Releases() {
		return []summary.Outcome{{Do: summary.MayRelease}}
	}
	return []summary.Outcome{{Do: summary.MayAcquire}}
}

// resultsHeld returns the names of the results with which the function returns
// where it leaves the lock held, as far as they are the same everywhere.
func (c *collector) resultsHeld() []lock.Term {
	var out []lock.Term
	for _, r := range c.returns {
		if !r.prop.held() {
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

// outcomesOf returns the ways in which the function of a unit returns.
func (e *engine) outcomesOf(c *collector) []summary.Outcome {
	leaks := len(c.second) > 0
	for _, o := range c.out {
		leaks = leaks || o.leaks != nil || len(o.mismatchedAt) > 0
	}
	var outs []summary.Outcome
	for _, r := range c.returns {
		o := r.outcome()
		if leaks && o.Do == summary.Acquire {
			o = summary.Outcome{Do: summary.MayAcquire} // reported there, not in the callers
		}
		o.When = r.when
		outs = append(outs, o)
	}
	return settle(relevant(outs))
}

// outcome returns what has become of the lock at the return r, without its
// conditions.
func (r returned) outcome() summary.Outcome {
	p := r.prop
	switch {
	case p.held() && p.given > 0 && !lexicon.IsNilable(r.types[p.given-1]):
		return summary.Outcome{Do: summary.MayAcquire} // a guard that does not hold looks the same
	case p.held() && p.given > 0:
		return summary.Outcome{Do: summary.Acquire, Mode: p.top().mode(), Handle: p.given}
	case p.held() && (p.doubt != noDoubt && p.doubt != holderReturned || p.escaped):
		return summary.Outcome{Do: summary.MayAcquire}
	case p.held() && p.stored && r.returnsObject():
		return summary.Outcome{Do: summary.MayAcquire} // what is returned may know how to release it
	case p.held() && p.entered == takenBack:
		return summary.Outcome{Do: summary.MayAcquire}
	case p.held():
		if p.holds[1] != 0 {
			return summary.Outcome{Do: summary.MayAcquire}
		}
		return summary.Outcome{Do: summary.Acquire, Mode: p.top().mode()}
	case p.entered == givenBack:
		return summary.Outcome{Do: summary.Release, Mode: p.back.mode, Any: p.back.any}
	case p.entered == takenBack:
		return summary.Outcome{Do: summary.Relocked, Mode: p.back.mode, Any: p.back.any, Again: p.again.mode()}
	case p.perhaps:
		return summary.Outcome{Do: summary.MayRelease}
	}
	return summary.Outcome{}
}

// returnsObject reports whether a result is an object that can have methods,
// errors apart.
func (r returned) returnsObject() bool {
	return slices.ContainsFunc(r.types, func(t types.Type) bool {
		switch t.Underlying().(type) {
		case *types.Basic, *types.Slice, *types.Map:
			return false
		}
		return !lexicon.IsError(t)
	})
}

// relevant returns outs without the conditions that tell no outcome from
// another that does something else, and each outcome once.
func relevant(outs []summary.Outcome) []summary.Outcome {
	outs = distinctOutcomes(outs)
	tells := make(map[summary.Cond]bool) // by what they are about
	for i, o := range outs {
		for _, p := range outs[:i] {
			if sameAction(o, p) {
				continue
			}
			for _, c := range o.When {
				if slices.ContainsFunc(p.When, c.Contradicts) {
					tells[about(c)] = true
				}
			}
		}
	}
	if len(outs) > 0 && !slices.ContainsFunc(outs, func(o summary.Outcome) bool { return !sameAction(o, outs[0]) }) {
		outs[0].When = alwaysNil(outs)
		return outs[:1]
	}
	var kept []summary.Outcome
	for _, o := range outs {
		o.When = slices.DeleteFunc(slices.Clone(o.When), func(c summary.Cond) bool {
			return !tells[about(c)] && (c.Of != summary.Result || len(outs) == 1 || o.Do == summary.Nothing)
		})
		if len(o.When) == 0 {
			o.When = nil
		}
		kept = append(kept, o)
	}
	return distinctOutcomes(kept)
}

// alwaysNil returns the conditions on results that are nil in all outcomes, if
// these acquire: who asks for an error then need not release.
func alwaysNil(outs []summary.Outcome) []summary.Cond {
	if outs[0].Do != summary.Acquire {
		return nil
	}
	var common []summary.Cond
	for _, c := range outs[0].When {
		if c.Of == summary.Result && c.Is == summary.Nil && !slices.ContainsFunc(outs, func(o summary.Outcome) bool { return !slices.Contains(o.When, c) }) {
			common = append(common, c)
		}
	}
	return common
}

// distinctOutcomes returns outs with each outcome once.
func distinctOutcomes(outs []summary.Outcome) []summary.Outcome {
	var out []summary.Outcome
	for _, o := range outs {
		if !slices.ContainsFunc(out, func(p summary.Outcome) bool { return sameAction(o, p) && slices.Equal(o.When, p.When) }) {
			out = append(out, o)
		}
	}
	return out
}

// about returns c without what it says.
func about(c summary.Cond) summary.Cond {
	c.Is = 0
	return c
}

// sameAction reports whether o and p are the same but for their conditions.
func sameAction(o, p summary.Outcome) bool {
	if o.Do != p.Do {
		return false
	}
	o.When, p.When = nil, nil
	return reflect.DeepEqual(o, p)
}

// settle returns outs with those in doubt that the caller cannot tell from
// others that do something else.
func settle(outs []summary.Outcome) []summary.Outcome {
	var doubtful []int
	for i, o := range outs {
		for j, p := range outs {
			if i != j && !sameAction(o, p) && !o.Excludes(p) && !slices.Contains(doubtful, i) {
				doubtful = append(doubtful, i)
			}
		}
	}
	if len(doubtful) == 0 {
		return outs
	}
	do := summary.Nothing
	for _, i := range doubtful {
		switch outs[i].Do {
		case summary.Release, summary.MayRelease, summary.Downgrade:
			do = summary.MayRelease
		case summary.Acquire, summary.MayAcquire:
			if do != summary.MayRelease {
				do = summary.MayAcquire
			}
		}
	}
	out := slices.Clone(outs)
	for _, i := range doubtful {
		out[i] = summary.Outcome{Do: do, When: outs[i].When}
	}
	return relevant(out)
}

// returnedBy returns what there is to know of a return of the function of the
// unit in the state s.
func (c *collector) returnedBy(ret *ssa.Return, s state) returned {
	r := returned{prop: s.prop, at: ret}
	for i, v := range ret.Results {
		r.kinds = append(r.kinds, c.resultKind(s.facts, v))
		t := c.resolve(s.facts, c.paths.Term(v))
		r.results = append(r.results, t)
		r.types = append(r.types, v.Type())
		if is := c.factOf(s.facts, t, v.Type()); is != 0 {
			r.when = append(r.when, summary.Cond{Of: summary.Result, Index: i, Is: is})
		}
	}
	r.when = append(r.when, c.closedAtEntry(s.facts)...)
	for i, p := range c.fn.Params {
		t := c.resolve(s.facts, c.paths.Term(p))
		if is := c.factOf(s.facts, t, p.Type()); is != 0 {
			r.when = append(r.when, summary.Cond{Of: summary.Param, Index: i, Is: is})
		}
	}
	return r
}

// factOf returns what is known of t, a value of type typ, that a condition can
// say; 0 if nothing.
func (u *unit) factOf(f facts, t lock.Term, typ types.Type) summary.Fact {
	switch t.Sym() {
	case true:
		return summary.True
	case false:
		return summary.False
	case "nil":
		if t.Kind() == lock.Const {
			return summary.Nil
		}
	}
	if lexicon.IsBool(typ) {
		return 0
	}
	if isNonNil(t) || f.get(t).knownNonNil() || lexicon.IsError(typ) && u.makesError(f, t) {
		return summary.NonNil
	}
	return 0
}

// makesError reports whether t is the result of a function that by its name
// makes an error, or wraps one that is known not to be nil.
func (u *unit) makesError(f facts, t lock.Term) bool {
	c, ok := t.Sym().(*ssa.Call)
	if !ok || t.Kind() != lock.Root {
		return isNewError(t)
	}
	name := lexicon.CalleeName(&c.Call)
	if strings.HasPrefix(name, "Wrap") || strings.HasPrefix(name, "With") {
		return slices.ContainsFunc(c.Call.Args, func(a ssa.Value) bool {
			x := u.resolve(f, u.paths.Term(a))
			return isErrorType(a) && (isNonNil(x) || f.get(x).knownNonNil())
		})
	}
	return isNewError(t)
}

// isNewError reports whether t is an error that is not nil: the result of a
// function that by its name makes one, or a package-level variable named like one.
func isNewError(t lock.Term) bool {
	if g, ok := t.X().Sym().(lock.Global); ok && t.Kind() == lock.Load && t.X().Kind() == lock.Root {
		return len(g.Name) > len("err") && strings.EqualFold(g.Name[:len("err")], "err")
	}
	c, ok := t.Sym().(*ssa.Call)
	if !ok || t.Kind() != lock.Root {
		return false
	}
	name := lexicon.CalleeName(&c.Call)
	return strings.Contains(name, "rrorf") || strings.HasPrefix(name, "New") || strings.HasPrefix(name, "new")
}
