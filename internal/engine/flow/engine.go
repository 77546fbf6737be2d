package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

type netKey struct {
	fn *ssa.Function
	id lock.ID
}
