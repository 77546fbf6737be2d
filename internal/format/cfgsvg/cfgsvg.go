// Package cfgsvg draws the control-flow graph of a function as SVG, with the
// path of a finding marked.
//
// The layout is that of Sugiyama, Tagawa and Toda (Methods for visual
// understanding of hierarchical system structures, IEEE Transactions on Systems,
// Man, and Cybernetics 11, 1981): blocks stand in layers, so that edges go down;
// long edges bend in the layers between; and blocks are ordered within their
// layers such that few edges cross. Its steps are in a file each:
//
//	reduce.go  a graph that is too large -> the path and what is beside it
//	layers.go  blocks -> layers; edges that go back are found
//	order.go   the order within the layers
//	place.go   coordinates
//	svg.go     the drawing
//	words.go   the same for those who do not see it
//
// All numbers are integers, so that the drawing is the same on every machine.
package cfgsvg

import "github.com/lockleak/lockleak/internal/result/finding"

// maxBlocks is the number of blocks up to which all of a graph is drawn.
const maxBlocks = 80

// A Drawing is a graph as SVG and in words.
type Drawing struct {
	SVG   string // one element, for a document in HTML or XML; for its classes see [Draw]
	Words string // the path
	Note  string // what is left out, "" if that is nothing
}

// Draw draws g. The id is that of the element, and its prefix for others; title
// is its name.
//
// The classes are: b for a block and e for an edge, with p on the path, and x for
// the block in which the path ends; within these n for a name, m for other text,
// k for the places on the path, and h for the head of an arrow.
func Draw(g *finding.Graph, id, title string) Drawing {
	part, note := reduce(g)
	words := describe(g)
	l := newLayout(part)
	return Drawing{SVG: l.svg(id, title, join(words, note)), Words: words, Note: note}
}

func join(words, note string) string {
	if words == "" || note == "" {
		return words + note
	}
	return words + " " + note
}
