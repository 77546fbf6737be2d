package obligation

import (
	"cmp"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// What releases on another path need not be right on the path that leaks: a transaction is
// committed where all went well, and undone where something failed. The returns that come
// after a release tell which of the two it is.

// An ending says whether a path is one on which all went well.
type ending uint8

const (
	endUnknown ending = iota
	endSuccess
	endFailure
)

// A Remedy is a release of another path that may be what a leaking path lacks.
type Remedy struct {
	domain.Step
	Undo bool // the path that leaks fails, like those that call it
}

// Remedies returns the releases of other paths that fit the exit at at, best first:
// those of paths that end in the same way, an error or success; what does nothing but
// release; and what is called on paths of both kinds. At is nil where the exit is not
// known, or there are several.
func (r *Result) Remedies(site *verdict.Site, at ssa.Instruction) []Remedy {
	type ranked struct {
		Remedy
		rank int
	}
	want := endOf(at)
	var all []ranked
	for _, x := range site.Leak.Releases {
		if x.Kind != domain.StepRelease {
			continue
		}
		c := ranked{Remedy: Remedy{Step: x}, rank: 2}
		switch end := endAfter(x.At, site.At); {
		case want != endUnknown && end == want:
			c.rank, c.Undo = 0, end == endFailure
		case r.onlyReleases(x.At, 3):
			c.rank = 1
		case want != endUnknown && end != endUnknown:
			continue
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	var out []Remedy
	for _, c := range all {
		out = append(out, c.Remedy)
	}
	return out
}

// onlyReleases reports whether the call at at does nothing but release locks, by its body
// and those of what that calls, at most depth calls away.
func (r *Result) onlyReleases(at ssa.Instruction, depth int) bool {
	if r.IsRelease(at) {
		return true
	}
	c, ok := at.(ssa.CallInstruction)
	if !ok || depth == 0 {
		return false
	}
	fn := c.Common().StaticCallee()
	if fn == nil || len(fn.Blocks) == 0 {
		return false
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Store, *ssa.MapUpdate, *ssa.Send, *ssa.Go, *ssa.Panic, *ssa.Select:
				return false
			case ssa.CallInstruction:
				if !r.onlyReleases(in, depth-1) {
					return false
				}
			}
		}
	}
	return true
}

// endAfter returns how paths end that run the release at at, up to the next acquire.
// A deferred release is on paths of either kind.
func endAfter(at, acquire ssa.Instruction) ending {
	call, ok := at.(*ssa.Call)
	if !ok {
		return endUnknown
	}
	var ends []ending
	seen := make(map[*ssa.BasicBlock]bool)
	var visit func(b *ssa.BasicBlock, from int)
	visit = func(b *ssa.BasicBlock, from int) {
		for _, in := range b.Instrs[from:] {
			if in == acquire {
				return
			}
			switch in := in.(type) {
			case *ssa.Return:
				end := endOf(in)
				if dependsOn(in, call) {
					end = endSuccess // whether it worked is up to the release
				}
				ends = append(ends, end)
			case *ssa.Panic:
				ends = append(ends, endFailure)
			}
		}
		for _, succ := range b.Succs {
			if !seen[succ] {
				seen[succ] = true
				visit(succ, 0)
			}
		}
	}
	visit(at.Block(), slices.Index(at.Block().Instrs, at)+1)
	if len(ends) == 0 || slices.ContainsFunc(ends, func(e ending) bool { return e != ends[0] }) {
		return endUnknown
	}
	return ends[0]
}

// dependsOn reports whether ret returns a result of call, or comes where one of them is an
// error.
func dependsOn(ret *ssa.Return, call *ssa.Call) bool {
	results := []ssa.Value{call}
	for _, ref := range *call.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok {
			results = append(results, x)
		}
	}
	return slices.ContainsFunc(results, func(r ssa.Value) bool {
		return isNonNilAt(r, ret) || slices.ContainsFunc(ret.Results, func(v ssa.Value) bool { return stored(v, ret) == r })
	})
}

// endOf returns how a path ends at an exit.
func endOf(at ssa.Instruction) ending {
	switch at := at.(type) {
	case *ssa.Panic:
		return endFailure
	case *ssa.Return:
		for _, v := range slices.Backward(at.Results) {
			if types.Identical(v.Type(), types.Universe.Lookup("error").Type()) {
				return endBy(stored(v, at), at)
			}
		}
		if n := len(at.Results); n > 0 {
			return endByFlag(at.Results[n-1])
		}
	}
	return endUnknown
}

// endBy returns what the error err says of a path that ends at at and returns it.
func endBy(err ssa.Value, at ssa.Instruction) ending {
	if c, ok := err.(*ssa.Const); ok && c.IsNil() {
		return endSuccess
	}
	if isMade(err) || isNonNilAt(err, at) {
		return endFailure
	}
	return endUnknown
}

// endByFlag returns what a last result says of a path, if it is true or false.
func endByFlag(v ssa.Value) ending {
	c, ok := v.(*ssa.Const)
	switch {
	case !ok || c.Value == nil || c.Value.Kind() != constant.Bool:
		return endUnknown
	case constant.BoolVal(c.Value):
		return endSuccess
	}
	return endFailure
}

// isMade reports whether v is made on the spot, or is a variable of a package that holds
// an error by convention.
func isMade(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return true
	case *ssa.UnOp:
		_, isGlobal := v.X.(*ssa.Global)
		return v.Op == token.MUL && isGlobal
	case *ssa.Call:
		fn := v.Call.StaticCallee()
		return fn != nil && fn.Pkg != nil && (fn.Pkg.Pkg.Path() == "errors" && fn.Name() == "New" || fn.Pkg.Pkg.Path() == "fmt" && fn.Name() == "Errorf")
	}
	return false
}

// isNonNilAt reports whether at is only reached where a branch has found v not to be nil.
func isNonNilAt(v ssa.Value, at ssa.Instruction) bool {
	if v.Referrers() == nil {
		return false
	}
	for _, ref := range *v.Referrers() {
		cmp, ok := ref.(*ssa.BinOp)
		if !ok || cmp.Op != token.NEQ && cmp.Op != token.EQL {
			continue
		}
		for _, use := range *cmp.Referrers() {
			in, ok := use.(*ssa.If)
			if !ok {
				continue
			}
			b := in.Block().Succs[0]
			if cmp.Op == token.EQL {
				b = in.Block().Succs[1]
			}
			if len(b.Preds) == 1 && b.Dominates(at.Block()) {
				return true
			}
		}
	}
	return false
}

// stored returns what was stored last, in the block of at, to the variable that v is
// loaded from, v if it is not loaded or nothing was: named results are such variables in
// functions that defer something.
func stored(v ssa.Value, at ssa.Instruction) ssa.Value {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return v
	}
	instrs := at.Block().Instrs
	for i := len(instrs) - 1; i >= 0; i-- {
		if s, ok := instrs[i].(*ssa.Store); ok && s.Addr == load.X {
			return s.Val
		}
	}
	return v
}
