package cfgsvg

import (
	"fmt"
	"slices"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// A graph is what is drawn of a finding.Graph. Its first block is the entry.
type graph struct {
	blocks []block
}

type block struct {
	finding.Block        // its Succs are those of the whole graph
	succs         []succ // those that are drawn
	hidden        int    // how many successors are not drawn
	last          bool   // the path ends here
}

// A succ is a successor of a block.
type succ struct {
	to    int    // index of a block
	label string // "true", "false", or ""
	path  []int  // at which places on the path the edge begins, from 1
}

// reduce returns what is drawn of g, and says what is not.
func reduce(g *finding.Graph) (*graph, string) {
	keep, what := chosen(g)
	index := make([]int, len(g.Blocks))
	part, n, last := new(graph), 0, 0
	for i, b := range g.Blocks {
		index[i] = -1
		if keep[i] {
			index[i] = n
			n++
		}
		last = max(last, slices.Max(append([]int{0}, b.Path...)))
	}
	for i, b := range g.Blocks {
		if !keep[i] {
			continue
		}
		drawn := block{Block: b, last: last > 0 && slices.Contains(b.Path, last)}
		for k, to := range b.Succs {
			if to < 0 || to >= len(g.Blocks) || index[to] < 0 {
				drawn.hidden++
				continue
			}
			s := succ{to: index[to], label: condition(b, k)}
			if slices.Index(b.Succs, to) == k {
				s.path = places(b, g.Blocks[to])
			}
			drawn.succs = append(drawn.succs, s)
		}
		part.blocks = append(part.blocks, drawn)
	}
	if n == len(g.Blocks) {
		return part, ""
	}
	return part, fmt.Sprintf("The function has %d blocks. Shown are %s, %d in all.", len(g.Blocks), what, n)
}

// condition returns the value of the condition with which b goes to its k-th
// successor.
func condition(b finding.Block, k int) string {
	switch {
	case len(b.Succs) != 2:
		return ""
	case k == 0:
		return "true"
	}
	return "false"
}

// places returns where on the path an edge from one block to another begins.
func places(from, to finding.Block) []int {
	var list []int
	for _, n := range from.Path {
		if slices.Contains(to.Path, n+1) {
			list = append(list, n)
		}
	}
	return list
}

// chosen returns which blocks are drawn, and what these are: all, if they are not
// too many, else those on the path, with the ones beside it if these do not make
// it too large; without a path, the first ones.
func chosen(g *finding.Graph) (keep []bool, what string) {
	keep = make([]bool, len(g.Blocks))
	if len(g.Blocks) <= maxBlocks {
		for i := range keep {
			keep[i] = true
		}
		return keep, "all of them"
	}
	for i, b := range g.Blocks {
		keep[i] = len(b.Path) > 0
	}
	if count(keep) == 0 {
		return nearest(g), "those nearest to the entry"
	}
	wide := slices.Clone(keep)
	for i, b := range g.Blocks {
		for _, to := range b.Succs {
			if to < 0 || to >= len(keep) {
				continue
			}
			if keep[i] || keep[to] {
				wide[i], wide[to] = true, true
			}
		}
	}
	keep[0], wide[0] = true, true
	if count(wide) > maxBlocks {
		return keep, "the entry and those on the path"
	}
	return wide, "those on the path and those beside it"
}

// nearest returns the blocks with the fewest edges to them from the entry.
func nearest(g *finding.Graph) []bool {
	keep := make([]bool, len(g.Blocks))
	keep[0] = true
	n := 1
	for work := []int{0}; len(work) > 0; work = work[1:] {
		for _, to := range g.Blocks[work[0]].Succs {
			if to >= 0 && to < len(keep) && !keep[to] && n < maxBlocks {
				keep[to] = true
				n++
				work = append(work, to)
			}
		}
	}
	return keep
}

func count(keep []bool) int {
	n := 0
	for _, k := range keep {
		if k {
			n++
		}
	}
	return n
}
