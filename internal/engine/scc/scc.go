// Package scc finds the strongly connected components of a graph.
package scc

import "iter"

// Components returns the strongly connected components of the graph that
// consists of nodes and all that is reachable from them. A component comes
// after those that its edges lead to. The result depends only on the order of
// nodes and successors.
//
// The algorithm is Tarjan's (SIAM J. Comput. 1972), without recursion, because
// graphs can be deep.
func Components[N comparable](nodes iter.Seq[N], succs func(N) []N) [][]N {
	w := walk[N]{succs: succs, index: make(map[N]int), low: make(map[N]int), onStack: make(map[N]bool)}
	for n := range nodes {
		if w.index[n] == 0 {
			w.visitFrom(n)
		}
	}
	return w.out
}

// A walk is the state of a depth-first search.
type walk[N comparable] struct {
	succs   func(N) []N
	index   map[N]int // the order in which nodes are visited, from 1
	low     map[N]int // the lowest index of a node on the stack known to be reachable
	stack   []N       // visited nodes that are not in a component yet
	onStack map[N]bool
	out     [][]N
}

// A visit is a node whose successors are being visited.
type visit[N comparable] struct {
	node N
	rest []N // the successors to come
}

// enter begins the visit of n.
func (w *walk[N]) enter(n N) visit[N] {
	w.index[n] = len(w.index) + 1
	w.low[n] = w.index[n]
	w.stack, w.onStack[n] = append(w.stack, n), true
	return visit[N]{n, w.succs(n)}
}

// visitFrom visits start and what is reachable from it and not visited yet.
func (w *walk[N]) visitFrom(start N) {
	visits := []visit[N]{w.enter(start)}
	for len(visits) > 0 {
		v := &visits[len(visits)-1]
		if len(v.rest) > 0 {
			s := v.rest[0]
			v.rest = v.rest[1:]
			if w.index[s] == 0 {
				visits = append(visits, w.enter(s))
			} else if w.onStack[s] {
				w.low[v.node] = min(w.low[v.node], w.index[s])
			}
			continue
		}
		n := v.node
		if w.low[n] == w.index[n] {
			w.out = append(w.out, w.pop(n))
		}
		visits = visits[:len(visits)-1]
		if len(visits) > 0 {
			p := visits[len(visits)-1].node
			w.low[p] = min(w.low[p], w.low[n])
		}
	}
}

// pop removes the component of n from the stack and returns it. N is the node of
// it that was visited first.
func (w *walk[N]) pop(n N) []N {
	for i := len(w.stack) - 1; ; i-- {
		w.onStack[w.stack[i]] = false
		if w.stack[i] == n {
			c := append([]N(nil), w.stack[i:]...)
			w.stack = w.stack[:i]
			return c
		}
	}
}
