// Package others holds two locks that are not the same one.
package others

import "sync"

// A node of a tree, or of a list.
type node struct {
	mu       sync.Mutex
	key      int
	next     *node
	parent   *node
	children []*node
}

// weight locks the node.
func (n *node) weight() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.key
}

// ParentOk has the lock of the node and that of its parent.
func (n *node) ParentOk() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.parent.mu.Lock()
	defer n.parent.mu.Unlock()
	return n.key - n.parent.key
}

// ParentBad has that of its parent twice.
func (n *node) ParentBad() int {
	n.parent.mu.Lock()
	defer n.parent.mu.Unlock()
	return n.parent.weight() // want `relock: n\.parent\.weight\(\) acquires n\.parent\.mu, which the path holds already`
}

// ParentCallOk calls what locks its parent.
func (n *node) ParentCallOk() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.key + n.parent.weight()
}

// ChildrenOk calls what locks its children.
func (n *node) ChildrenOk() (sum int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range n.children {
		sum += c.weight()
	}
	return sum
}

// ChildrenBad calls what locks the node itself.
func (n *node) ChildrenBad() (sum int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for range n.children {
		sum += n.weight() // want `relock: n\.weight\(\) acquires n\.mu, which the path holds already`
	}
	return sum
}

// ChildrenLocksOk acquires each child, and releases them all.
func (n *node) ChildrenLocksOk() {
	n.mu.Lock()
	for _, c := range n.children {
		c.mu.Lock()
	}
	n.children = nil
	for _, c := range n.children {
		c.mu.Unlock()
	}
	n.mu.Unlock()
}

// HandOverHandOk has the lock of the next node before it releases the one before.
func HandOverHandOk(first *node, key int) bool {
	n := first
	n.mu.Lock()
	for n.key < key {
		next := n.next
		if next == nil {
			break
		}
		next.mu.Lock()
		n.mu.Unlock()
		n = next
	}
	found := n.key == key
	n.mu.Unlock()
	return found
}

// HandOverHandBad does not go on to the next node.
func HandOverHandBad(first *node, key int) bool {
	n := first
	n.mu.Lock()
	for n.key < key {
		if n.next == nil {
			break
		}
		n.mu.Lock() // want `relock: n\.mu\.Lock\(\) acquires n\.mu, which the path holds already`
		n = n.next
	}
	found := n.key == key
	n.mu.Unlock()
	return found
}

// ReplacedOk has another node in its variable when it acquires.
func ReplacedOk(n *node) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n = n.next
	n.mu.Lock()
	n.key++
	n.mu.Unlock()
}

// A table has a current node.
type table struct {
	current *node
	old     []*node
}

// grow puts another node in place of the current one.
func (t *table) grow() {
	t.old = append(t.old, t.current)
	t.current = &node{parent: t.current}
}

// ReplacedByCallOk has another node when what it calls has run.
func (t *table) ReplacedByCallOk() {
	old := t.current
	t.current.mu.Lock()
	t.grow()
	t.current.mu.Lock()
	t.current.key = 1
	t.current.mu.Unlock()
	old.mu.Unlock()
}

// ReplacedFieldOk puts another node there itself.
func (t *table) ReplacedFieldOk(n *node) {
	old := t.current
	old.mu.Lock()
	defer old.mu.Unlock()
	t.current = n
	t.current.mu.Lock()
	t.current.key = old.key
	t.current.mu.Unlock()
}

// FreshOk locks a node that nobody else knows.
func (n *node) FreshOk() *node {
	n.mu.Lock()
	defer n.mu.Unlock()
	c := &node{parent: n}
	c.mu.Lock()
	defer c.mu.Unlock()
	n.children = append(n.children, c)
	return c
}

// move locks both nodes, in the order of their keys.
func move(a, b *node) {
	if a.key > b.key {
		a, b = b, a
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next, a.next = a.next, nil
}

// MoveOk has neither.
func MoveOk(a, b *node) { move(a, b) }

// TwoOk acquires two arguments, which may be one at run time.
func TwoOk(a, b *node) {
	a.mu.Lock()
	defer a.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	a.key, b.key = b.key, a.key
}

// SelfBad passes itself twice to what acquires both.
func (n *node) SelfBad() {
	n.mu.Lock()
	defer n.mu.Unlock()
	TwoOk(n, n.next) // want `relock: TwoOk\(n, n\.next\) acquires n\.mu, which the path holds already`
}

// A shard is one of several parts, each with its lock.
type shard struct {
	mu sync.Mutex
	m  map[string]int
}

// ShardsOk has the locks of two elements.
func ShardsOk(shards []shard, i, j int, key string) {
	shards[i].mu.Lock()
	defer shards[i].mu.Unlock()
	shards[j].mu.Lock()
	defer shards[j].mu.Unlock()
	shards[j].m[key] = shards[i].m[key]
}

// ShardsBad has that of one element twice.
func ShardsBad(shards []shard, i, j int, key string) {
	shards[i].mu.Lock()
	defer shards[i].mu.Unlock()
	v := shards[i].m[key]
	shards[i].mu.Lock() // want `relock: shards\[i\]\.mu\.Lock\(\) acquires shards\[i\]\.mu, which the path holds already`
	defer shards[i].mu.Unlock()
	shards[j].m[key] = v
}
