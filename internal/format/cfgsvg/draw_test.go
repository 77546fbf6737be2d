package cfgsvg

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		blocks []finding.Block
		want   string
	}{
		{"no path", []finding.Block{{Name: "entry"}}, ""},
		{"one block", []finding.Block{{Name: "entry", First: 3, Last: 3, Path: []int{1}}}, "The path is in entry (line 3)."},
		{"branches", []finding.Block{
			{Name: "entry", First: 3, Last: 5, Succs: []int{1, 2}, Path: []int{1}},
			{Name: "if.then", Succs: []int{2}},
			{Name: "if.done", First: 9, Last: 9, Succs: []int{3}, Path: []int{2}},
			{Name: "return", First: 12, Last: 13, Path: []int{3}},
		}, "The path begins in entry (lines 3–5), goes on where the condition is false to if.done (line 9), goes on to return (lines 12–13), and ends there."},
		{"loop", []finding.Block{
			{Name: "entry", Succs: []int{1}, Path: []int{1}},
			{Name: "for.body", First: 4, Last: 6, Succs: []int{1, 2}, Path: []int{2, 3}},
			{Name: "for.done"},
		}, "The path begins in entry, goes on to for.body (lines 4–6), goes on where the condition is true to for.body (lines 4–6), and ends there."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := Draw(&finding.Graph{Blocks: tt.blocks}, "g", "f")
			if d.Words != tt.want {
				t.Errorf("got  %s\nwant %s", d.Words, tt.want)
			}
			if !strings.Contains(d.SVG, "<desc id=\"g-d\">"+tt.want+"</desc>") {
				t.Errorf("the words are not in the drawing: %s", d.SVG)
			}
		})
	}
}

func TestEdgeLabels(t *testing.T) {
	t.Parallel()
	svg := Draw(&finding.Graph{Blocks: []finding.Block{
		{Name: "entry", Succs: []int{1, 2}, Path: []int{1}},
		{Name: "if.then", Succs: []int{2}, Path: []int{2}},
		{Name: "if.done", Path: []int{3}},
	}}, "g", "f").SVG
	for _, want := range []string{">1→2 true<", ">false<", ">2→3<"} {
		if strings.Count(svg, want) != 1 {
			t.Errorf("%s is not once in\n%s", want, svg)
		}
	}
	if n := strings.Count(svg, `class="e p"`); n != 2 {
		t.Errorf("%d edges on the path, want 2", n)
	}
}

func TestEscape(t *testing.T) {
	t.Parallel()
	hostile := "</text><script>alert('\"&\x00\xff')</script>"
	d := Draw(&finding.Graph{Blocks: []finding.Block{{Name: hostile, Path: []int{1}}}}, `"><b>`, hostile)
	if strings.Contains(d.SVG, "<script") || strings.Contains(d.SVG, "<b>") || strings.Contains(d.SVG, "\x00") || strings.Contains(d.SVG, "\xff") {
		t.Error(d.SVG)
	}
}

// TestReduce draws of a large graph what the path needs.
func TestReduce(t *testing.T) {
	t.Parallel()
	chain := func(n int) *finding.Graph {
		g := new(finding.Graph)
		for i := range n {
			g.Blocks = append(g.Blocks, finding.Block{Name: fmt.Sprintf("b%d.", i), Succs: []int{i + 1, n - 1}})
		}
		g.Blocks[n-1].Succs = nil
		return g
	}
	with := func(g *finding.Graph, path ...int) *finding.Graph {
		for i, b := range path {
			g.Blocks[b].Path = append(g.Blocks[b].Path, i+1)
		}
		return g
	}
	all := make([]int, 100)
	for i := range all {
		all[i] = i
	}
	for _, tt := range []struct {
		name   string
		g      *finding.Graph
		blocks int
		note   string
		hidden int // successors that are not drawn
	}{
		{"all", with(chain(maxBlocks), 0, 1), maxBlocks, "", 0},
		// The path, the entry, what is before and behind each, and the end.
		{"path", with(chain(maxBlocks+20), 40, 41), 6, "The function has 100 blocks. Shown are those on the path and those beside it, 6 in all.", 2},
		{"long path", with(chain(300), all...), 100, "The function has 300 blocks. Shown are the entry and those on the path, 100 in all.", 101},
		{"no path", chain(maxBlocks + 1), maxBlocks, "The function has 81 blocks. Shown are those nearest to the entry, 80 in all.", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := Draw(tt.g, "g", "f")
			if d.Note != tt.note {
				t.Errorf("note %q, want %q", d.Note, tt.note)
			}
			part, _ := reduce(tt.g)
			hidden := 0
			for _, b := range part.blocks {
				hidden += b.hidden
			}
			if len(part.blocks) != tt.blocks || hidden != tt.hidden {
				t.Errorf("%d blocks with %d successors not drawn, want %d with %d", len(part.blocks), hidden, tt.blocks, tt.hidden)
			}
			if !strings.Contains(d.SVG, tt.note) || strings.Contains(d.SVG, "not shown") != (hidden > 0) {
				t.Errorf("the drawing does not tell what is left out")
			}
			if problems := broken(newLayout(part)); len(problems) > 0 {
				t.Errorf("%q", problems)
			}
		})
	}
}

// TestBadGraphs: no graph is a reason to panic.
func TestBadGraphs(t *testing.T) {
	t.Parallel()
	for _, blocks := range [][]finding.Block{
		nil,
		{{Succs: []int{-1, 7}}},
		{{Succs: []int{0}}},
		{{First: 9, Last: 3, Path: []int{5}}},
	} {
		if d := Draw(&finding.Graph{Blocks: blocks}, "g", "f"); !strings.HasPrefix(d.SVG, "<svg ") || !strings.HasSuffix(d.SVG, "</svg>") {
			t.Errorf("%v: %s", blocks, d.SVG)
		}
	}
}
