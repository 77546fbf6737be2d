// Package generic holds second acquires by functions and types with type
// parameters.
package generic

import (
	"cmp"
	"sync"
)

// A box has a value, and those that it had before.
type box[T any] struct {
	mu   sync.Mutex
	v    T
	past []T
}

// Get locks the box.
func (b *box[T]) Get() T {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.v
}

// SwapBad gets the value with the lock.
func (b *box[T]) SwapBad(v T) T {
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.Get() // want `relock: b\.Get\(\) acquires b\.mu, which the path holds already`
	b.v = v
	return old
}

// SwapOk has the value itself.
func (b *box[T]) SwapOk(v T) T {
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.v
	b.v = v
	return old
}

// read locks any box.
func read[T any](b *box[T]) T {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.v
}

// ReadBad reads a box that it has locked.
func ReadBad(b *box[string]) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.past = append(b.past, read(b)) // want `relock: read\(b\) acquires b\.mu, which the path holds already`
	return b.past[0]
}

// ReadOk reads another one.
func ReadOk(b, o *box[string]) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.past = append(b.past, read(o))
	return b.past[0]
}

// greater locks both boxes, one behind the other.
func greater[T cmp.Ordered](a, b *box[T]) T {
	return max(read(a), read(b))
}

// GreaterBad has locked the second one.
func GreaterBad(a, b *box[int]) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.v = greater(a, b) // want `relock: greater\(a, b\) acquires b\.mu, which the path holds already`
}

// GreaterOk has locked a third one.
func GreaterOk(a, b, c *box[int]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.v = greater(a, b)
}

// locked is a lock by its methods.
type locked interface {
	Lock()
	Unlock()
}

// within calls f with l.
func within[L locked](l L, f func()) {
	l.Lock()
	defer l.Unlock()
	f()
}

// FN_Within acquires what the function acquires for it: a lock of a type parameter's type is not one of package
// sync.
func FN_Within(b *box[int]) {
	b.mu.Lock()
	defer b.mu.Unlock()
	within(&b.mu, func() { b.v++ })
}

// WithinOk leaves that to the function.
func WithinOk(b *box[int]) {
	within(&b.mu, func() { b.v++ })
}
