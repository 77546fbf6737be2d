package verdict

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// manner returns how the lock of a site is released, for [Released].
func (s *Site) manner(outs []*Evidence) string {
	deferred, called := false, false
	for _, e := range outs {
		for _, at := range e.releasedAt {
			if isDeferred(at, s.Function) {
				deferred = true
			} else {
				called = true
			}
		}
	}
	switch {
	case deferred && called:
		return "on every path, by defer or by a call"
	case deferred:
		return "by defer"
	}
	return "on every path"
}

// isDeferred reports whether a release runs when a function ends: it is deferred, or it
// is in a deferred literal. Only literals in fn count.
func isDeferred(release ssa.Instruction, fn *ssa.Function) bool {
	if _, ok := release.(*ssa.Defer); ok {
		return true
	}
	for f := release.Parent(); f != fn && f.Parent() != nil; f = f.Parent() {
		if slices.ContainsFunc(f.Parent().Blocks, func(b *ssa.BasicBlock) bool { return defersIn(b, f) }) {
			return true
		}
	}
	return false
}

// defersIn reports whether a call of f is deferred in b.
func defersIn(b *ssa.BasicBlock, f *ssa.Function) bool {
	return slices.ContainsFunc(b.Instrs, func(in ssa.Instruction) bool {
		d, ok := in.(*ssa.Defer)
		return ok && d.Call.StaticCallee() == f
	})
}
