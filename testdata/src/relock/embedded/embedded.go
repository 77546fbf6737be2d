// Package embedded holds second acquires of locks that are reached by promoted
// methods.
package embedded

import "sync"

// A list is its own lock.
type list struct {
	sync.Mutex
	items []string
}

// Len locks the list.
func (l *list) Len() int {
	l.Lock()
	defer l.Unlock()
	return len(l.items)
}

// AddBad acquires by two names what is one lock.
func (l *list) AddBad(s string) {
	l.Lock()
	defer l.Unlock()
	l.Mutex.Lock() // want `relock: l\.Mutex\.Lock\(\) acquires l\.Mutex, which the path holds already`
	l.items = append(l.items, s)
	l.Mutex.Unlock()
}

// LenBad calls a method that locks the list.
func (l *list) LenBad() bool {
	l.Lock()
	defer l.Unlock()
	return l.Len() > 0 // want `relock: l\.Len\(\) acquires l\.Mutex, which the path holds already`
}

// LenOk calls it without the lock.
func (l *list) LenOk(s string) bool {
	l.Lock()
	l.items = append(l.items, s)
	l.Unlock()
	return l.Len() > 1
}

// A queue is a list with a bound. Its methods are those of the list as well.
type queue struct {
	list
	bound int
}

// PushBad calls a promoted method that locks the list in it.
func (q *queue) PushBad(s string) bool {
	q.Lock()
	defer q.Unlock()
	if q.Len() == q.bound { // want `relock: q\.Len\(\) acquires q\..*Mutex, which the path holds already`
		return false
	}
	q.items = append(q.items, s)
	return true
}

// PushOk looks at the list itself.
func (q *queue) PushOk(s string) bool {
	q.Lock()
	defer q.Unlock()
	if len(q.items) == q.bound {
		return false
	}
	q.items = append(q.items, s)
	return true
}

// A ring has a lock of its own beside that of the list which it embeds.
type ring struct {
	*list
	mu   sync.Mutex
	next int
}

// TurnOk has its own lock when it calls the list.
func (r *ring) TurnOk() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next = (r.next + 1) % r.Len()
	return r.next
}

// TurnBad has that of the list, which it embeds by a pointer.
func (r *ring) TurnBad() int {
	r.Lock()
	defer r.Unlock()
	return r.next % r.Len() // want `relock: r\.Len\(\) acquires r\..*Mutex, which the path holds already`
}

// A view reads and writes one list by a lock that it embeds.
type view struct {
	sync.RWMutex
	l []string
}

func (v *view) at(i int) string {
	v.RLock()
	defer v.RUnlock()
	return v.l[i]
}

// SetBad reads as a writer.
func (v *view) SetBad(i, j int) {
	v.Lock()
	v.l[i] = v.at(j) // want `relock: v\.at\(j\) acquires v\.RWMutex, which the path holds already`
	v.Unlock()
}

// SetOk reads before it writes.
func (v *view) SetOk(i, j int) {
	s := v.at(j)
	v.Lock()
	v.l[i] = s
	v.Unlock()
}
