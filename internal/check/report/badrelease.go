package report

import (
	"cmp"
	"fmt"
	"go/ast"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/checks"
)

// isHeld reports whether the path acquires the lock and does not release it after that.
func isHeld(steps []domain.Step) bool {
	held := false
	for _, s := range steps {
		switch s.Kind {
		case domain.StepAcquire:
			held = true
		case domain.StepReleased:
			held = false
		}
	}
	return held
}

// before says what a path that does not hold the lock has done before.
func before(steps []domain.Step) string {
	switch {
	case domain.HasStep(steps, domain.StepReleased):
		return "has released it already"
	case domain.HasStep(steps, domain.StepAcquire):
		return "does not hold it any more"
	}
	return "has not acquired it"
}

// why says what the path has done before, and what to do.
func why(steps []domain.Step) string {
	if domain.HasStep(steps, domain.StepReleased) {
		return before(steps) + "; remove one of the two"
	}
	return before(steps) + "; release it only where it is held"
}

// badRelease returns the finding for a release of what is not held.
func (src source) badRelease(b *verdict.BadRelease) (f Finding) {
	defer contain(&f, checks.BadUnlock, b.Pos())
	f = src.begin(checks.BadUnlock, "mode", b.Function(), b.Pos())
	call := src.callAt(b.Pos())
	f.Lock = src.receiver(call)
	if f.Lock == "" || b.IsForwarded() {
		f.Lock = src.releasedLock(b.ID(), b.At(), b.Steps)
	}
	text := src.text(call)
	const otherMode = "%s releases %s in the mode in which it is not held; %s"
	switch {
	case b.Relocks() != "":
		if !isHeld(b.Steps) {
			f.say("%s releases %s where it is not held, and acquires it again, on a path that %s; acquire it before that", cmp.Or(text, b.Relocks()), f.Lock, before(b.Steps))
			break
		}
		f.say(otherMode, cmp.Or(text, b.Relocks()), f.Lock, holdOther(b))
	case b.Held != nil:
		f.say(otherMode, cmp.Or(text, "the release of "+f.Lock), f.Lock, src.releaseOther(b))
	default:
		f.Diagnostic.Category = "double"
		f.say("%s releases %s where it is not held, on a path that %s", cmp.Or(text, "the release of "+f.Lock), f.Lock, why(b.Steps))
	}
	f.tell(src, b.Steps, nil)
	return f
}

// releaseOther returns the advice where a release is in another mode than the
// acquire.
func (s source) releaseOther(b *verdict.BadRelease) string {
	acquire, release := b.Held.Method()
	if i := lastOf(b.Steps, domain.StepConvert); i >= 0 {
		return s.releaseConverted(b, s.callAt(b.Steps[i].Pos))
	}
	switch {
	case release == "" || b.Held.By() != "" || b.IsForwarded():
		return "release it as it was acquired"
	case acquire == "":
		return "call " + release
	}
	return fmt.Sprintf("%s acquires it, so call %s", s.callText(s.callAt(b.Held.Pos), b.Held), release)
}

// lastOf returns the index of the last step of a kind, -1 if there is none.
func lastOf(steps []domain.Step, k domain.StepKind) int {
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].Kind == k {
			return i
		}
	}
	return -1
}

// releaseConverted returns the advice where the call by has changed the mode since the
// acquire.
func (s source) releaseConverted(b *verdict.BadRelease, by *ast.CallExpr) string {
	changed := cmp.Or(s.text(by), "a call") + " has changed that since the acquire"
	if sel, ok := releasedBy(s.callAt(b.Pos())); ok && !b.IsForwarded() {
		switch sel {
		case "Unlock":
			return changed + ", so call RUnlock"
		case "RUnlock":
			return changed + ", so call Unlock"
		}
	}
	return changed + ", so release it as it is held then"
}

// releasedBy returns the name of the method that is called, and whether a method is.
func releasedBy(call *ast.CallExpr) (string, bool) {
	if call == nil {
		return "", false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	return sel.Sel.Name, true
}

// holdOther returns the advice where a function releases another mode of the
// lock than is held, and takes it again.
func holdOther(b *verdict.BadRelease) string {
	if b.Relocks() == "Wait" {
		return "make the sync.Cond with the other mode, or hold that"
	}
	return "hold that"
}
