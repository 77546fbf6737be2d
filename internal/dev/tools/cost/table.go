package main

import (
	"fmt"
	"strings"
)

// table returns what a file shows in Markdown.
func table(costs []packageCost) string {
	all := seriesOf(costs)
	var b strings.Builder
	if all[0].connected {
		b.WriteString("| program | SSA instructions | engine | double the code |\n|---|--:|--:|--:|\n")
		for _, s := range all {
			p := s.largest()
			fmt.Fprintf(&b, "| %s | %.0f | %s | %.1f x |\n", s.name, p.size, inSeconds(p.ms), s.doubling())
		}
		return b.String()
	}
	b.WriteString("| all packages | SSA instructions | time | share | double the code |\n|---|--:|--:|--:|--:|\n")
	whole := all[0].total().ms + all[1].total().ms
	for i, name := range []string{"until SSA is built", "the engine"} {
		t := all[i].total()
		fmt.Fprintf(&b, "| %s | %.0f | %s | %.1f %% | %.1f x |\n", name, t.size, inSeconds(t.ms), 100*t.ms/whole, all[i].doubling())
	}
	return b.String()
}

func inSeconds(ms float64) string { return fmt.Sprintf("%.2f s", ms/1000) }
