package oracle

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// String returns the counts as a table.
func (n *Counts) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d programs, %d runs; %d more do not compile\n", n.Programs, n.Runs, n.Broken)
	table(&b, "not judged", n.Unjudged, n.Programs)
	table(&b, "programs with", n.Kinds, n.Programs)
	table(&b, "what happens in them", n.Events, n.Programs)
	table(&b, fmt.Sprintf("verdicts of %d sites, not of %d that are not reached", n.Sites, n.Unreached), n.Verdicts, n.Sites)
	table(&b, "not decided", n.Undecided, n.Sites)
	table(&b, "not told by design", n.Excused, n.Programs)
	table(&b, "disagreements", n.Mismatches, n.Programs)
	return b.String()
}

func table[K ~string](b *strings.Builder, title string, counts map[K]int, of int) {
	fmt.Fprintf(b, "%s:\n", title)
	keys := slices.SortedFunc(maps.Keys(counts), func(x, y K) int {
		return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y))
	})
	for _, k := range keys {
		fmt.Fprintf(b, "  %7d  %5.2f %%  %s\n", counts[k], 100*float64(counts[k])/float64(max(of, 1)), k)
	}
}
