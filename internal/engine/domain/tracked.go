package domain

import (
	"go/types"
)

func IsFunc(t types.Type) bool { _, ok := t.Underlying().(*types.Signature); return ok }
