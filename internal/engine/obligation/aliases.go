package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// What an acquire returns as the release names the lock, and goes through
// variables: the phis and the loads that may give it. Which of several guards
// such a variable holds is a question of the path.
//
//	if shared {
//		g, err = l.LockShared(path)
//	} else {
//		g, err = l.Lock(path)
//	}
//	…
//	defer g.Release()

// valuesOf returns the values that are named t: a value, or one component of a
// call's results.
func (e *engine) valuesOf(t lock.Term) []ssa.Value {
	if t.Kind() == lock.Root {
		if v, ok := t.Sym().(ssa.Value); ok {
			return []ssa.Value{v}
		}
		return nil
	}
	call, ok := t.X().Sym().(*ssa.Call)
	if t.Kind() != lock.Extract || t.X().Kind() != lock.Root || !ok {
		return nil
	}
	var out []ssa.Value
	for _, ref := range *call.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && x.Index == t.Sym() {
			out = append(out, x)
		}
	}
	return out
}

// aliases calls f for the phis, and for the loads among loads, that may give v
// by way of variables of the function and its literals, each once.
func (e *engine) aliases(v ssa.Value, loads []*ssa.UnOp, f func(ssa.Value)) {
	seen := map[ssa.Value]bool{v: true}
	work := []ssa.Value{v}
	reach := func(v ssa.Value) bool {
		if seen[v] {
			return false
		}
		seen[v] = true
		work = append(work, v)
		return true
	}
	for ; len(work) > 0; work = work[1:] {
		refs := work[0].Referrers()
		if refs == nil {
			continue
		}
		for _, ref := range *refs {
			switch ref := ref.(type) {
			case *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.ChangeType:
				reach(ref.(ssa.Value))
			case *ssa.Phi:
				if reach(ref) {
					f(ref)
				}
			case *ssa.Store:
				if ref.Val != work[0] || !isLocal(ref.Addr) {
					continue
				}
				for _, ld := range loads {
					if e.paths.SamePlace(ref.Addr, ld.X) && reach(ld) {
						f(ld)
					}
				}
			}
		}
	}
}

// findAliases returns the names under which the handle of the unit may be met,
// other than its own.
func (u *unit) findAliases() []lock.Term {
	var out []lock.Term
	for _, v := range u.valuesOf(u.id.Addr) {
		u.aliases(v, u.family.loads, func(a ssa.Value) {
			if t := u.paths.Term(a); t != u.id.Addr && !slices.Contains(out, t) {
				out = append(out, t)
			}
		})
	}
	return out
}

// mayBeHandle reports whether v may be the handle of the unit, as far as the
// path knows: it is a variable that can hold it, and what that holds is open.
func (u *unit) mayBeHandle(f facts, v ssa.Value) bool {
	if !slices.Contains(u.handles, u.paths.Term(v)) {
		return false
	}
	t := u.resolve(f, u.paths.Term(v))
	return t.Kind() == lock.Load || slices.Contains(u.handles, t)
}
