package fix

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// otherMode returns the fix that releases in the mode in which the lock is held,
// nil if the release is not a plain call of a method.
func (s *source) otherMode(b *verdict.BadRelease) *candidate {
	if b.Held == nil || b.Relocks() != "" || b.IsForwarded() || b.Held.By() != "" {
		return nil
	}
	if _, ok := b.At().(*ssa.Defer); ok && b.Held.Pos > b.Pos() {
		return nil // it is right for what is held where it is deferred
	}
	_, release := b.Held.Method()
	return s.otherMethod(b.Pos(), release)
}

// mistaken returns the fix that releases where a lock is acquired again by
// mistake: in a deferred call, or at the end of the section.
func (s *source) mistaken(r *verdict.Relock) *candidate {
	if r.Kind != verdict.RelockDeferred && r.Kind != verdict.RelockRelease {
		return nil
	}
	_, release := r.Method()
	return s.otherMethod(r.Pos(), release)
}

// otherMethod returns the fix that calls another method at pos with the same
// arguments, nil if there is no such method.
func (s *source) otherMethod(pos token.Pos, name string) *candidate {
	call := s.callAt(pos)
	if call == nil || name == "" {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name == name || !s.hasMethod(sel.X, name) {
		return nil
	}
	return &candidate{at: pos, message: "Call " + name, edits: []analysis.TextEdit{replace(sel.Sel, name)}}
}
