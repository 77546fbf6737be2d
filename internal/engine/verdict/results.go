package verdict

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A resultKind is what is known of a result at a return.
type resultKind uint8

const (
	unknownResult resultKind = iota
	yes                      // true, nil error, non-nil value
	no                       // false, non-nil error, nil value
)

// resultTells reports whether a result tells the caller if the lock is held:
// it is true, or a nil error, where it is held, and never so where it is not.
func (c *Collector) resultTells() bool {
	res := c.subject.Fn.Signature.Results()
	for i := range res.Len() {
		held, free := 0, 0
		tells := true
		count := func(p domain.Property, k resultKind) {
			if p.Held() && (p.Doubt == domain.NoDoubt || p.Leaks()) {
				held++
				tells = tells && k == yes
			} else {
				free++
				tells = tells && k == no
			}
		}
		for _, r := range c.Returns {
			count(r.prop, r.kinds[i])
		}
		for _, p := range c.rescued {
			count(p, zeroKind(res.At(i)))
		}
		if tells && held > 0 && free > 0 {
			return true
		}
	}
	return false
}

// zeroKind returns what is known of the result v of a function that has recovered
// from a panic: it is zero, unless it has a name by which it may have been set.
func zeroKind(v *types.Var) resultKind {
	_, isInterface := v.Type().Underlying().(*types.Interface)
	switch {
	case v.Name() != "" && v.Name() != "_":
		return unknownResult
	case lexicon.IsError(v.Type()):
		return yes
	case lexicon.IsBool(v.Type()) || isInterface || lexicon.IsNilable(v.Type()):
		return no
	}
	return unknownResult
}

func (c *Collector) resultKind(f domain.Facts, v ssa.Value) resultKind {
	t := c.reason.Resolve(f, c.reason.Paths.Term(v))
	isErr := lexicon.IsError(v.Type())
	switch {
	case t.Kind() == lock.Const && t.Sym() == true:
		return yes
	case t.Kind() == lock.Const && t.Sym() == false:
		return no
	case t.Kind() == lock.Const && t.Sym() == "nil":
		if isErr {
			return yes
		}
		return no
	case isErr:
		return no // an error that is returned is one, as a rule
	}
	return unknownResult
}
