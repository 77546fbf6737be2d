package fix

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// second returns the fix that removes one of two releases on a path, nil if it is
// not clear which one is too many: that by hand, if it is the last thing that the
// path does before it returns.
func (s *source) second(b *verdict.BadRelease) *candidate {
	if b.Held != nil || b.Relocks() != "" || b.IsForwarded() {
		return nil
	}
	at := b.At()
	if _, ok := at.(*ssa.Call); ok && !b.Sure {
		return nil
	}
	if d, ok := at.(*ssa.Defer); ok {
		at = nil
		for _, x := range b.Steps[:len(b.Steps)-1] {
			if x.Kind == domain.StepReleased && s.isInSameFunction(x.At.Pos(), d.Pos()) && s.isAfterDefers(x.At, d) {
				at = x.At
			}
		}
	}
	if at == nil || !s.res.IsRelease(at) {
		return nil
	}
	if _, ok := at.(*ssa.Call); !ok {
		return nil
	}
	call := s.callAt(at.Pos())
	_, body := s.functionAt(at.Pos())
	if call == nil || body == nil {
		return nil
	}
	edit, ok := s.withoutLast(at.Pos(), call, body)
	if !ok {
		return nil
	}
	return &candidate{at: b.Pos(), message: "Remove " + s.text(call), edits: []analysis.TextEdit{edit}}
}

// isInSameFunction reports whether two positions are in one function of the source,
// which for go/ssa has the bodies of its range-over-func loops apart.
func (s *source) isInSameFunction(a, b token.Pos) bool {
	f, _ := s.functionAt(a)
	g, _ := s.functionAt(b)
	return f != nil && f == g
}

// isAfterDefers reports whether every path to at has deferred d, as its last call:
// what is deferred behind it would run with the lock held.
func (s *source) isAfterDefers(at ssa.Instruction, d *ssa.Defer) bool {
	last := true
	_, body := s.functionAt(d.Pos())
	if body == nil {
		return false
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			last = last && n.Pos() <= d.Pos()
		}
		return last
	})
	p, ok := s.placeOf(d.Pos())
	return ok && last && d.Pos() < at.Pos() && p.Owner.Pos() <= at.Pos() && at.Pos() < p.Owner.End()
}
