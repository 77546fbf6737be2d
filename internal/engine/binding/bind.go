// Package binding gives declarations their meaning: what a directive, a setting or
// the table of libraries says of a function is bound to its [types.Func], and becomes
// a summary.
package binding

import (
	"fmt"
	"go/types"
	"slices"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// Bind returns what d says of fn: the names in d are looked up in the signature
// of fn, in the types of its parameters and in its package. For notlock it is the
// zero Func, which does nothing to locks. The error is one line.
func Bind(d declare.Declaration, fn *types.Func) (summary.Func, error) {
	b := binder{fn: fn, sig: fn.Signature(), table: lock.NewTable(func(any) string { return "" })}
	var f summary.Func
	var err error
	switch d.Verb {
	case declare.Acquires, declare.Tries, declare.Releases:
		f.Effects = make([]summary.Effect, 1)
		f.Effects[0], err = b.effect(d)
	case declare.Requires:
		f.Requires = make([]summary.Hold, 1)
		f.Requires[0], err = b.hold(d)
	case declare.Runs:
		f.Runs = make([]summary.Run, 1)
		f.Runs[0], err = b.run(d)
	case declare.NoReturn:
		f.NeverReturns = true
	case declare.NotLock:
	default:
		err = fmt.Errorf("%s: %s is no type", d.Verb, fn.Name())
	}
	if err != nil {
		return summary.Func{}, err
	}
	return f, nil
}

// CheckType returns an error if d cannot be said of the type obj.
func CheckType(d declare.Declaration, obj *types.TypeName) error {
	switch d.Verb {
	case declare.NotLock:
		return nil
	case declare.Future:
	default:
		return fmt.Errorf("%s: %s is no function", d.Verb, obj.Name())
	}
	for _, name := range slices.Concat(d.Complete, d.Register) {
		m, _, _ := types.LookupFieldOrMethod(obj.Type(), true, obj.Pkg(), name)
		if _, ok := m.(*types.Func); !ok {
			return fmt.Errorf("%s: %s has no method %s", d.Verb, obj.Name(), name)
		}
	}
	return nil
}

// A binder looks up the names in the declarations of one function.
type binder struct {
	fn    *types.Func
	sig   *types.Signature
	table *lock.Table
}

func (b *binder) effect(d declare.Declaration) (summary.Effect, error) {
	l, mode, err := b.lock(d)
	if err != nil {
		return summary.Effect{}, err
	}
	e := summary.Effect{
		Declared: true,
		Lock:     l.addr, Key: l.key, Class: l.class, Sync: l.isSync(), Keys: l.keys, Try: d.Verb == declare.Tries,
		Name: l.acquire, Peer: l.free,
	}
	out := summary.Outcome{Do: summary.Acquire, Mode: mode}
	if d.Verb == declare.Releases {
		e.Name, e.Peer = e.Peer, e.Name
		out.Do, out.Any = summary.Release, d.Any
	}
	if e.Name == "" {
		e.Name, e.Peer = b.fn.Name(), b.peer()
	}
	if d.ByResult {
		if out.Handle, err = b.handle(); err != nil {
			return summary.Effect{}, err
		}
	}
	out.When, err = b.conditions(d)
	e.Outcomes = append([]summary.Outcome{out}, otherwise(out.When)...)
	return e, err
}

// peer returns the method that undoes what the function does, if it is one of
// a pair.
func (b *binder) peer() string {
	if b.sig.Recv() == nil {
		return ""
	}
	m, _ := lexicon.LookupMethod(b.sig.Recv().Type(), b.fn)
	return m.Peer
}

// otherwise returns the outcomes of a function that has done nothing, because
// not all of the conditions hold.
func otherwise(when []summary.Cond) []summary.Outcome {
	var out []summary.Outcome
	for i, c := range when {
		c.Is = opposite[c.Is]
		out = append(out, summary.Outcome{When: append(slices.Clone(when[:i]), c)})
	}
	return out
}

var opposite = map[summary.Fact]summary.Fact{
	summary.True: summary.False, summary.False: summary.True, summary.Nil: summary.NonNil, summary.NonNil: summary.Nil,
}

func (b *binder) hold(d declare.Declaration) (summary.Hold, error) {
	l, mode, err := b.lock(d)
	return summary.Hold{Lock: l.addr, Key: l.key, Class: l.class, Mode: mode}, err
}

func (b *binder) run(d declare.Declaration) (summary.Run, error) {
	i, v := b.param(d.Param)
	switch {
	case v == nil:
		_, err := b.root(d.Param)
		if err == nil {
			err = fmt.Errorf("%s: it is no parameter of %s", d.Param, b.fn.Name())
		}
		return summary.Run{}, err
	case !lexicon.IsFunc(v.Type()) && !b.isVariadicFunc(v):
		return summary.Run{}, fmt.Errorf("%s: it is no function", d.Param)
	}
	return summary.Run{Param: i, When: whens[d.When]}, nil
}

var whens = map[declare.When]summary.When{
	declare.Now: summary.Once, declare.Maybe: summary.Maybe, declare.Later: summary.Later,
}

// isVariadicFunc reports whether v is a parameter like funcs ...func().
func (b *binder) isVariadicFunc(v *types.Var) bool {
	s, ok := v.Type().(*types.Slice)
	return ok && b.sig.Variadic() && v == b.sig.Params().At(b.sig.Params().Len()-1) && lexicon.IsFunc(s.Elem())
}
