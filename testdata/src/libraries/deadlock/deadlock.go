// Package deadlock uses github.com/sasha-s/go-deadlock.
package deadlock

import "github.com/sasha-s/go-deadlock"

type registry struct {
	mu    deadlock.Mutex
	names deadlock.RWMutex
	ids   map[string]int
}

// PlainOk unlocks on both exits.
func (r *registry) PlainOk(name string) int {
	r.mu.Lock()
	if id, ok := r.ids[name]; ok {
		r.mu.Unlock()
		return id
	}
	r.ids[name] = len(r.ids)
	r.mu.Unlock()
	return len(r.ids) - 1
}

// PlainBad lacks one line of PlainOk.
func (r *registry) PlainBad(name string) int {
	r.mu.Lock() // want `lockleak: r\.mu\.Lock\(\) .* returns`
	if id, ok := r.ids[name]; ok {
		return id
	}
	r.ids[name] = len(r.ids)
	r.mu.Unlock()
	return len(r.ids) - 1
}

// TryOk has nothing where the attempt failed.
func (r *registry) TryOk(name string) bool {
	if !r.mu.TryLock() {
		return false
	}
	defer r.mu.Unlock()
	delete(r.ids, name)
	return true
}

// TryBad keeps the lock of an empty table.
func (r *registry) TryBad(name string) bool {
	if !r.mu.TryLock() { // want `lockleak: r\.mu\.TryLock\(\) .* returns`
		return false
	}
	if len(r.ids) == 0 {
		return false
	}
	delete(r.ids, name)
	r.mu.Unlock()
	return true
}

// ReaderOk defers the release of a reader.
func (r *registry) ReaderOk(name string) int {
	r.names.RLock()
	defer r.names.RUnlock()
	return r.ids[name]
}

// ReaderBad returns early as a reader.
func (r *registry) ReaderBad(name string) int {
	r.names.RLock() // want `lockleak: r\.names\.RLock\(\) .* returns`
	id, ok := r.ids[name]
	if !ok {
		return -1
	}
	r.names.RUnlock()
	return id
}

// TryReaderOk has nothing where the attempt failed.
func (r *registry) TryReaderOk(name string) int {
	if !r.names.TryRLock() {
		return -1
	}
	defer r.names.RUnlock()
	return r.ids[name]
}

// TryReaderBad returns early as a reader.
func (r *registry) TryReaderBad(name string) int {
	if !r.names.TryRLock() { // want `lockleak: r\.names\.TryRLock\(\) .* returns`
		return -1
	}
	id, ok := r.ids[name]
	if !ok {
		return -1
	}
	r.names.RUnlock()
	return id
}

// WriterOk defers the release of a writer.
func (r *registry) WriterOk(name string) {
	r.names.Lock()
	defer r.names.Unlock()
	delete(r.ids, name)
}

// WriterBad returns early as a writer.
func (r *registry) WriterBad(name string) {
	r.names.Lock() // want `lockleak: r\.names\.Lock\(\) .* returns`
	if r.ids == nil {
		return
	}
	delete(r.ids, name)
	r.names.Unlock()
}

// RLockerOk reads through the reader as a lock.
func (r *registry) RLockerOk(name string) int {
	l := r.names.RLocker()
	l.Lock()
	defer l.Unlock()
	return r.ids[name]
}

// RLockerBad returns early with it.
func (r *registry) RLockerBad(name string) int {
	l := r.names.RLocker()
	l.Lock() // want `lockleak: l\.Lock\(\) .* returns`
	id, ok := r.ids[name]
	if !ok {
		return -1
	}
	l.Unlock()
	return id
}
