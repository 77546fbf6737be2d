// Package names has locks that are acquired by functions, and reached in all ways: they are
// called what the source calls them.
package names

import "sync"

// A fs is one implementation of a file system.
type fs struct {
	mu    sync.Mutex
	files map[string]int
}

func (f *fs) enter() { f.mu.Lock() }

func (f *fs) leave() { f.mu.Unlock() }

// An impl is what a mount has.
type impl interface{ Root() string }

// Root is that of all.
func (f *fs) Root() string { return "/" }

// A mount has an implementation.
type mount struct {
	sync.Mutex
	impl  impl
	parts []*fs
	byKey map[string]*fs
}

// Impl returns the implementation.
func (m *mount) Impl() impl { return m.impl }

func (m *mount) find(key string) (*fs, bool) {
	f, ok := m.byKey[key]
	return f, ok
}

func (m *mount) grab() { m.Lock() } // want `lockleak: m\.Lock\(\) is never released`

// AssertedBad takes the implementation for what it is.
func (m *mount) AssertedBad() {
	f := m.Impl().(*fs)
	f.enter()
	f.files["a"]++
	f.enter() // want `relock: f\.enter\(\) acquires f\.mu, which the path holds already`
	f.leave()
}

// AssertedOk leaves in between.
func (m *mount) AssertedOk() {
	f := m.Impl().(*fs)
	f.enter()
	f.files["a"]++
	f.leave()
	f.enter()
	f.leave()
}

// CheckedBad takes it for what it is if it is that.
func (m *mount) CheckedBad() {
	f, ok := m.Impl().(*fs)
	if !ok {
		return
	}
	f.enter()
	f.files["a"]++
	f.enter() // want `relock: f\.enter\(\) acquires f\.mu, which the path holds already`
	f.leave()
}

// LiteralBad makes it, in front of a goroutine that has it.
func LiteralBad(names []string) *fs {
	f := &fs{files: make(map[string]int)}
	go func() {
		f.enter()
		f.files["a"]++
		f.enter() // want `relock: f\.enter\(\) acquires f\.mu, which the path holds already`
		f.leave()
	}()
	return f
}

// NewBad makes it with new.
func NewBad(use func(*fs)) {
	f := new(fs)
	use(f)
	f.enter()
	f.files["a"]++
	f.enter() // want `relock: f\.enter\(\) acquires f\.mu, which the path holds already`
	f.leave()
}

// TupleBad has it from a call with several results.
func (m *mount) TupleBad(key string) {
	f, ok := m.find(key)
	if !ok {
		return
	}
	f.enter()
	f.files["a"]++
	f.enter() // want `relock: f\.enter\(\) acquires f\.mu, which the path holds already`
	f.leave()
}

// RangeBad has it from a list.
func (m *mount) RangeBad() {
	for _, part := range m.parts {
		part.enter()
		part.files["a"]++
		part.enter() // want `relock: part\.enter\(\) acquires part\.mu, which the path holds already`
		part.leave()
	}
}

// IndexBad has it from a list, without a name.
func (m *mount) IndexBad(i int) {
	m.parts[i].enter()
	m.parts[i].files["a"]++
	m.parts[i].enter() // want `relock: m\.parts\[i\]\.enter\(\) acquires m\.parts\[i\]\.mu, which the path holds already`
	m.parts[i].leave()
}

// EmbeddedBad has the lock embedded.
func (m *mount) EmbeddedBad() {
	m.grab()
	m.parts = nil
	m.grab() // want `relock: m\.grab\(\) acquires m\.Mutex, which the path holds already`
	m.Unlock()
}

// DirectBad names it as the call does.
func (m *mount) DirectBad() {
	m.Lock()
	m.parts = nil
	m.Lock() // want `relock: m\.Lock\(\) acquires m, which the path holds already`
	m.Unlock()
}
