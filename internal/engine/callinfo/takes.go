package callinfo

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// RunsUnknown reports whether c may run a function that nothing is known of, and that
// may release: a function value, also one that is passed on, or a method of an
// interface of the package, or one that by its name releases.
func (cs *Calls) RunsUnknown(c *ssa.Call) bool {
	if c.Call.IsInvoke() {
		return c.Call.Method.Pkg() == cs.prog.Pass.Pkg || lexicon.SpeaksOfRelease(c.Call.Method.Name())
	}
	if _, ok := c.Call.Value.(*ssa.Builtin); !ok && c.Call.StaticCallee() == nil {
		return true
	}
	return slices.ContainsFunc(c.Call.Args, func(v ssa.Value) bool {
		_, ok := v.(*ssa.Parameter)
		return ok && lexicon.IsFunc(v.Type())
	})
}

// A Taken is a lock that a function acquires and releases again before it returns, as
// its caller names it.
type Taken struct {
	*accesspath.Operation // its identity and class
	summary.Take
}

// TakesAt returns the locks that what c calls takes.
func (cs *Calls) TakesAt(c ssa.CallInstruction) []Taken {
	out, ok := cs.taken[c]
	if ok {
		return out
	}
	f := cs.prog.Summaries.At(c)
	if f == nil || len(f.Takes) == 0 {
		return nil
	}
	call := accesspath.CallOf(c, lexicon.CalleeName(c.Common()))
	for _, t := range f.Takes {
		addr, ok := cs.prog.Paths.Name(call, t.Lock)
		key, okKey := cs.prog.Paths.Name(call, t.Key)
		if ok && okKey && !addr.IsZero() {
			out = append(out, Taken{&accesspath.Operation{ID: lock.ID{Addr: addr, Key: key}, Class: t.Class}, t})
		}
	}
	cs.taken[c] = out
	return out
}
