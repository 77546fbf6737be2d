package domain

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

func IsErrorValue(v ssa.Value) bool {
	return lexicon.IsError(v.Type())
}
