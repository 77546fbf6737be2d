package low

import "sync"

// A Box has a value of any type.
type Box[T any] struct {
	mu    sync.Mutex
	v     T
	valid bool
}

// Take takes the box, and returns what is in it.
func (b *Box[T]) Take() T {
	b.mu.Lock()
	return b.v
}

// Give puts v into the box, and gives it back.
func (b *Box[T]) Give(v T) {
	b.v, b.valid = v, true
	b.mu.Unlock()
}

// Drop gives the box back.
func (b *Box[T]) Drop() { b.mu.Unlock() }

// TryTake takes the box if there is something in it.
func (b *Box[T]) TryTake() (T, bool) {
	b.mu.Lock()
	if !b.valid {
		b.mu.Unlock()
		var zero T
		return zero, false
	}
	return b.v, true
}

// Update is a whole section.
func Update[T any](b *Box[T], fn func(T) T) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.v = fn(b.v)
}

// TakeTwo takes two boxes.
func TakeTwo[A, B any](a *Box[A], b *Box[B]) (A, B) {
	return a.Take(), b.Take()
}

// DropTwo gives two boxes back.
func DropTwo[A, B any](a *Box[A], b *Box[B]) {
	b.Drop()
	a.Drop()
}

// EnterAny takes any lock.
func EnterAny[L sync.Locker](l L) { l.Lock() }

// LeaveAny gives any lock back.
func LeaveAny[L sync.Locker](l L) { l.Unlock() }

// Striped has a lock for each of several values.
type Striped[K ~int, V any] struct {
	mus  [8]sync.Mutex
	vals map[K]V
}

// Fetch takes the stripe of a key.
func (s *Striped[K, V]) Fetch(k K) V {
	s.mus[int(k)%8].Lock()
	return s.vals[k]
}

// Store puts the value there, and gives the stripe of the key back.
func (s *Striped[K, V]) Store(k K, v V) {
	s.vals[k] = v
	s.mus[int(k)%8].Unlock()
}
