package cfgsvg

import (
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// randomGraph returns a graph of n blocks, with a path through some of them. It
// has loops, blocks that are not reached, and edges to the same block twice.
func randomGraph(r *rand.Rand, n int) *finding.Graph {
	g := &finding.Graph{Blocks: make([]finding.Block, n)}
	for i := range g.Blocks {
		b := &g.Blocks[i]
		b.Name = []string{"if.then", "for.body", "recover", "switch.done"}[r.IntN(4)]
		b.First = r.IntN(500)
		b.Last = b.First + r.IntN(30)
		for range r.IntN(3) {
			to := r.IntN(n)
			if r.IntN(4) > 0 {
				to = min(i+1+r.IntN(5), n-1) // mostly near, and forward
			}
			b.Succs = append(b.Succs, to)
		}
	}
	at := 0
	for k := 1; k < 20; k++ {
		b := &g.Blocks[at]
		b.Path = append(b.Path, k)
		if len(b.Succs) == 0 {
			break
		}
		at = b.Succs[r.IntN(len(b.Succs))]
	}
	return g
}

// TestLaws checks what has to be true of every layout.
func TestLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		g := randomGraph(r, 1+r.IntN(maxBlocks))
		part, _ := reduce(g)
		l := newLayout(part)
		for _, problem := range broken(l) {
			t.Fatalf("graph %d: %s\n%+v", i, problem, g)
		}
		if n := len(l.graph.blocks); n != len(g.Blocks) {
			t.Fatalf("graph %d: %d blocks of %d", i, n, len(g.Blocks))
		}
		checkDrawing(t, g, l)
	}
}

// broken returns what is wrong with a layout.
func broken(l *layout) (problems []string) {
	fail := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	edges := 0
	for _, b := range l.graph.blocks {
		edges += len(b.succs)
	}
	if len(l.edges) != edges {
		fail("%d edges of %d", len(l.edges), edges)
	}
	if entry := l.nodes[0]; entry.layer != 0 || len(l.layers[0]) != 1 {
		fail("the entry is not alone at the top")
	}
	bottom := 0
	for at, layer := range l.layers {
		if len(layer) == 0 {
			fail("layer %d is empty", at)
		}
		low := bottom
		for i, n := range layer {
			b := l.nodes[n]
			if b.layer != at {
				fail("node %d of layer %d is in layer %d", n, b.layer, at)
			}
			if i > 0 {
				if a := l.nodes[layer[i-1]]; a.x+a.w+between > b.x {
					fail("nodes %d and %d overlap", layer[i-1], n)
				}
			}
			if b.x < margin || b.x+b.w > l.width-margin || b.y+b.h > l.height-margin {
				fail("node %d is outside", n)
			}
			if at > 0 && b.y < bottom+gapTop+gapBottom {
				fail("layer %d is in the one above", at)
			}
			low = max(low, b.y+b.h)
		}
		bottom = low
	}
	lanes := make(map[int][][2]int)
	for _, e := range l.edges {
		from, to := l.nodes[e.from], l.nodes[e.succ.to]
		if e.start <= from.x || e.start >= from.x+from.w || e.end <= to.x || e.end >= to.x+to.w {
			fail("the edge %d -> %d does not touch its blocks", e.from, e.succ.to)
		}
		if e.back {
			span := [2]int{to.layer, from.layer + 1}
			for _, o := range lanes[e.lane] {
				if o[0] <= span[1] && span[0] <= o[1] {
					fail("two edges are in a lane side by side")
				}
			}
			lanes[e.lane] = append(lanes[e.lane], span)
			continue
		}
		for i := 1; i < len(e.via); i++ {
			if l.nodes[e.via[i]].layer != l.nodes[e.via[i-1]].layer+1 {
				fail("the edge %d -> %d does not go down by one layer", e.from, e.succ.to)
			}
		}
	}
	return problems
}

// TestBrokenLayouts has the laws violated, so that the test of them can fail.
func TestBrokenLayouts(t *testing.T) {
	t.Parallel()
	g := &finding.Graph{Blocks: []finding.Block{{Name: "entry", Succs: []int{1, 2}}, {Name: "a", Succs: []int{2, 1}}, {Name: "b"}}}
	for name, change := range map[string]func(*layout){
		"overlap":          func(l *layout) { l.layers[1] = append(l.layers[1], 2); l.nodes[2].layer = 1 },
		"edges of":         func(l *layout) { l.edges = l.edges[1:] },
		"outside":          func(l *layout) { l.width = 10 },
		"does not go down": func(l *layout) { l.edges[0].via = []int{1, 0} },
		"does not touch":   func(l *layout) { l.edges[0].start = -1 },
		"not alone":        func(l *layout) { l.nodes[0].layer = 1 },
	} {
		part, _ := reduce(g)
		l := newLayout(part)
		if got := broken(l); len(got) > 0 {
			t.Fatalf("the layout is wrong: %q", got)
		}
		change(l)
		if got := broken(l); !strings.Contains(strings.Join(got, "\n"), name) {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// TestAcyclic: without the edges that go back there is no cycle, and with no
// cycle none goes back, but for those to the entry.
func TestAcyclic(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		g := randomGraph(r, 1+r.IntN(40))
		forward := r.IntN(2) == 0
		for i := range g.Blocks {
			if forward {
				g.Blocks[i].Succs = slices.DeleteFunc(g.Blocks[i].Succs, func(to int) bool { return to <= i })
			}
		}
		part, _ := reduce(g)
		back, order := part.acyclic()
		if forward && len(back) > 0 {
			t.Fatalf("edges go back in a graph without cycles: %v\n%+v", back, g)
		}
		at := make(map[int]int)
		for i, b := range order {
			at[b] = i
		}
		if len(at) != len(g.Blocks) {
			t.Fatalf("%d blocks of %d", len(at), len(g.Blocks))
		}
		for b, drawn := range part.blocks {
			for k, s := range drawn.succs {
				if !back[edgeKey{b, k}] && at[b] >= at[s.to] {
					t.Fatalf("%d -> %d is against the order %v", b, s.to, order)
				}
			}
		}
	}
}

// checkDrawing checks that the SVG is well-formed and has all blocks and edges.
func checkDrawing(t *testing.T, g *finding.Graph, l *layout) {
	t.Helper()
	svg := Draw(g, "g1", "title").SVG
	if again := Draw(g, "g1", "title").SVG; again != svg {
		t.Fatal("two drawings of a graph differ")
	}
	d := xml.NewDecoder(strings.NewReader(svg))
	count := make(map[string]int)
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		start, ok := tok.(xml.StartElement)
		if !ok || start.Name.Local != "g" {
			continue
		}
		for _, a := range start.Attr {
			class, _, _ := strings.Cut(a.Value, " ")
			count[class]++
			if class != a.Value {
				count[a.Value]++
			}
		}
	}
	onPath := 0
	for _, b := range g.Blocks {
		if len(b.Path) > 0 {
			onPath++
		}
	}
	if count["b"] != len(g.Blocks) || count["e"] != len(l.edges) || count["b p"]+count["b p x"] != onPath || count["b p x"] != 1 {
		t.Fatalf("drawn are %v, of %d blocks, %d on the path, and %d edges", count, len(g.Blocks), onPath, len(l.edges))
	}
}

// TestUntangle: what can be drawn without crossings is.
func TestUntangle(t *testing.T) {
	t.Parallel()
	// A switch whose cases are listed in another order than what is behind them.
	g := &finding.Graph{Blocks: []finding.Block{
		{Succs: []int{1, 2, 3, 4}}, {Succs: []int{8}}, {Succs: []int{7}}, {Succs: []int{6}}, {Succs: []int{5}}, {}, {}, {}, {},
	}}
	part, _ := reduce(g)
	l := newLayout(part)
	_, below := l.neighbours()
	if n := l.crossings(below); n != 0 {
		t.Errorf("%d crossings", n)
	}
	l.layers[1][0], l.layers[1][3] = l.layers[1][3], l.layers[1][0]
	if n := l.crossings(below); n != 5 {
		t.Errorf("%d crossings, want 5: the first with three, and the last with two more", n)
	}
}
