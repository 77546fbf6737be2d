// Package empty holds critical sections with nothing in them.
package empty

import "sync"

type group struct {
	sync.RWMutex
	members map[int][]int
	names   []string
	closed  bool
	wake    chan struct{}
}

// HasBad reads the map behind the section.
func (g *group) HasBad(id int) bool {
	g.RLock()
	g.RUnlock() // want `deferlock: g\.RUnlock\(\) follows the acquire at once, and g\.members is used after it; defer it`
	m := g.members[id]
	return len(m) > 0
}

// AddBad writes the slice behind the section.
func (g *group) AddBad(name string) {
	g.Lock()
	g.Unlock() // want `deferlock: g\.Unlock\(\) follows the acquire at once, and g\.names is used`
	if name != "" {
		g.names = append(g.names, name)
	}
}

// HasOk has the defer.
func (g *group) HasOk(id int) bool {
	g.RLock()
	defer g.RUnlock()
	return len(g.members[id]) > 0
}

// BarrierOk waits until those inside have left.
func (g *group) BarrierOk() {
	g.closed = true
	g.Lock()
	g.Unlock()
	close(g.wake)
}

// TwiceOk waits first, and has a section of its own then.
func (g *group) TwiceOk(id int) {
	g.Lock()
	g.Unlock()
	<-g.wake
	g.Lock()
	delete(g.members, id)
	g.Unlock()
}

// OtherOk uses the map of another object.
func (g *group) OtherOk(h *group, id int) int {
	g.Lock()
	g.Unlock()
	return len(h.members[id])
}

// BeforeOk uses the map before the section only.
func (g *group) BeforeOk(id int) int {
	n := len(g.members[id])
	g.Lock()
	g.Unlock()
	return n
}

// ReadOk reads a flag in the section, and the map without it.
func (g *group) ReadOk(id int) bool {
	g.RLock()
	closed := g.closed
	g.RUnlock()
	return !closed && len(g.members[id]) > 0
}

type nested struct {
	mu   sync.Mutex
	next *nested
	all  []int
}

// NextOk reads a pointer in the section.
func (n *nested) NextOk() int {
	n.mu.Lock()
	next := n.next
	n.mu.Unlock()
	if next == nil {
		return len(n.all)
	}
	return len(next.all)
}

type unlocker interface{ Unlock() }

type guard struct{ f func() }

func (g *guard) Unlock() { g.f() }

type store struct {
	lk sync.RWMutex
	m  map[string]int
}

// PinLock returns what releases.
func (s *store) PinLock() unlocker {
	s.lk.RLock()
	return &guard{s.lk.RUnlock}
}

// AddAllBad releases the guard at once.
func AddAllBad(s *store, names []string) {
	s.PinLock().Unlock() // want `deferlock: s\.PinLock\(\)\.Unlock\(\) follows the acquire at once, and s\.m is used`
	for i, n := range names {
		s.m[n] = i
	}
}

// AddAllOk defers it.
func AddAllOk(s *store, names []string) {
	defer s.PinLock().Unlock()
	for i, n := range names {
		s.m[n] = i
	}
}
