package prepass

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// An acquire may return what releases the lock, and that names the lock. It goes
// through variables: the phis and the loads that may be it. Which of several guards
// such a variable holds is a question of the path.
//
//	if shared {
//		g, err = l.LockShared(path)
//	} else {
//		g, err = l.Lock(path)
//	}
//	…
//	defer g.Release()

// ValuesOf returns the values that are named t: a value, or one component of a
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

// Aliases calls f for the phis, and for the loads among loads, that may be v by way of
// variables of the function and its literals, each once.
func (fs *Families) Aliases(v ssa.Value, loads []*ssa.UnOp, f func(ssa.Value)) {
	seen := map[ssa.Value]bool{v: true}
	work := []ssa.Value{v}
	reach := func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		work = append(work, v)
		switch v.(type) {
		case *ssa.Phi, *ssa.UnOp:
			f(v)
		}
	}
	for ; len(work) > 0; work = work[1:] {
		refs := work[0].Referrers()
		if refs == nil {
			continue
		}
		for _, ref := range *refs {
			fs.flow(work[0], ref, loads, reach)
		}
	}
}

// flow calls reach for the values that may be v by way of the instruction ref.
func (fs *Families) flow(v ssa.Value, ref ssa.Instruction, loads []*ssa.UnOp, reach func(ssa.Value)) {
	switch ref := ref.(type) {
	case *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.ChangeType, *ssa.Phi:
		reach(ref.(ssa.Value))
	case *ssa.Store:
		if ref.Val != v || !domain.IsLocal(ref.Addr) {
			return
		}
		for _, ld := range loads {
			if fs.Prog.Paths.SamePlace(ref.Addr, ld.X) {
				reach(ld)
			}
		}
	}
}
