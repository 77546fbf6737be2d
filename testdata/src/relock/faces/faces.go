// Package faces holds second acquires by methods of interfaces.
package faces

import "sync"

// A counter counts; the package has one kind of it.
type counter interface {
	add(n int)
	total() int
	merge(o counter)
}

// A safeCounter may be used by several goroutines.
type safeCounter struct {
	mu sync.Mutex
	n  int
}

func (s *safeCounter) add(n int) {
	s.mu.Lock()
	s.n += n
	s.mu.Unlock()
}

func (s *safeCounter) total() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *safeCounter) merge(o counter) {
	n := o.total()
	s.mu.Lock()
	s.n += n
	s.mu.Unlock()
}

func newCounter() counter { return &safeCounter{} }

// FN_AsFace calls, by the interface, what locks the counter that it has locked: the lock of a value in an interface
// has another name.
func (s *safeCounter) FN_AsFace() {
	var c counter = s
	s.mu.Lock()
	defer s.mu.Unlock()
	c.add(1)
}

// AsFaceOk calls it without the lock.
func (s *safeCounter) AsFaceOk() {
	var c counter = s
	c.add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

// A meter has a counter, and a lock of its own.
type meter struct {
	mu    sync.Mutex
	c     counter
	peaks []int
}

// PeakOk calls a counter, which has another lock, with its own.
func (m *meter) PeakOk() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.peaks = append(m.peaks, m.c.total())
}

// A source is what a meter reads; the package has two kinds.
type source interface{ read() int }

type fixed int

func (f fixed) read() int { return int(f) }

func (m *meter) read() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.peaks)
}

// OtherKindOk reads a source, which may be of the kind that has no lock.
func (m *meter) OtherKindOk(s source) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.peaks = append(m.peaks, s.read())
}

// A store is locked by its users; the package has one kind.
type store interface {
	Lock()
	Unlock()
	flush() error
}

type fileStore struct {
	mu    sync.Mutex
	dirty int
}

func (f *fileStore) Lock()   { f.mu.Lock() }
func (f *fileStore) Unlock() { f.mu.Unlock() }

func (f *fileStore) flush() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dirty = 0
	return nil
}

// FN_Flush flushes a store that it has locked: an interface with Lock and Unlock is a lock of another name.
func FN_Flush(s store) error {
	s.Lock()
	defer s.Unlock()
	return s.flush()
}

// FlushOk gives it back before.
func FlushOk(s store) error {
	s.Lock()
	println("flush")
	s.Unlock()
	return s.flush()
}

// A journal is used between begin and end; the package has one kind.
type journal interface {
	begin()
	end()
	append(string)
	len() int
}

type fileJournal struct {
	mu    sync.Mutex
	lines []string
}

func (f *fileJournal) begin()          { f.mu.Lock() }
func (f *fileJournal) end()            { f.mu.Unlock() }
func (f *fileJournal) append(s string) { f.lines = append(f.lines, s) }

func (f *fileJournal) len() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.lines)
}

// FN_Journal asks for the length in between: what all implementations take is not known of the method.
func FN_Journal(j journal, s string) int {
	j.begin()
	defer j.end()
	j.append(s)
	return j.len()
}

// JournalOk asks for it behind the end.
func JournalOk(j journal, s string) int {
	j.begin()
	j.append(s)
	j.end()
	return j.len()
}

// LockerOk acquires two lockers that nobody says are one.
func LockerOk(a, b sync.Locker) {
	a.Lock()
	defer a.Unlock()
	b.Lock()
	defer b.Unlock()
	println("both")
}

// A registry keeps names under a lock that its maker chooses.
type registry struct {
	guard sync.Locker
	names map[string]int
}

// RegisterBad acquires the guard again for the count: whatever the maker has chosen, a
// Locker says by its name that it excludes.
func (r *registry) RegisterBad(name string) int {
	r.guard.Lock()
	defer r.guard.Unlock()
	r.names[name]++
	r.guard.Lock() // want `relock: `
	n := len(r.names)
	r.guard.Unlock()
	return n
}

// RegisterOk counts under the first one.
func (r *registry) RegisterOk(name string) int {
	r.guard.Lock()
	defer r.guard.Unlock()
	r.names[name]++
	return len(r.names)
}
