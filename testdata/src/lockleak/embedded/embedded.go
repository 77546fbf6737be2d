// Package embedded holds mutexes that are embedded, promoted, and partly
// overridden.
package embedded

import (
	"errors"
	"sync"
)

var errMissing = errors.New("missing")

type counter struct {
	sync.Mutex
	n int
}

type index struct {
	sync.RWMutex
	m map[string]int
}

type pointed struct {
	*sync.Mutex
	n int
}

type base struct{ sync.Mutex }

type middle struct {
	base
	name string
}

type top struct {
	*middle
	n int
}

type anyLocker struct {
	sync.Locker
	n int
}

type syncMap[K comparable, V any] struct {
	sync.RWMutex
	m map[K]V
}

type pending syncMap[string, int]

// MutexOk releases a promoted mutex on both exits.
func (c *counter) MutexOk(n int) error {
	c.Lock()
	if c.n < n {
		c.Unlock()
		return errMissing
	}
	c.n -= n
	c.Unlock()
	return nil
}

// MutexBad lacks one line of MutexOk.
func (c *counter) MutexBad(n int) error {
	c.Lock() // want `lockleak: c\.Lock\(\) .* returns`
	if c.n < n {
		return errMissing
	}
	c.n -= n
	c.Unlock()
	return nil
}

// ExplicitOk enters by the promoted method and leaves by the field.
func (c *counter) ExplicitOk() {
	c.Lock()
	c.n++
	c.Mutex.Unlock()
}

// ExplicitBad forgets its early return, whatever the names.
func (c *counter) ExplicitBad() {
	c.Mutex.Lock() // want `lockleak: c\.Mutex\.Lock\(\) .* returns`
	if c.n == 0 {
		return
	}
	c.n--
	c.Unlock()
}

// AgainBad enters twice where it meant to leave.
func (c *counter) AgainBad() {
	c.Lock()
	if c.n == 0 {
		c.Lock() // want `deferlock: c\.Lock\(\) acquires c again, and nothing releases it after that`
		return
	}
	c.n--
	c.Unlock()
}

// ReaderOk releases a promoted reader on both exits.
func (x *index) ReaderOk(key string) (int, error) {
	x.RLock()
	v, ok := x.m[key]
	if !ok {
		x.RUnlock()
		return 0, errMissing
	}
	x.RUnlock()
	return v, nil
}

// ReaderBad lacks one line of ReaderOk.
func (x *index) ReaderBad(key string) (int, error) {
	x.RLock() // want `lockleak: x\.RLock\(\) .* returns`
	v, ok := x.m[key]
	if !ok {
		return 0, errMissing
	}
	x.RUnlock()
	return v, nil
}

// WrongReleaseBad releases a promoted reader as a writer on one exit.
func (x *index) WrongReleaseBad(key string) (int, error) {
	x.RLock()
	v, ok := x.m[key]
	if !ok {
		x.Unlock() // want `badunlock: x\.Unlock\(\) releases x in the mode in which it is not held`
		return 0, errMissing
	}
	x.RUnlock()
	return v, nil
}

// PointerOk releases a mutex embedded by pointer on both exits.
func (p pointed) PointerOk() int {
	p.Lock()
	if p.n == 0 {
		p.Unlock()
		return -1
	}
	n := p.n
	p.Unlock()
	return n
}

// PointerBad lacks one line of PointerOk.
func (p pointed) PointerBad() int {
	p.Lock() // want `lockleak: p\.Lock\(\) .* returns`
	if p.n == 0 {
		return -1
	}
	n := p.n
	p.Unlock()
	return n
}

// TwoLevelsOk names the same mutex in two ways.
func (t *top) TwoLevelsOk() {
	t.Lock()
	t.n++
	t.middle.base.Mutex.Unlock()
}

// TwoLevelsBad returns from a section of a mutex two levels down.
func (t *top) TwoLevelsBad() {
	t.Lock() // want `lockleak: t\.Lock\(\) .* returns`
	if t.name == "" {
		return
	}
	t.n++
	t.Unlock()
}

// InterfaceOk releases an embedded interface on both exits.
func (a *anyLocker) InterfaceOk(n int) error {
	a.Lock()
	if a.n < n {
		a.Unlock()
		return errMissing
	}
	a.n = n
	a.Unlock()
	return nil
}

// InterfaceBad lacks one line of InterfaceOk.
func (a *anyLocker) InterfaceBad(n int) error {
	a.Lock() // want `lockleak: a\.Lock\(\) .* returns`
	if a.n < n {
		return errMissing
	}
	a.n = n
	a.Unlock()
	return nil
}

// GenericOk works on a type defined from an instance of a generic struct.
func (p *pending) GenericOk() int {
	p.RLock()
	defer p.RUnlock()
	return len(p.m)
}

// GenericBad returns early from a section of GenericOk's type.
func (p *pending) GenericBad(key string) int {
	p.RLock() // want `lockleak: p\.RLock\(\) .* returns`
	v, ok := p.m[key]
	if !ok {
		return -1
	}
	p.RUnlock()
	return v
}

// A sorted index overrides one of the promoted methods: it sorts before it
// lets others in.
type sorted struct {
	sync.RWMutex
	keys []string
	from map[string]int
}

func (s *sorted) rebuild() {
	s.keys = s.keys[:0]
	for k := range s.from {
		s.keys = append(s.keys, k)
	}
}

// Unlock rebuilds the index and then unlocks it.
func (s *sorted) Unlock() {
	defer s.RWMutex.Unlock()
	s.rebuild()
}

type catalog struct{ idx sorted }

// OverriddenOk enters by the promoted method and leaves by the overriding one.
func (c *catalog) OverriddenOk(key string) error {
	c.idx.Lock()
	if _, ok := c.idx.from[key]; ok {
		c.idx.Unlock()
		return errMissing
	}
	c.idx.from[key] = 1
	c.idx.Unlock()
	return nil
}

// OverriddenReaderOk does not touch the overriding method.
func (c *catalog) OverriddenReaderOk() int {
	c.idx.RLock()
	defer c.idx.RUnlock()
	return len(c.idx.keys)
}

// OverriddenReaderBad does not touch the overriding method, and returns early.
func (c *catalog) OverriddenReaderBad() string {
	c.idx.RLock() // want `lockleak: c\.idx\.RLock\(\) .* returns`
	if len(c.idx.keys) == 0 {
		return ""
	}
	first := c.idx.keys[0]
	c.idx.RUnlock()
	return first
}

// OverriddenBad lacks one line of OverriddenOk.
func (c *catalog) OverriddenBad(key string) error {
	c.idx.Lock() // want `lockleak: c\.idx\.Lock\(\) .* returns`
	if _, ok := c.idx.from[key]; ok {
		return errMissing
	}
	c.idx.from[key] = 1
	c.idx.Unlock()
	return nil
}

var registry = struct {
	sync.Mutex
	names []string
}{}

// GlobalOk releases the mutex of an anonymous global struct on both exits.
func GlobalOk(name string) {
	registry.Lock()
	if name == "" {
		registry.Unlock()
		return
	}
	registry.names = append(registry.names, name)
	registry.Unlock()
}

// GlobalBad lacks one line of GlobalOk.
func GlobalBad(name string) {
	registry.Lock() // want `lockleak: registry\.Lock\(\) .* returns`
	if name == "" {
		return
	}
	registry.names = append(registry.names, name)
	registry.Unlock()
}

// LocalBad forgets the mutex of an anonymous local struct in a goroutine.
func LocalBad(jobs []func() (int, error)) int {
	var sum struct {
		sync.Mutex
		n int
	}
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() {
			n, err := job()
			sum.Lock() // want `lockleak: sum\.Lock\(\) .* returns`
			if err != nil {
				return
			}
			sum.n += n
			sum.Unlock()
		})
	}
	wg.Wait()
	return sum.n
}
