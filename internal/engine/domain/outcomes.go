package domain

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

// sameAction reports whether o and p are the same but for their conditions.
func SameAction(o, p summary.Outcome) bool {
	if o.Do != p.Do {
		return false
	}
	o.When, p.When = nil, nil
	return reflect.DeepEqual(o, p)
}

// factOf returns what is known of t, a value of type typ, that a condition can
// say; 0 if nothing.
func (re *Reasoner) FactOf(f Facts, t lock.Term, typ types.Type) summary.Fact {
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
	if IsNonNil(t) || f.Get(t).KnownNonNil() || lexicon.IsError(typ) && re.makesError(f, t) {
		return summary.NonNil
	}
	return 0
}

// makesError reports whether t is the result of a function that by its name
// makes an error, or wraps one that is known not to be nil.
func (re *Reasoner) makesError(f Facts, t lock.Term) bool {
	c, ok := t.Sym().(*ssa.Call)
	if !ok || t.Kind() != lock.Root {
		return IsNewError(t)
	}
	name := lexicon.CalleeName(&c.Call)
	if strings.HasPrefix(name, "Wrap") || strings.HasPrefix(name, "With") {
		return slices.ContainsFunc(c.Call.Args, func(a ssa.Value) bool {
			x := re.Resolve(f, re.Paths.Term(a))
			return IsErrorValue(a) && (IsNonNil(x) || f.Get(x).KnownNonNil())
		})
	}
	return IsNewError(t)
}

// isNewError reports whether t is an error that is not nil: the result of a
// function that by its name makes one, or a package-level variable named like one.
func IsNewError(t lock.Term) bool {
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
