package cfgsvg

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Sizes, in pixels. The text is not measured: what draws it is not known. All is
// in a font of fixed width, whose characters are about 0.6 of its size wide.
const (
	fontSize   = 12
	charWidth  = 7.25 // a bit more than 0.6 * fontSize
	lineHeight = 17
	padding    = 10
	between    = 54 // from one node to the next in a layer: room for two labels
	bendWidth  = 10
	minWidth   = 72 // of a block
	portWidth  = 9  // from the end of one edge to the next
	gapTop     = 26 // below a layer: the labels of the edges
	gapBottom  = 32 // above the next one: where edges go aside, and the heads of the arrows
	laneWidth  = 14
	margin     = 14
)

// textWidth returns about how wide a text is.
func textWidth(s string) int { return int(charWidth*float64(utf8.RuneCountInString(s))) + 1 }

// caption returns the lines of text in a block: its name, and its lines of the
// source.
func (b block) caption() []string {
	text := []string{clip(b.Name)}
	switch {
	case b.First == 0:
	case b.First >= b.Last:
		text = append(text, fmt.Sprintf("line %d", b.First))
	default:
		text = append(text, fmt.Sprintf("lines %d–%d", b.First, b.Last))
	}
	if b.hidden > 0 {
		text = append(text, fmt.Sprintf("→ %d not shown", b.hidden))
	}
	return text
}

// clip shortens a name of more than 32 characters.
func clip(name string) string {
	if utf8.RuneCountInString(name) <= 32 {
		return name
	}
	return string([]rune(name)[:31]) + "…"
}

// mark returns the places of the block on the path, "" if it is not on it.
func (b block) mark() string { return list(b.Path) }

func list(numbers []int) string {
	text := strings.Fields(strings.Trim(fmt.Sprint(numbers), "[]"))
	if len(text) > 3 {
		text = append(text[:2:2], "…", text[len(text)-1])
	}
	return strings.Join(text, ", ")
}

// markWidth returns the width of what stands to the left of the name.
func (b block) markWidth() int {
	if b.mark() == "" {
		return 0
	}
	return textWidth(b.mark()) + 2*padding
}

// place gives the nodes and edges their coordinates.
func (l *layout) place() {
	coming := make([]int, len(l.nodes))
	for _, e := range l.edges {
		coming[e.succ.to]++
	}
	for i, b := range l.graph.blocks {
		n := &l.nodes[i]
		for _, text := range b.caption() {
			n.w = max(n.w, textWidth(text)+2*padding+b.markWidth())
		}
		n.w = max(n.w, minWidth, portWidth*(coming[i]+1), portWidth*(len(b.succs)+1))
		n.h = lineHeight*len(b.caption()) + padding
	}
	for i := range l.nodes {
		if l.nodes[i].bend {
			l.nodes[i].w = bendWidth
		}
	}
	l.placeX()
	lanes := l.lanes()
	l.placeY()
	l.ports()
	for _, n := range l.nodes {
		l.width = max(l.width, n.x+n.w)
	}
	l.width += between/2 + lanes*laneWidth + margin
}

// placeX puts the nodes of each layer below the middle of their neighbours, as
// far as there is room: first packed, then down and up a few times.
func (l *layout) placeX() {
	above, below := l.neighbours()
	for _, layer := range l.layers {
		x := 0
		for _, n := range layer {
			l.nodes[n].x = x
			x += l.nodes[n].w + between
		}
	}
	for range 4 {
		for at := 1; at < len(l.layers); at++ {
			l.shift(l.layers[at], above)
		}
		for at := len(l.layers) - 2; at >= 0; at-- {
			l.shift(l.layers[at], below)
		}
	}
	left := l.nodes[0].x
	for _, n := range l.nodes {
		left = min(left, n.x)
	}
	for i := range l.nodes {
		l.nodes[i].x += margin + between/2 - left
	}
}

// shift moves the nodes of a layer to where the sum of the squares of their
// distances from the middles of their neighbours is least, in their order and
// with the room between them kept. That is a regression on an order, solved by
// pooling adjacent violators (Barlow et al., Statistical Inference under Order
// Restrictions, 1972).
func (l *layout) shift(layer []int, neighbours [][]int) {
	type pool struct{ sum, n, from int } // of wanted places, each less what stands before it
	var pools []pool
	offset := make([]int, len(layer))
	for i, n := range layer {
		if i > 0 {
			offset[i] = offset[i-1] + l.nodes[layer[i-1]].w + between
		}
		wanted := l.nodes[n].x
		if list := neighbours[n]; len(list) > 0 {
			sum := 0
			for _, o := range list {
				sum += 2*l.nodes[o].x + l.nodes[o].w
			}
			wanted = floorDiv(sum, 2*len(list)) - l.nodes[n].w/2
		}
		pools = append(pools, pool{wanted - offset[i], 1, i})
		for k := len(pools) - 1; k > 0 && pools[k-1].sum*pools[k].n > pools[k].sum*pools[k-1].n; k-- {
			pools[k-1].sum += pools[k].sum
			pools[k-1].n += pools[k].n
			pools = pools[:k]
		}
	}
	for k, p := range pools {
		end := len(layer)
		if k+1 < len(pools) {
			end = pools[k+1].from
		}
		for i := p.from; i < end; i++ {
			l.nodes[layer[i]].x = floorDiv(p.sum, p.n) + offset[i]
		}
	}
}

// floorDiv returns a/b rounded down, b > 0.
func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// placeY puts the layers below each other. The gap above each has room for the
// edges that go back and run through it.
func (l *layout) placeY() {
	y := margin
	for at, layer := range l.layers {
		if at > 0 {
			y += gapTop + gapBottom
		} else if l.crossing(0) > 0 {
			y += gapBottom
		}
		y += laneWidth * l.crossing(at)
		height := 0
		for _, n := range layer {
			l.nodes[n].y = y
			height = max(height, l.nodes[n].h)
		}
		for _, n := range layer {
			if l.nodes[n].bend {
				l.nodes[n].h = height
			}
		}
		y += height
	}
	if n := l.crossing(len(l.layers)); n > 0 {
		y += gapTop + laneWidth*n
	}
	l.height = y + margin
}

// crossing returns how many edges that go back run through the gap above a
// layer.
func (l *layout) crossing(at int) int {
	n := 0
	for _, e := range l.edges {
		if e.back && l.nodes[e.from].layer+1 == at {
			n++
		}
		if e.back && l.nodes[e.succ.to].layer == at {
			n++
		}
	}
	return n
}

// lanes gives the edges that go back their lanes, the short ones next to the
// layers, and returns how many there are. No two edges in a lane are side by side.
func (l *layout) lanes() int {
	var back []int
	for i, e := range l.edges {
		if e.back {
			back = append(back, i)
		}
	}
	top := func(i int) int { return l.nodes[l.edges[i].succ.to].layer }
	bottom := func(i int) int { return l.nodes[l.edges[i].from].layer + 1 }
	slices.SortStableFunc(back, func(a, b int) int {
		return cmp.Or(cmp.Compare(bottom(a)-top(a), bottom(b)-top(b)), cmp.Compare(top(a), top(b)))
	})
	var lanes [][]int
	for _, i := range back {
		lane := slices.IndexFunc(lanes, func(others []int) bool {
			return !slices.ContainsFunc(others, func(o int) bool { return top(i) <= bottom(o) && top(o) <= bottom(i) })
		})
		if lane < 0 {
			lane = len(lanes)
			lanes = append(lanes, nil)
		}
		lanes[lane] = append(lanes[lane], i)
		l.edges[i].lane = lane
	}
	return len(lanes)
}

// ports spreads the ends of edges over the lower and the upper sides of their
// blocks, in the order of where they come from and go to; those that go back
// are on the right.
func (l *layout) ports() {
	const far = 1 << 30
	leaving, coming := make([][]int, len(l.nodes)), make([][]int, len(l.nodes))
	middle := func(n int) int { return l.nodes[n].x + l.nodes[n].w/2 }
	next, previous := make([]int, len(l.edges)), make([]int, len(l.edges))
	for i, e := range l.edges {
		leaving[e.from] = append(leaving[e.from], i)
		coming[e.succ.to] = append(coming[e.succ.to], i)
		next[i], previous[i] = far+e.lane, far+e.lane
		if !e.back {
			next[i], previous[i] = middle(e.via[1]), middle(e.via[len(e.via)-2])
		}
	}
	for n, block := range l.nodes[:len(l.graph.blocks)] {
		slices.SortStableFunc(leaving[n], func(a, b int) int { return cmp.Compare(next[a], next[b]) })
		slices.SortStableFunc(coming[n], func(a, b int) int { return cmp.Compare(previous[a], previous[b]) })
		for k, i := range leaving[n] {
			l.edges[i].start = block.x + block.w*(k+1)/(len(leaving[n])+1)
		}
		for k, i := range coming[n] {
			l.edges[i].end = block.x + block.w*(k+1)/(len(coming[n])+1)
		}
	}
}
