package report

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/obligation"
)

// SecondRelease returns the diagnostic for a Close that releases what another
// method has released.
func SecondRelease(pass *analysis.Pass, s *obligation.SecondRelease) (d analysis.Diagnostic) {
	defer contain(&d, "badunlock", s.At.Pos())
	src := source{pass}
	call, first := src.callAt(s.At.Pos()), src.callAt(s.First.Pos())
	text := src.text(call)
	d = analysis.Diagnostic{
		Pos:      s.At.Pos(),
		Category: "double",
		Message:  fmt.Sprintf("badunlock: %s releases again what %s has released; release it only where %s says that %s has not run", text, s.Other.Name(), s.Field, s.Other.Name()),
		Related:  []analysis.RelatedInformation{{Pos: s.First.Pos(), Message: s.Other.Name() + " releases it here, and sets " + s.Field + " behind that"}},
	}
	if call != nil {
		d.Pos, d.End = call.Pos(), call.End()
	}
	if first != nil {
		d.Related[0].Pos, d.Related[0].End = first.Pos(), first.End()
	}
	return d
}
