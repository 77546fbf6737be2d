package binding

import (
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// Declared holds what is declared of functions and types. It is not safe for
// concurrent use.
type Declared struct {
	targets map[string][]declare.Declaration
	bound   map[*types.Func]boundFunc
}

// A boundFunc is what has been found out about a function.
type boundFunc struct {
	f   *summary.Func // nil if nothing is declared, or if it is wrong
	err error
}

// NewDeclared returns a Declared with nothing in it.
func NewDeclared() *Declared {
	return &Declared{targets: make(map[string][]declare.Declaration), bound: make(map[*types.Func]boundFunc)}
}

// Add adds a declaration. The target is as for [declare.ParseLine]. A notlock
// replaces what has been declared of the target before, and is replaced by
// anything that comes after it.
func (x *Declared) Add(target string, d declare.Declaration) {
	ds := x.targets[target]
	if len(ds) > 0 && (d.Verb == declare.NotLock || ds[0].Verb == declare.NotLock) {
		ds = nil
	}
	x.targets[target] = append(ds, d)
	clear(x.bound)
}

// Func returns what is declared of fn, and whether anything is. If it is wrong,
// f is nil. The result is not to be changed.
func (x *Declared) Func(fn *types.Func) (f *summary.Func, declared bool, err error) {
	fn = fn.Origin()
	b, ok := x.bound[fn]
	if !ok {
		target := Target(fn)
		b.f, b.err = bindAll(target, x.targets[target], fn)
		x.bound[fn] = b
	}
	return b.f, b.f != nil || b.err != nil, b.err
}

// Target returns the target of the declarations of fn: its full name, without
// the type parameters of the receiver.
func Target(fn *types.Func) string {
	name := fn.Origin().FullName()
	i, j := strings.IndexByte(name, '['), strings.LastIndexByte(name, ']')
	if i < 0 || j < i {
		return name
	}
	return name[:i] + name[j+1:]
}

// bindAll returns what all of the declarations of fn say, nil if there are
// none. To say the same twice is to say it once.
func bindAll(target string, ds []declare.Declaration, fn *types.Func) (*summary.Func, error) {
	if len(ds) == 0 {
		return nil, nil
	}
	f := new(summary.Func)
	for _, d := range ds {
		g, err := Bind(d, fn)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", target, d, err)
		}
		f.Effects = appendNew(f.Effects, g.Effects)
		f.Requires = appendNew(f.Requires, g.Requires)
		f.Runs = appendNew(f.Runs, g.Runs)
		f.NeverReturns = f.NeverReturns || g.NeverReturns
	}
	return f, nil
}

// appendNew appends what is not in the list yet.
func appendNew[E any](list, more []E) []E {
	for _, e := range more {
		if !slices.ContainsFunc(list, func(x E) bool { return reflect.DeepEqual(x, e) }) {
			list = append(list, e)
		}
	}
	return list
}

// NotLock reports whether t is declared to be no lock.
func (x *Declared) NotLock(t types.Type) bool {
	return slices.ContainsFunc(x.targets[lexicon.TypeName(t)], func(d declare.Declaration) bool { return d.Verb == declare.NotLock })
}

// Future returns the methods that complete the future that t is, and those that
// register a callback with it, and whether t is declared to be one.
func (x *Declared) Future(t types.Type) (complete, register []string, ok bool) {
	for _, d := range x.targets[lexicon.TypeName(t)] {
		if d.Verb == declare.Future {
			complete, register, ok = appendNew(complete, d.Complete), appendNew(register, d.Register), true
		}
	}
	return complete, register, ok
}
