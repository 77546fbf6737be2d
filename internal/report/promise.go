package report

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/obligation"
)

// BrokenPromise returns the diagnostic for a function that does not do on some
// path what it promises its callers.
func BrokenPromise(pass *analysis.Pass, b *obligation.BrokenPromise) (d analysis.Diagnostic) {
	defer contain(&d, "lockleak", b.Pos)
	src := source{pass}
	d = analysis.Diagnostic{Pos: b.Pos, Category: "contract"}
	name := b.Function.Name()
	end := "returns here with " + b.Lock + " still held"
	if b.Promise == obligation.PromiseHeld {
		end = "returns here without " + b.Lock
		text := b.Lock
		if call := src.callAt(b.Pos); call != nil {
			d.Pos, d.End = call.Pos(), call.End()
			text = src.text(call)
		}
		d.Message = fmt.Sprintf("lockleak: %s gives back what the callers of %s hold, on a path that returns without it; acquire it again before that", text, name)
	} else {
		d.Message = fmt.Sprintf("lockleak: %s does not release %s on a path that returns, as its name says and other paths do; release it before that", name, b.Lock)
	}
	for _, x := range b.Steps {
		if x.Kind == obligation.StepExit {
			d.Related = append(d.Related, src.at(x, end))
		} else if r, ok := src.step(x, b.Lock, nil); ok {
			d.Related = append(d.Related, r)
		}
	}
	return d
}
