package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
)

// closes returns s after a call of close.
func closes(re *domain.Reasoner, s domain.State, in *ssa.Call) domain.State {
	b, ok := in.Call.Value.(*ssa.Builtin)
	if !ok || b.Name() != "close" || !domain.IsSignal(in.Call.Args[0]) {
		return s
	}
	s.Facts = s.Facts.Set(re.ClosedTerm(s.Facts, in.Call.Args[0]), domain.Value{Same: re.Paths.ConstOf(true)})
	return s
}
