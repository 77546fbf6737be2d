package cfgsvg

import (
	"fmt"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// describe tells the path in words, "" if there is none.
func describe(g *finding.Graph) string {
	at := make(map[int]finding.Block)
	for _, b := range g.Blocks {
		for _, n := range b.Path {
			at[n] = b
		}
	}
	var w strings.Builder
	n := 1
	for ; ; n++ {
		b, ok := at[n]
		if !ok {
			break
		}
		switch {
		case n == 1:
			fmt.Fprintf(&w, "The path begins in %s", named(b))
		default:
			fmt.Fprintf(&w, ", goes on%s to %s", by(at[n-1], g, n-1), named(b))
		}
	}
	switch {
	case n == 1:
		return ""
	case n == 2:
		return "The path is in " + named(at[1]) + "."
	}
	w.WriteString(", and ends there")
	return w.String() + "."
}

// named names a block by its name and lines.
func named(b finding.Block) string {
	text := block{Block: b}.caption()
	if len(text) == 1 {
		return text[0]
	}
	return text[0] + " (" + text[1] + ")"
}

// by says with which condition the n-th block of the path goes to the next one.
func by(from finding.Block, g *finding.Graph, n int) string {
	for k, to := range from.Succs {
		if to < 0 || to >= len(g.Blocks) || len(places(finding.Block{Path: []int{n}}, g.Blocks[to])) == 0 {
			continue
		}
		if c := condition(from, k); c != "" {
			return " where the condition is " + c
		}
	}
	return ""
}
