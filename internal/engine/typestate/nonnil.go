package typestate

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// SetNonNil returns f with the knowledge that t is not nil, if t is tracked.
func SetNonNil(r *domain.Reasoner, f domain.Facts, t lock.Term) domain.Facts {
	x := r.Resolve(f, t)
	if !r.Tracked[x] && !r.Tracked[t] || x.Kind() == lock.Const {
		return f
	}
	v := f.Get(x)
	v.NonNil = true
	return f.Set(x, v)
}

// IsTracked reports whether it matters on some path what the value v is. It may be nil.
func IsTracked(r *domain.Reasoner, v ssa.Value) bool {
	if v == nil {
		return false
	}
	if _, ok := v.(*ssa.Alloc); ok {
		return false
	}
	return r.Tracked[r.Paths.Term(v)]
}
