package report

import (
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/checks"
)

// brokenPromise returns the finding for a function that does not do on some path
// what it promises its callers.
func (src source) brokenPromise(b *verdict.BrokenPromise) (f Finding) {
	defer contain(&f, checks.LockLeak, b.Pos)
	lock := src.releasedLock(b.Lock, b.Steps[len(b.Steps)-1].At, b.Steps)
	f = Finding{Check: checks.LockLeak, Function: b.Function, Lock: lock}
	f.Diagnostic.Pos, f.Diagnostic.Category = b.Pos, "contract"
	end := "returns here with " + lock + " still held"
	if b.Promise == verdict.PromiseHeld {
		end = "returns here without " + lock
		text := lock
		if call := src.callAt(b.Pos); call != nil {
			f.Diagnostic.Pos, f.Diagnostic.End = call.Pos(), call.End()
			text = src.text(call)
		}
		f.say("%s gives back what the callers of %s hold, on a path that returns without it; acquire it again before that", text, b.Function.Name())
	} else {
		f.say("%s does not release %s on a path that returns, as its name says and other paths do; release it before that", b.Function.Name(), lock)
	}
	f.steps = b.Steps
	for _, x := range b.Steps {
		if x.Kind == domain.StepExit {
			f.add(src.at(x, end))
		} else if e, ok := src.step(x, lock, nil); ok {
			f.add(e)
		}
	}
	return f
}
