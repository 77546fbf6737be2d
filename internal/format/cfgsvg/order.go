package cfgsvg

import (
	"cmp"
	"slices"
)

// sweeps is how often the layers are ordered, down and up in turn. More make few
// graphs better.
const sweeps = 12

// untangle orders the nodes within their layers such that few edges cross. Each
// sweep moves nodes to the mean place of those that they have edges with, which
// are the barycentres of Sugiyama et al.; the best order that was seen is kept. It
// begins with the blocks in the order of the search, then the bends.
func (l *layout) untangle(order []int) {
	depth := 0
	for _, n := range l.nodes {
		depth = max(depth, n.layer+1)
	}
	l.layers = make([][]int, depth)
	for _, b := range order {
		at := l.nodes[b].layer
		l.layers[at] = append(l.layers[at], b)
	}
	for i := len(l.graph.blocks); i < len(l.nodes); i++ {
		at := l.nodes[i].layer
		l.layers[at] = append(l.layers[at], i)
	}
	above, below := l.neighbours()
	best, least := cloned(l.layers), l.crossings(below)
	for i := 0; i < sweeps && least > 0; i++ {
		if i%2 == 0 {
			for at := 1; at < depth; at++ {
				l.sortLayer(at, at-1, above)
			}
		} else {
			for at := depth - 2; at >= 0; at-- {
				l.sortLayer(at, at+1, below)
			}
		}
		if n := l.crossings(below); n < least {
			best, least = cloned(l.layers), n
		}
	}
	l.layers = best
}

func cloned(layers [][]int) [][]int {
	out := make([][]int, len(layers))
	for i, layer := range layers {
		out[i] = slices.Clone(layer)
	}
	return out
}

// neighbours returns for each node those that edges join it with in the layer
// above and in the one below.
func (l *layout) neighbours() (above, below [][]int) {
	above, below = make([][]int, len(l.nodes)), make([][]int, len(l.nodes))
	for _, e := range l.edges {
		for i := 1; i < len(e.via) && !e.back; i++ {
			a, b := e.via[i-1], e.via[i]
			below[a] = append(below[a], b)
			above[b] = append(above[b], a)
		}
	}
	return above, below
}

// ranks returns the place of each node within its layer.
func (l *layout) ranks() []int {
	rank := make([]int, len(l.nodes))
	for _, layer := range l.layers {
		for i, n := range layer {
			rank[n] = i
		}
	}
	return rank
}

// sortLayer orders a layer by the mean places of the neighbours in the layer
// from. A node without any counts as if it stayed where it is.
func (l *layout) sortLayer(at, from int, neighbours [][]int) {
	rank := l.ranks()
	type mean struct{ sum, n int } // sum/n
	means := make(map[int]mean)
	for i, n := range l.layers[at] {
		m := mean{i * len(l.layers[from]), len(l.layers[at])}
		if len(neighbours[n]) > 0 {
			m = mean{}
		}
		for _, o := range neighbours[n] {
			m.sum += rank[o]
			m.n++
		}
		means[n] = m
	}
	slices.SortStableFunc(l.layers[at], func(a, b int) int {
		return cmp.Compare(means[a].sum*means[b].n, means[b].sum*means[a].n)
	})
}

// crossings counts the crossings of edges between neighbouring layers.
func (l *layout) crossings(below [][]int) int {
	rank := l.ranks()
	total := 0
	for _, layer := range l.layers {
		var ends []int // of the edges in the order of where they begin
		for _, n := range layer {
			to := make([]int, 0, len(below[n]))
			for _, o := range below[n] {
				to = append(to, rank[o])
			}
			slices.Sort(to)
			for _, r := range to {
				for _, before := range ends {
					if before > r {
						total++
					}
				}
			}
			ends = append(ends, to...)
		}
	}
	return total
}
