package report

import (
	"cmp"
	"fmt"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/checks"
)

// why says what the path has done before, and what to do.
func why(steps []domain.Step) string {
	for _, s := range steps[:len(steps)-1] {
		if s.Kind == domain.StepReleased {
			return "has released it already; remove one of the two"
		}
	}
	return "has not acquired it; release it only where it is acquired"
}

// badRelease returns the finding for a release of what is not held.
func (src source) badRelease(b *verdict.BadRelease) (f Finding) {
	defer contain(&f, checks.BadUnlock, b.Pos())
	f = src.begin(checks.BadUnlock, "mode", b.Function(), b.Pos())
	call := src.callAt(b.Pos())
	f.Lock = src.receiver(call)
	if f.Lock == "" || b.IsForwarded() {
		f.Lock = b.Lock()
	}
	text := src.text(call)
	const otherMode = "%s releases %s in the mode in which it is not held; %s"
	switch {
	case b.Relocks() != "":
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
	switch {
	case release == "" || b.Held.By() != "" || b.IsForwarded():
		return "release it as it was acquired"
	case acquire == "":
		return "call " + release
	}
	return fmt.Sprintf("%s acquires it, so call %s", s.callText(s.callAt(b.Held.Pos), b.Held), release)
}

// holdOther returns the advice where a function releases another mode of the
// lock than is held, and takes it again.
func holdOther(b *verdict.BadRelease) string {
	if b.Relocks() == "Wait" {
		return "make the sync.Cond with the other mode, or hold that"
	}
	return "hold that"
}
