// Package scc finds the strongly connected components of a graph.
package scc

import "iter"

// Components returns the strongly connected components of the graph of nodes
// and what can be reached from them, those that others lead to first (Tarjan,
// SIAM J. Comput. 1972). The result depends on nothing but the order of nodes
// and successors. It works without recursion, since graphs can be deep.
func Components[N comparable](nodes iter.Seq[N], succs func(N) []N) [][]N {
	w := walk[N]{succs: succs, index: make(map[N]int), low: make(map[N]int), onStack: make(map[N]bool)}
	for n := range nodes {
		if w.index[n] == 0 {
			w.from(n)
		}
	}
	return w.out
}

// A walk is a depth-first search under way.
type walk[N comparable] struct {
	succs      func(N) []N
	index, low map[N]int
	onStack    map[N]bool
	stack      []N
	out        [][]N
}

// A visit is a node whose successors are being looked at.
type visit[N comparable] struct {
	node N
	rest []N
}

func (w *walk[N]) enter(n N) visit[N] {
	w.index[n] = len(w.index) + 1
	w.low[n] = w.index[n]
	w.stack, w.onStack[n] = append(w.stack, n), true
	return visit[N]{n, w.succs(n)}
}

func (w *walk[N]) from(start N) {
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

// pop takes the component of n off the stack.
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
