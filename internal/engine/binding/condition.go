package binding

// On what the effect of a function depends: its results.

import (
	"fmt"
	"go/types"
	"slices"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// conditions returns the conditions of d; those on the error come first, since
// the bool says nothing if there is one.
func (b *binder) conditions(d declare.Declaration) ([]summary.Cond, error) {
	conds := d.If
	if d.Verb == declare.Tries && len(conds) == 0 {
		if b.hasResult(lexicon.IsError) {
			conds = append(conds, declare.NoError)
		}
		if b.hasResult(lexicon.IsBool) {
			conds = append(conds, declare.True)
		}
		if len(conds) == 0 {
			return nil, fmt.Errorf("%s: %s has neither a bool nor an error result", d.Verb, b.fn.Name())
		}
	}
	var when []summary.Cond
	for _, onBool := range []bool{false, true} {
		for _, c := range conds {
			if c.OnBool() != onBool {
				continue
			}
			i, err := b.resultFor(c)
			if err != nil {
				return nil, err
			}
			when = append(when, summary.Cond{Of: summary.Result, Index: i, Is: facts[c]})
		}
	}
	return when, nil
}

var facts = map[declare.Condition]summary.Fact{
	declare.True: summary.True, declare.False: summary.False, declare.NoError: summary.Nil, declare.SomeError: summary.NonNil,
}

// Conditional returns d, a declaration of fn, with the conditions that outs have for what
// d says happens, and whether the grammar has words for them.
func Conditional(d declare.Declaration, fn *types.Func, outs []summary.Outcome) (declare.Declaration, bool) {
	b := binder{fn: fn, sig: fn.Signature()}
	d.If = nil
	for _, o := range outs {
		if o.Do == summary.Nothing {
			continue
		}
		if d.If != nil {
			return d, false // it happens in several ways
		}
		for _, w := range o.When {
			if o.Handle == w.Index+1 && w.Is == summary.NonNil {
				continue
			}
			i := slices.IndexFunc(conditions, func(c declare.Condition) bool {
				at, err := b.resultFor(c)
				return err == nil && w.Of == summary.Result && at == w.Index && facts[c] == w.Is
			})
			if i < 0 {
				return d, false
			}
			d.If = append(d.If, conditions[i])
		}
	}
	return d, d.If != nil
}

var conditions = []declare.Condition{declare.True, declare.False, declare.NoError, declare.SomeError}

func (b *binder) hasResult(is func(types.Type) bool) bool {
	for v := range b.sig.Results().Variables() {
		if is(v.Type()) {
			return true
		}
	}
	return false
}

// resultFor returns the index of the one result that c is about.
func (b *binder) resultFor(c declare.Condition) (int, error) {
	what, is := "error", lexicon.IsError
	if c.OnBool() {
		what, is = "bool", lexicon.IsBool
	}
	found, count := 0, 0
	for i := range b.sig.Results().Len() {
		if is(b.sig.Results().At(i).Type()) {
			found = i
			count++
		}
	}
	switch count {
	case 0:
		return 0, fmt.Errorf("%s: %s has no %s result", c, b.fn.Name(), what)
	case 1:
		return found, nil
	}
	return 0, fmt.Errorf("%s: %s has %d %s results", c, b.fn.Name(), count, what)
}

// handle returns 1 + the index of the first result that releases.
func (b *binder) handle() (int, error) {
	for i := range b.sig.Results().Len() {
		if lexicon.IsHandle(b.sig.Results().At(i).Type()) {
			return i + 1, nil
		}
	}
	return 0, fmt.Errorf("by result: %s returns no func() and nothing with a method Unlock, Release or Close", b.fn.Name())
}
