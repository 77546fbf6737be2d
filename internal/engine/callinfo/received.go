package callinfo

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A locked object may be sent over a channel. Whoever receives it has the hold, if that is
// what receivers do: they release the lock of what they have received, and have not
// acquired it.

// A receipt is a release of the lock of what was received.
type receipt struct {
	elem  types.Type // of the channel
	class lock.Class
}

// ReleasesReceived reports whether a function of the package releases a lock of class c of
// what it receives from a channel with elements of type elem, and does not acquire one.
func (p *Program) ReleasesReceived(elem types.Type, c lock.Class) bool {
	if !p.receiptsKnown {
		p.receiptsKnown = true
		for fn := range p.Functions() {
			p.receipts = append(p.receipts, p.receiptsIn(fn)...)
		}
	}
	return slices.ContainsFunc(p.receipts, func(r receipt) bool { return types.Identical(r.elem, elem) && r.class.Compatible(c) })
}

// receiptsIn returns the receipts in fn, or in a function that it calls with what it has
// received.
func (p *Program) receiptsIn(fn *ssa.Function) []receipt {
	if !slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool { return slices.ContainsFunc(b.Instrs, receives) }) {
		return nil
	}
	var out []receipt
	add := func(elems []types.Type, class lock.Class) {
		for _, t := range elems {
			out = append(out, receipt{t, class})
		}
	}
	p.netReleases(fn, func(root any, class lock.Class) { add(receivedTypes(root), class) })
	for c := range accesspath.Calls(fn) {
		callee := c.Common().StaticCallee()
		if callee == nil || callee.Pkg != p.Pkg || callee.Parent() != nil || callee.Signature.TypeParams() != nil {
			continue
		}
		for i, a := range c.Common().Args {
			if elems := receivedTypes(a); elems != nil {
				p.netReleases(callee, func(root any, class lock.Class) {
					if root == any(callee.Params[i]) {
						add(elems, class)
					}
				})
			}
		}
	}
	return out
}

// netReleases calls yield for the roots of the locks that fn releases by itself, and their
// classes, but for classes that it acquires.
func (p *Program) netReleases(fn *ssa.Function, yield func(root any, class lock.Class)) {
	var ops []*accesspath.Operation
	for c := range accesspath.Calls(fn) {
		ops = append(ops, p.Calls.GivenAt(c)...)
	}
	for _, op := range ops {
		if !op.Releases() || slices.ContainsFunc(ops, func(o *accesspath.Operation) bool { return o.Acquires() && o.Class.Compatible(op.Class) }) {
			continue
		}
		for _, r := range op.ID.Addr.Roots() {
			yield(r, op.Class)
		}
	}
}

// receives reports whether in receives from a channel.
func receives(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.UnOp:
		return in.Op == token.ARROW
	case *ssa.Select:
		return slices.ContainsFunc(in.States, func(s *ssa.SelectState) bool { return s.Send == nil })
	}
	return false
}

// receivedTypes returns the types of the elements of the channels from which v has been
// received, or what the variable v holds; v may be the root of a term. It returns nil if
// that is something else. Of a select, it takes all channels.
func receivedTypes(v any) []types.Type {
	elem := func(ch ssa.Value) types.Type { return ch.Type().Underlying().(*types.Chan).Elem() }
	var out []types.Type
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.ARROW {
			return []types.Type{elem(v.X)}
		}
	case *ssa.Extract:
		return receivedTypes(v.Tuple)
	case *ssa.Select:
		for _, s := range v.States {
			if s.Send == nil {
				out = append(out, elem(s.Chan))
			}
		}
	case *ssa.Alloc:
		for _, ref := range *v.Referrers() {
			if st, ok := ref.(*ssa.Store); ok && st.Addr == v {
				out = append(out, receivedTypes(st.Val)...)
			}
		}
	}
	return out
}
