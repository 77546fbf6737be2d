package report

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/fix"
	"github.com/lockleak/lockleak/internal/obligation"
)

// why says what the path has done before, and what to do.
func why(steps []obligation.Step) string {
	for _, s := range steps[:len(steps)-1] {
		if s.Kind == obligation.StepReleased {
			return "has released it already; remove one of the two"
		}
	}
	return "has not acquired it; release it only where it is acquired"
}

// BadRelease returns the diagnostic for a release of what is not held.
func BadRelease(pass *analysis.Pass, b *obligation.BadRelease) (d analysis.Diagnostic) {
	defer contain(&d, "badunlock", b.Pos())
	defer func() { d.SuggestedFixes = fix.Of(pass, b) }()
	src := source{pass}
	call := src.callAt(b.Pos())
	lock := src.receiver(call)
	if lock == "" || b.IsForwarded() {
		lock = b.Lock()
	}
	text := src.text(call)
	if text == "" {
		text = "the release of " + lock
	}
	if b.Relocks() != "" {
		return src.relocks(b, call, lock)
	}
	if b.Held != nil {
		return src.otherMode(b, call, text, lock)
	}
	d = analysis.Diagnostic{
		Pos:      b.Pos(),
		Category: "double",
		Message:  fmt.Sprintf("badunlock: %s releases %s where it is not held, on a path that %s", text, lock, why(b.Steps)),
	}
	if call != nil {
		d.Pos, d.End = call.Pos(), call.End()
	}
	d.Related = src.path(b.Steps, lock, nil)
	return d
}

// otherMode returns the diagnostic for a release in another mode than that of the
// acquire.
func (s source) otherMode(b *obligation.BadRelease, call *ast.CallExpr, text, lock string) analysis.Diagnostic {
	acquire, release := b.Held.Method()
	advice := "release it as it was acquired"
	if release != "" && b.Held.By() == "" && !b.IsForwarded() {
		advice = fmt.Sprintf("%s acquires it, so call %s", s.callText(s.callAt(b.Held.Pos), b.Held), release)
		if acquire == "" {
			advice = "call " + release
		}
	}
	d := analysis.Diagnostic{
		Pos:      b.Pos(),
		Category: "mode",
		Message:  fmt.Sprintf("badunlock: %s releases %s in the mode in which it is not held; %s", text, lock, advice),
	}
	if call != nil {
		d.Pos, d.End = call.Pos(), call.End()
	}
	d.Related = s.path(b.Steps, lock, nil)
	return d
}

// relocks returns the diagnostic for a function that releases another mode of
// the lock than is held.
func (s source) relocks(b *obligation.BadRelease, call *ast.CallExpr, lock string) analysis.Diagnostic {
	text := s.text(call)
	if text == "" {
		text = b.Relocks()
	}
	advice := "hold that"
	if b.Relocks() == "Wait" {
		advice = "make the sync.Cond with the other mode, or hold that"
	}
	d := analysis.Diagnostic{
		Pos:      b.Pos(),
		Category: "mode",
		Message:  fmt.Sprintf("badunlock: %s releases %s in the mode in which it is not held; %s", text, lock, advice),
	}
	if call != nil {
		d.Pos, d.End = call.Pos(), call.End()
	}
	d.Related = s.path(b.Steps, lock, nil)
	return d
}
