package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/result/detail"
)

// writeDumps writes the dumps of the function, and an error if there is none.
func writeDumps(w io.Writer, dumps []detail.Dump, function string) error {
	if len(dumps) == 0 {
		return fmt.Errorf("-debug=%s: there is no such function in the packages analysed", function)
	}
	dumps = slices.SortedFunc(slices.Values(dumps), func(a, b detail.Dump) int {
		return cmp.Or(cmp.Compare(a.Function, b.Function), cmp.Compare(a.Text, b.Text))
	})
	for _, d := range slices.Compact(dumps) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(d.Text, "\n")); err != nil {
			return err
		}
	}
	return nil
}
