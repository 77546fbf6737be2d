package prepass

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
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
func (fs *Families) ValuesOf(t lock.Term) []ssa.Value {
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
func (fs *Families) Aliases(v ssa.Value, loads []*ssa.UnOp, f func(ssa.Value)) {
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
				if ref.Val != work[0] || !domain.IsLocal(ref.Addr) {
					continue
				}
				for _, ld := range loads {
					if fs.Prog.Paths.SamePlace(ref.Addr, ld.X) && reach(ld) {
						f(ld)
					}
				}
			}
		}
	}
}
