package report

import (
	"go/ast"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/checks"
)

// relock returns the finding for an acquire of what the path holds already. An
// acquire in place of a release, and one that waits for a deferred release, is of
// the check deferlock.
func (src source) relock(r *verdict.Relock) (f Finding) {
	check := checks.Relock
	switch r.Kind {
	case verdict.RelockDeferred, verdict.RelockRelease, verdict.RelockRound:
		check = checks.DeferLock
	}
	defer contain(&f, check, r.Pos())
	f = src.begin(check, string(r.Kind), r.Function(), r.Pos())
	text, lock := src.acquireText(src.callAt(r.Pos()), r)
	f.Lock = lock
	_, release := r.Method()
	if release == "" {
		release = "Unlock"
	}
	f.tell(src, r.Steps, nil)
	switch r.Kind {
	case verdict.RelockShared:
		f.say("%s shares %s, which the path shares already: it blocks for ever if somebody else waits for it in between; share it once", text, lock)
	case verdict.RelockDeferred:
		f.say("the deferred %s acquires %s while it is held; defer %s.%s()", text, lock, lock, release)
	case verdict.RelockRound:
		f.say("the release of %s is deferred to the end of the function, and %s in the next round of the loop waits for it; release it in the loop", lock, text)
		at := src.at(domain.Step{At: r.Deferred(), Pos: r.Deferred().Pos()}, "")
		f.Diagnostic.Pos, f.Diagnostic.End = at.Pos, at.End
	case verdict.RelockRelease:
		f.say("%s acquires %s again, and nothing releases it after that; call %s.%s()", text, lock, lock, release)
	default:
		f.say("%s acquires %s, which the path holds already: it blocks for ever; release it before that", text, lock)
	}
	return f
}

// acquireText returns the second acquire and the lock as the source writes them.
func (s source) acquireText(call *ast.CallExpr, r *verdict.Relock) (text, lock string) {
	lock = s.receiver(call)
	if lock == "" || r.By() != "" {
		lock = s.releasedLock(r.ID(), r.At(), r.Steps)
	}
	if text = s.text(call); text == "" {
		text = "the acquire of " + lock
	}
	return text, lock
}
