package report

import (
	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/settings/checks"
)

// secondRelease returns the finding for a method that releases what another
// method has released.
func (src source) secondRelease(s *obligation.SecondRelease) (f Finding) {
	defer contain(&f, checks.BadUnlock, s.At.Pos())
	f = src.begin(checks.BadUnlock, "double", s.At.Parent(), s.At.Pos())
	call, first := src.callAt(s.At.Pos()), src.callAt(s.First.Pos())
	f.Lock = src.receiver(call)
	f.say("%s releases again what %s has released; release it only where %s says that %s has not run", src.text(call), s.Other.Name(), s.Field, s.Other.Name())
	e := entry{analysis.RelatedInformation{Pos: s.First.Pos(), Message: s.Other.Name() + " releases it here, and sets " + s.Field + " behind that"}, finding.Release}
	if first != nil {
		e.Pos, e.End = first.Pos(), first.End()
	}
	f.add(e)
	return f
}
