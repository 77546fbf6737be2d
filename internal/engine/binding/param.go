package binding

// The names of parameters.

import (
	"fmt"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// param returns the receiver or parameter that name stands for, and its index,
// the receiver being the first. Names in the source win over recv and arg0.
func (b *binder) param(name string) (int, *types.Var) {
	if name == "_" {
		return 0, nil
	}
	var all []*types.Var
	recv := b.sig.Recv()
	if recv != nil {
		all = append(all, recv)
	}
	all = slices.AppendSeq(all, b.sig.Params().Variables())
	if i := slices.IndexFunc(all, func(v *types.Var) bool { return v.Name() == name }); i >= 0 {
		return i, all[i]
	}
	if name == "recv" && recv != nil {
		return 0, recv
	}
	n, ok := argNumber(name)
	if recv != nil {
		n++
	}
	if !ok || n >= len(all) {
		return 0, nil
	}
	return n, all[n]
}

// argNumber returns the number in arg0, arg1 and so on.
func argNumber(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, "arg")
	n, err := strconv.ParseUint(digits, 10, 16)
	return int(n), ok && err == nil && strconv.FormatUint(n, 10) == digits
}

func parameters(n int) string {
	switch n {
	case 0:
		return "no parameters"
	case 1:
		return "1 parameter"
	}
	return fmt.Sprintf("%d parameters", n)
}
