package prepass

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// sends reports whether a select has a case that sends.
func HasSend(in *ssa.Select) bool {
	return slices.ContainsFunc(in.States, func(c *ssa.SelectState) bool { return c.Send != nil })
}
