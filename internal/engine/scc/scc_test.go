package scc

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// A graph has the successors of the nodes 0, 1, ...
type graph [][]int

func (g graph) components() [][]int {
	nodes := make([]int, len(g))
	for i := range nodes {
		nodes[i] = i
	}
	return g.from(nodes...)
}

func (g graph) from(nodes ...int) [][]int {
	return Components(slices.Values(nodes), func(n int) []int { return g[n] })
}

func TestComponents(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		graph graph
		want  string
	}{
		{"nothing", graph{}, "[]"},
		{"one", graph{{}}, "[[0]]"},
		{"self loop", graph{{0}}, "[[0]]"},
		{"apart", graph{{}, {}, {}}, "[[0] [1] [2]]"},
		{"callee first", graph{{1}, {2}, {}}, "[[2] [1] [0]]"},
		{"callee first already", graph{{}, {0}, {1}}, "[[0] [1] [2]]"},
		{"order of successors", graph{{2, 1}, {}, {}}, "[[2] [1] [0]]"},
		{"the same successor twice", graph{{1, 1}, {0, 0}}, "[[0 1]]"},
		{"diamond", graph{{1, 2}, {3}, {3}, {}}, "[[3] [1] [2] [0]]"},
		{"two cycles, one above the other", graph{{1}, {0, 2}, {3}, {2}}, "[[2 3] [0 1]]"},
		{"two cycles with a node in common", graph{{1}, {0, 2}, {1}}, "[[0 1 2]]"},
		{"two cycles apart", graph{{1}, {0}, {3}, {2}}, "[[0 1] [2 3]]"},
		{"cycle with a self loop and a tail", graph{{1}, {1, 2}, {0, 3}, {}}, "[[3] [0 1 2]]"},
		{"edge to what is done", graph{{1}, {}, {1, 0}}, "[[1] [0] [2]]"}, // not back into a component
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := fmt.Sprint(tt.graph.components()); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestReached has nodes that are reachable but not listed, and one that is listed
// twice.
func TestReached(t *testing.T) {
	t.Parallel()
	g := graph{{1}, {2}, {1}, {}}
	if got := fmt.Sprint(g.from(0, 2, 0)); got != "[[1 2] [0]]" {
		t.Errorf("got %s", got)
	}
}

// TestDeep has a chain and a ring that are too long for recursion.
func TestDeep(t *testing.T) {
	t.Parallel()
	const n = 200_000
	g := make(graph, n)
	for i := range n - 1 {
		g[i] = []int{i + 1}
	}
	out := g.components()
	if len(out) != n || out[0][0] != n-1 || out[n-1][0] != 0 {
		t.Errorf("%d components, want %d, the end of the chain first", len(out), n)
	}
	g[n-1] = []int{0}
	if out = g.components(); len(out) != 1 || len(out[0]) != n {
		t.Errorf("%d components of a ring, want 1", len(out))
	}
}

// TestRandom checks components against reachability, on random graphs of all
// densities.
func TestRandom(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		g := randomGraph(rnd)
		out := g.components()
		checkComponents(t, g, out)
		if again := g.components(); fmt.Sprint(again) != fmt.Sprint(out) {
			t.Errorf("%v: first %v, then %v", g, out, again)
		}
		if t.Failed() {
			return
		}
	}
}

func randomGraph(rnd *rand.Rand) graph {
	g := make(graph, 1+rnd.IntN(9))
	density := rnd.Float64() * rnd.Float64()
	for i := range g {
		for _, j := range rnd.Perm(len(g)) {
			if rnd.Float64() < density {
				g[i] = append(g[i], j)
			}
		}
	}
	return g
}

// checkComponents checks that out has each node of g once, that nodes are in one
// component if and only if each is reachable from the other, and that edges
// lead to the same component or to an earlier one.
func checkComponents(t *testing.T, g graph, out [][]int) {
	t.Helper()
	of := make(map[int]int)
	for i, c := range out {
		for _, n := range c {
			if _, ok := of[n]; ok {
				t.Errorf("%v: %d occurs twice in %v", g, n, out)
			}
			of[n] = i
		}
	}
	if len(of) != len(g) {
		t.Errorf("%v: %d nodes in %v", g, len(of), out)
	}
	reaches := g.reachability()
	for i := range g {
		for j := range g {
			if together := i == j || reaches[i][j] && reaches[j][i]; (of[i] == of[j]) != together {
				t.Errorf("%v: %d and %d in one component: %v, want %v", g, i, j, !together, together)
			}
			if slices.Contains(g[i], j) && of[j] > of[i] {
				t.Errorf("%v: %d leads to %d, and comes before it in %v", g, i, j, out)
			}
		}
	}
}

// reachability returns the transitive closure of g, by Warshall's algorithm.
func (g graph) reachability() [][]bool {
	r := make([][]bool, len(g))
	for i := range g {
		r[i] = make([]bool, len(g))
		for _, j := range g[i] {
			r[i][j] = true
		}
	}
	for k := range g {
		for i := range g {
			for j := range g {
				r[i][j] = r[i][j] || r[i][k] && r[k][j]
			}
		}
	}
	return r
}
