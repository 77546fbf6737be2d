package cfgsvg

import "slices"

// A layout is where the parts of a graph are drawn.
type layout struct {
	graph  *graph
	nodes  []node  // the blocks, by their indexes, then the bends
	layers [][]int // nodes, from left to right
	edges  []edge  // those of each block together, in the order of its successors

	width, height int
}

// A node is what takes up room in a layer: a block, or a bend of an edge.
type node struct {
	layer      int
	x, y, w, h int // the upper left corner, and the size
	bend       bool
}

// An edge goes down from a block to another one by bends in the layers between;
// or it goes back, beside the layers.
type edge struct {
	from  int
	succ  succ
	via   []int // the nodes on the way, both ends included
	back  bool
	lane  int // of those that go back: 0 is next to the layers
	start int // x where it leaves the block
	end   int // x where it comes into the other one
}

func newLayout(g *graph) *layout {
	l := &layout{graph: g, nodes: make([]node, len(g.blocks))}
	if len(g.blocks) == 0 {
		return l
	}
	back, order := g.acyclic()
	l.assign(back, order)
	l.bend()
	l.untangle(order)
	l.place()
	return l
}

// An edgeKey names an edge by its block and the index of the successor.
type edgeKey struct{ from, k int }

// acyclic returns edges without which there is no cycle and none leads to the
// entry, and the blocks such that the other edges lead from earlier to later
// ones. It is a depth-first search: its edges to a block that it is in go back.
func (g *graph) acyclic() (back map[edgeKey]bool, order []int) {
	back = make(map[edgeKey]bool)
	const in, done = 1, 2
	state := make([]int, len(g.blocks))
	var visit func(b int)
	visit = func(b int) {
		state[b] = in
		for k, s := range g.blocks[b].succs {
			switch {
			case state[s.to] == in || s.to == 0:
				back[edgeKey{b, k}] = true
			case state[s.to] == 0:
				visit(s.to)
			}
		}
		state[b] = done
		order = append(order, b)
	}
	for b := range g.blocks {
		if state[b] == 0 {
			visit(b)
		}
	}
	slices.Reverse(order)
	return back, order
}

// assign puts each block into the layer below all those with edges to it, and
// the entry alone into the first one.
func (l *layout) assign(back map[edgeKey]bool, order []int) {
	for _, b := range order {
		if b != 0 {
			l.nodes[b].layer = max(l.nodes[b].layer, 1)
		}
		for k, s := range l.graph.blocks[b].succs {
			if !back[edgeKey{b, k}] {
				l.nodes[s.to].layer = max(l.nodes[s.to].layer, l.nodes[b].layer+1)
			}
		}
	}
	for b, drawn := range l.graph.blocks {
		for k, s := range drawn.succs {
			l.edges = append(l.edges, edge{from: b, succ: s, via: []int{b, s.to}, back: back[edgeKey{b, k}]})
		}
	}
}

// bend gives an edge over several layers a bend in each of those between.
func (l *layout) bend() {
	for i := range l.edges {
		e := &l.edges[i]
		if e.back {
			continue
		}
		e.via = []int{e.from}
		for layer := l.nodes[e.from].layer + 1; layer < l.nodes[e.succ.to].layer; layer++ {
			e.via = append(e.via, len(l.nodes))
			l.nodes = append(l.nodes, node{layer: layer, bend: true})
		}
		e.via = append(e.via, e.succ.to)
	}
}
