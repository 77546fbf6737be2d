// Package generic uses generic types and functions of package low.
package generic

import (
	"errors"
	"sync"

	"fixtures/low"
)

var errEmpty = errors.New("empty")

type id int

type pair struct {
	left  low.Box[string]
	right low.Box[[]byte]
	users low.Striped[id, string]
	mu    sync.Mutex
	rw    sync.RWMutex
	n     int
}

// BoxOk takes a box of strings.
func (p *pair) BoxOk() string {
	s := p.left.Take()
	if s == "" {
		p.left.Drop()
		return ""
	}
	p.left.Give(s + "!")
	return s
}

// BoxBad keeps an empty one.
func (p *pair) BoxBad() string {
	s := p.left.Take() // want `lockleak: p\.left\.Take\(\) .* returns`
	if s == "" {
		return ""
	}
	p.left.Give(s + "!")
	return s
}

// TryOk is told by the second result.
func (p *pair) TryOk() []byte {
	b, ok := p.right.TryTake()
	if !ok {
		return nil
	}
	defer p.right.Drop()
	return append([]byte(nil), b...)
}

// TryBad returns where there are no bytes.
func (p *pair) TryBad() []byte {
	b, ok := p.right.TryTake() // want `lockleak: p\.right\.TryTake\(\) .* returns`
	if !ok || len(b) == 0 {
		return nil
	}
	p.right.Give(b[1:])
	return b
}

// GenericOk is generic itself.
func GenericOk[T comparable](b *low.Box[T], want T) bool {
	v := b.Take()
	if v != want {
		b.Drop()
		return false
	}
	b.Drop()
	return true
}

// GenericBad is generic, and keeps the box.
func GenericBad[T comparable](b *low.Box[T], want T) bool {
	v := b.Take() // want `lockleak: b\.Take\(\) .* returns`
	if v != want {
		return false
	}
	b.Drop()
	return true
}

// TwoOk takes two boxes by one function.
func (p *pair) TwoOk(f func(string, []byte) error) error {
	s, b := low.TakeTwo(&p.left, &p.right)
	if err := f(s, b); err != nil {
		low.DropTwo(&p.left, &p.right)
		return err
	}
	low.DropTwo(&p.left, &p.right)
	return nil
}

// TwoBad gives only one of them back where f fails.
func (p *pair) TwoBad(f func(string, []byte) error) error {
	s, b := low.TakeTwo(&p.left, &p.right) // want `lockleak: low\.TakeTwo\(&p\.left, &p\.right\) .* returns`
	if err := f(s, b); err != nil {
		p.left.Drop()
		return err
	}
	low.DropTwo(&p.left, &p.right)
	return nil
}

// UpdateOk is a section of its own.
func (p *pair) UpdateOk() {
	low.Update(&p.left, func(s string) string { return s + "." })
	s := p.left.Take()
	p.left.Give(s)
}

// UpdateInsideBad takes the box again.
func (p *pair) UpdateInsideBad() {
	p.left.Take()
	low.Update(&p.left, func(s string) string { return s + "." }) // want `relock: low\.Update\(.* acquires p\.left\.mu, which the path holds already`
	p.left.Drop()
}

// AnyOk takes locks of two types.
func (p *pair) AnyOk(f func() error) error {
	low.EnterAny(&p.mu)
	low.EnterAny(&p.rw)
	err := f()
	low.LeaveAny(&p.rw)
	low.LeaveAny(&p.mu)
	return err
}

// AnyBad returns with the first.
func (p *pair) AnyBad(f func() error) error {
	low.EnterAny(&p.mu) // want `lockleak: low\.EnterAny\(&p\.mu\) .* returns`
	if err := f(); err != nil {
		return err
	}
	low.LeaveAny(&p.mu)
	return nil
}

// AnyMixOk gives back by the method of the lock.
func (p *pair) AnyMixOk() {
	low.EnterAny(&p.rw)
	p.n++
	p.rw.Unlock()
}

// AnyReaderOk takes the reader's side.
func (p *pair) AnyReaderOk() int {
	l := p.rw.RLocker()
	low.EnterAny(l)
	n := p.n
	low.LeaveAny(l)
	return n
}

// StripedOk takes the stripe of a key.
func (p *pair) StripedOk(k id) {
	v := p.users.Fetch(k)
	p.users.Store(k, v+"!")
}

// StripedBad keeps the stripe of a key without a value.
func (p *pair) StripedBad(k id) {
	v := p.users.Fetch(k) // want `lockleak: p\.users\.Fetch\(k\) .* returns`
	if v == "" {
		return
	}
	p.users.Store(k, v+"!")
}

// A cache has an embedded generic type.
type cache[V any] struct {
	low.Box[map[string]V]
	hits int
}

// EmbeddedOk takes what it embeds.
func (c *cache[V]) EmbeddedOk(key string) (V, bool) {
	m := c.Take()
	defer c.Drop()
	v, ok := m[key]
	return v, ok
}

// EmbeddedBad keeps it where the key is there.
func (c *cache[V]) EmbeddedBad(key string) (v V) {
	m := c.Take() // want `lockleak: c\.Take\(\) .* returns`
	if v, ok := m[key]; ok {
		c.hits++
		return v
	}
	c.Drop()
	return v
}

// PointerOk has its box by a constraint.
func PointerOk[B interface {
	Take() int
	Drop()
}](b B) error {
	n := b.Take()
	if n == 0 {
		b.Drop()
		return errEmpty
	}
	b.Drop()
	return nil
}
