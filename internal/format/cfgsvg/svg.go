package cfgsvg

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// svg returns the drawing as an element that can stand in HTML and in XML.
func (l *layout) svg(id, title, desc string) string {
	w := new(strings.Builder)
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" id="%[1]s" class="cfg" role="img" aria-labelledby="%[1]s-t" aria-describedby="%[1]s-d" width="%[2]d" height="%[3]d" viewBox="0 0 %[2]d %[3]d">`,
		escape(id), l.width, l.height)
	fmt.Fprintf(w, `<title id="%[1]s-t">%[2]s</title><desc id="%[1]s-d">%[3]s</desc>`, escape(id), escape(title), escape(desc))
	used := make(map[int]int) // for each gap, the edges that run through it so far
	var onPath strings.Builder
	for _, e := range l.edges {
		to := w
		if len(e.succ.path) > 0 {
			to = &onPath // above the others
		}
		l.writeEdge(to, e, used)
	}
	w.WriteString(onPath.String())
	for i, b := range l.graph.blocks {
		writeBlock(w, b, l.nodes[i])
	}
	w.WriteString("</svg>")
	return w.String()
}

func writeBlock(w *strings.Builder, b block, n node) {
	class := "b"
	if len(b.Path) > 0 {
		class += " p"
	}
	if b.last {
		class += " x"
	}
	fmt.Fprintf(w, `<g class="%s"><rect x="%d" y="%d" width="%d" height="%d" rx="4"/>`, class, n.x, n.y, n.w, n.h)
	left := n.x + padding
	if mark := b.mark(); mark != "" {
		width := textWidth(mark) + padding
		fmt.Fprintf(w, `<rect class="k" x="%d" y="%d" width="%d" height="%d" rx="8"/>`, n.x+padding/2, n.y+padding/2, width, lineHeight-1)
		fmt.Fprintf(w, `<text class="k" x="%d" y="%d" text-anchor="middle">%s</text>`, n.x+padding/2+width/2, n.y+padding/2+fontSize, escape(mark))
		left = n.x + b.markWidth()
	}
	for i, text := range b.caption() {
		class := "n"
		if i > 0 {
			class = "m"
		}
		fmt.Fprintf(w, `<text class="%s" x="%d" y="%d">%s</text>`, class, left, n.y+padding/2+fontSize+i*lineHeight, escape(text))
	}
	w.WriteString("</g>")
}

func (l *layout) writeEdge(w *strings.Builder, e edge, used map[int]int) {
	class := "e"
	if len(e.succ.path) > 0 {
		class += " p"
	}
	line := l.down(e)
	if e.back {
		line = l.up(e, used)
	}
	y := l.nodes[e.succ.to].y
	fmt.Fprintf(w, `<g class="%s"><path d="%s"/><path class="h" d="M%d %dl-4 -8h8z"/>`, class, line, e.end, y)
	if text := e.label(); text != "" {
		from := l.nodes[e.from]
		x, anchor := e.start+5, "start"
		if e.start < from.x+from.w/2 {
			x, anchor = e.start-5, "end"
		}
		fmt.Fprintf(w, `<text class="m" x="%d" y="%d" text-anchor="%s">%s</text>`, x, from.y+from.h+15, anchor, escape(text))
	}
	w.WriteString("</g>")
}

// label returns the places on the path that the edge joins, and the condition.
func (e edge) label() string {
	var parts []string
	for i, n := range e.succ.path {
		if i == 2 {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, fmt.Sprintf("%d→%d", n, n+1))
	}
	return strings.TrimSpace(strings.Join(parts, " ") + " " + e.succ.label)
}

// down returns the line of an edge that goes down: curves in the gaps, straight
// beside the blocks.
func (l *layout) down(e edge) string {
	from := l.nodes[e.from]
	x, y := e.start, from.y+from.h
	d := new(strings.Builder)
	fmt.Fprintf(d, "M%d %d", x, y)
	for i, n := range e.via[1:] {
		to := l.nodes[n]
		toX := to.x + to.w/2
		if i == len(e.via)-2 {
			toX = e.end
		}
		// Straight down to below the label, and all of the layer.
		if top := l.bottom(l.nodes[e.via[i]].layer) + gapTop; top > y {
			fmt.Fprintf(d, "V%d", top)
			y = top
		}
		endY := to.y
		if !to.bend {
			endY -= 6 // the line is hidden by the head of the arrow
		}
		middle := (y + endY) / 2
		fmt.Fprintf(d, "C%d %d %d %d %d %d", x, middle, toX, middle, toX, endY)
		x, y = toX, endY
		if to.bend {
			y = to.y + to.h
			fmt.Fprintf(d, "V%d", y)
		}
	}
	return d.String()
}

// bottom returns the y below a layer.
func (l *layout) bottom(at int) int {
	y := 0
	for _, n := range l.layers[at] {
		y = max(y, l.nodes[n].y+l.nodes[n].h)
	}
	return y
}

// up returns the line of an edge that goes back: through the gap below its block
// to its lane, up, and through the gap above the other block.
func (l *layout) up(e edge, used map[int]int) string {
	const r = 6 // of the corners
	from, to := l.nodes[e.from], l.nodes[e.succ.to]
	lane := l.width - margin - (l.maxLane()-e.lane)*laneWidth
	low := l.gap(from.layer+1, used)
	high := l.gap(to.layer, used)
	return fmt.Sprintf("M%d %dV%dQ%d %d %d %dH%dQ%d %d %d %dV%dQ%d %d %d %dH%dQ%d %d %d %dV%d",
		e.start, from.y+from.h,
		low-r, e.start, low, e.start+r, low,
		lane-r, lane, low, lane, low-r,
		high+r, lane, high, lane-r, high,
		e.end+r, e.end, high, e.end, high+r,
		to.y-6)
}

// maxLane returns the last lane.
func (l *layout) maxLane() int {
	most := 0
	for _, e := range l.edges {
		if e.back {
			most = max(most, e.lane)
		}
	}
	return most
}

// gap returns the y of the next edge that runs through the gap above a layer.
func (l *layout) gap(at int, used map[int]int) int {
	k := used[at]
	used[at]++
	if at == len(l.layers) {
		return l.height - margin - laneWidth*k - 2
	}
	top := l.nodes[l.layers[at][0]].y
	return top - 16 - laneWidth*k
}

// escape returns text for an element or an attribute. What XML does not allow
// becomes U+FFFD.
func escape(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text))
	return b.String()
}
