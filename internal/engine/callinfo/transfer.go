package callinfo

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// isExchange reports whether in sends or receives, or waits for others.
func IsExchange(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.UnOp:
		return in.Op == token.ARROW
	case *ssa.Call:
		return lexicon.CalleeName(&in.Call) == "Wait"
	case *ssa.Send, *ssa.Select:
		return true
	}
	return false
}
