package domain

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// isNonNil reports whether t cannot be nil: the address of a variable, a
// function literal, a new error, an error variable of a package.
func IsNonNil(t lock.Term) bool {
	switch t.Kind() {
	case lock.Root:
		switch v := t.Sym().(type) {
		case *ssa.Alloc, *ssa.MakeClosure, *ssa.Function, *ssa.MakeMap, *ssa.MakeChan, *ssa.MakeSlice, lock.Global:
			return true
		case *ssa.Call:
			fn := v.Call.StaticCallee()
			if fn == nil || fn.Pkg == nil {
				return false
			}
			switch fn.Pkg.Pkg.Path() + "." + fn.Name() {
			case "errors.New", "fmt.Errorf":
				return true
			}
		}
	case lock.Load:
		return t.Sym() == accesspath.ErrorVariable
	case lock.Index:
		return t.Sym() == nil // the address of an element
	case lock.Const:
		_, isString := t.Sym().(string)
		return isString && t.Sym() != "nil"
	}
	return false
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

func IsErrorValue(v ssa.Value) bool {
	return lexicon.IsError(v.Type())
}
