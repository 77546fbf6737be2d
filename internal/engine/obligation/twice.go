package obligation

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// An object that holds a lock is closed in the end, also when another method
// has finished its work before: Close must not release again what Commit has
// released. That Close runs after Commit is known where Close asks for a field
// that Commit sets.

// A SecondRelease is a release in a Close of what another method has released.
type SecondRelease struct {
	At    ssa.CallInstruction
	Other *ssa.Function // the other method
	First ssa.CallInstruction
	Field string // by which Close knows the other one
}

// secondReleases returns the releases of the package that come twice.
func (e *engine) secondReleases() []*SecondRelease {
	var out []*SecondRelease
	for _, fn := range e.prog.Funcs {
		if fn.Name() != "Close" || fn.Signature.Recv() == nil || fn.Signature.Params().Len() > 0 || e.prog.Summaries.Made(fn) == nil {
			continue
		}
		e.contained(fn, func() {
			for _, x := range e.prog.Summaries.Made(fn).Effects {
				if len(x.Outcomes) == 1 && x.Outcomes[0].Do == summary.Release {
					out = append(out, e.releasedBefore(fn, x)...)
				}
			}
		})
	}
	return out
}

// releasedBefore returns the other methods of the type of the method fn that
// have the effect x already when fn runs.
func (e *engine) releasedBefore(fn *ssa.Function, x summary.Effect) []*SecondRelease {
	at := e.releaseIn(fn, x)
	if at == nil {
		return nil
	}
	tested := fieldsTested(fn)
	for _, other := range e.prog.Funcs {
		if other == fn || other.Signature.Recv() == nil || e.prog.Summaries.Made(other) == nil ||
			!types.Identical(other.Signature.Recv().Type(), fn.Signature.Recv().Type()) || slices.Contains(e.prog.Graph.Callees(fn), other) {
			continue
		}
		first := e.releaseIn(other, x)
		if first == nil || !slices.ContainsFunc(e.prog.Summaries.Made(other).Effects, func(y summary.Effect) bool {
			return y.Lock == x.Lock && y.Key == x.Key && y.Releases()
		}) {
			continue
		}
		if f := fieldSetBehind(other, first, tested); f != "" {
			return []*SecondRelease{{at, other, first, f}} // one is enough
		}
	}
	return nil
}

// releaseIn returns the call in fn itself that has the effect x, nil if there
// is none. A deferred one would come last.
func (e *engine) releaseIn(fn *ssa.Function, x summary.Effect) ssa.CallInstruction {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			c, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			for _, op := range e.prog.Calls.At(c) {
				addr, key, ok := e.prog.Relative(fn, op.ID, nil)
				if ok && op.Effect == lock.Release && addr == x.Lock && key == x.Key && dependsOnReceiver(fn, op.ID) {
					return c
				}
			}
		}
	}
	return nil
}

// dependsOnReceiver reports whether the lock is named by the receiver of fn.
func dependsOnReceiver(fn *ssa.Function, id lock.ID) bool {
	return len(fn.Params) > 0 && id.DependsOn(fn.Params[0])
}

// fieldsTested returns the fields of the receiver of fn that its branches
// compare with nil or ask for.
func fieldsTested(fn *ssa.Function) map[int]bool {
	out := make(map[int]bool)
	for _, b := range fn.Blocks {
		c, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		values := []ssa.Value{c.Cond}
		switch v := c.Cond.(type) {
		case *ssa.BinOp:
			values = []ssa.Value{v.X, v.Y}
		case *ssa.UnOp:
			values = append(values, v.X)
		}
		for _, v := range values {
			if ld, ok := v.(*ssa.UnOp); ok {
				if f, ok := ld.X.(*ssa.FieldAddr); ok && f.X == ssa.Value(fn.Params[0]) {
					out[f.Field] = true
				}
			}
		}
	}
	return out
}

// fieldSetBehind returns the name of a field among tested that fn sets to a
// constant behind the call at, "" if there is none.
func fieldSetBehind(fn *ssa.Function, at ssa.CallInstruction, tested map[int]bool) string {
	for _, b := range fn.Blocks {
		if b != at.Block() && !at.Block().Dominates(b) {
			continue
		}
		for _, in := range b.Instrs {
			st, ok := in.(*ssa.Store)
			if !ok {
				continue
			}
			f, isField := st.Addr.(*ssa.FieldAddr)
			if _, isConst := st.Val.(*ssa.Const); isField && isConst && f.X == ssa.Value(fn.Params[0]) && tested[f.Field] {
				s, ok := f.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct)
				if ok {
					return s.Field(f.Field).Name()
				}
			}
		}
	}
	return ""
}
