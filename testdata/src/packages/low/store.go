// Package low defines types with locks, and functions that acquire and release
// them for other packages.
package low

import (
	"errors"
	"hash/fnv"
	"runtime"
	"sync"
)

// The errors of this package.
var (
	ErrClosed = errors.New("closed")
	ErrBusy   = errors.New("busy")
)

// A Row has a lock of its own.
type Row struct {
	mu   sync.Mutex
	Name string
	N    int
}

// Done gives the row back.
func (r *Row) Done() { r.mu.Unlock() }

// NewPinned returns a row that nobody else can have before Done.
func NewPinned(name string) *Row {
	r := &Row{Name: name}
	r.mu.Lock()
	return r
}

// A Store has rows and stripes.
type Store struct {
	mu      sync.RWMutex
	rows    map[string]int
	byName  map[string]*Row
	locks   [16]sync.Mutex
	stripes []*sync.Mutex
	queue   chan func()
	done    chan struct{}
	hooks   struct{ reserve, giveUp func() }
	gen     int
	failed  int
	closed  bool
}

// NewStore returns an empty store.
func NewStore() *Store { return &Store{rows: make(map[string]int)} }

// Start takes the store.
func (s *Store) Start() {
	s.mu.Lock()
	s.gen++
}

// End gives the store back.
func (s *Store) End() {
	s.gen++
	s.mu.Unlock()
}

// TryStart takes the store if it is free and not closed.
func (s *Store) TryStart() bool {
	if !s.mu.TryLock() {
		return false
	}
	if s.closed {
		s.mu.Unlock()
		return false
	}
	return true
}

// Open takes the store unless it is closed.
func (s *Store) Open() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return ErrClosed
	}
	return nil
}

// Peek returns a value, and stays in the store if it is there.
func (s *Store) Peek(key string) (int, bool) {
	s.mu.RLock()
	n, ok := s.rows[key]
	if !ok {
		s.mu.RUnlock()
		return 0, false
	}
	return n, true
}

// EndPeek ends what Peek began.
func (s *Store) EndPeek() { s.mu.RUnlock() }

// Find returns the row called name, taken, or nil.
func (s *Store) Find(name string) *Row {
	r := s.byName[name]
	if r == nil {
		return nil
	}
	r.mu.Lock()
	return r
}

// Finish counts the error, gives the store back and returns the error.
func (s *Store) Finish(err error) error {
	if err != nil {
		s.failed++
	}
	s.mu.Unlock()
	return err
}

// FailIf gives the store back if there is an error, which it returns.
func (s *Store) FailIf(err error) error {
	if err != nil {
		s.failed++
		s.mu.Unlock()
		return err
	}
	return nil
}

// Yield lets others have the store for a moment.
func (s *Store) Yield() {
	s.mu.Unlock()
	runtime.Gosched()
	s.mu.Lock()
}

// Pause lets others have the store for a moment, and does not come back if it is closed then.
func (s *Store) Pause() bool {
	s.mu.Unlock()
	runtime.Gosched()
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return false
	}
	return true
}

// Await comes back in any case, and says whether the store is closed.
func (s *Store) Await(ready <-chan struct{}) error {
	s.mu.Unlock()
	<-ready
	s.mu.Lock()
	if s.closed {
		return ErrClosed
	}
	return nil
}

// PutLocked needs the store.
func (s *Store) PutLocked(key string, n int) error {
	if s.closed {
		return ErrClosed
	}
	s.rows[key] = n
	return nil
}

// CompactLocked needs the store, and lets others have it between rows.
func (s *Store) CompactLocked() {
	for key, n := range s.rows {
		if n == 0 {
			delete(s.rows, key)
			s.mu.Unlock()
			runtime.Gosched()
			s.mu.Lock()
		}
	}
}

// Upgrade makes a reader a writer.
func (s *Store) Upgrade() {
	s.mu.RUnlock()
	s.mu.Lock()
}

// Put is a whole section.
func (s *Store) Put(key string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[key] = n
}

// LockIf takes the store if there is need.
func (s *Store) LockIf(need bool) {
	if need {
		s.mu.Lock()
	}
}

// UnlockIf gives back what LockIf has taken.
func (s *Store) UnlockIf(need bool) {
	if need {
		s.mu.Unlock()
	}
}

// LockWith takes the store, but if there is a batch, which has it already.
func (s *Store) LockWith(b *Batch) {
	if b == nil {
		s.mu.Lock()
	}
}

// UnlockWith gives back what LockWith has taken.
func (s *Store) UnlockWith(b *Batch) {
	if b == nil {
		s.mu.Unlock()
	}
}

// A Batch is work in a store that is taken.
type Batch struct{ rows []string }

// LockStripe takes the stripe i.
func (s *Store) LockStripe(i int) { s.locks[i].Lock() }

// UnlockStripe gives the stripe i back.
func (s *Store) UnlockStripe(i int) { s.locks[i].Unlock() }

func stripe(key string) int {
	h := fnv.New32a()
	h.Write([]byte(key))
	return int(h.Sum32() % 16)
}

// Pin takes the stripe of key.
func (s *Store) Pin(key string) { s.locks[stripe(key)].Lock() }

// Unpin gives the stripe of key back.
func (s *Store) Unpin(key string) { s.locks[stripe(key)].Unlock() }

// PinAny takes the stripe of key, and says which one that is.
func (s *Store) PinAny(key string) int {
	i := stripe(key)
	s.locks[i].Lock()
	return i
}

// PinAll takes every stripe.
func (s *Store) PinAll() {
	for i := range s.locks {
		s.locks[i].Lock()
	}
}

// UnpinAll gives every stripe back.
func (s *Store) UnpinAll() {
	for i := range s.locks {
		s.locks[i].Unlock()
	}
}

// OpenRetry tries to open the store again and again, by itself.
func (s *Store) OpenRetry(n int) error {
	if err := s.Open(); err == nil {
		return nil
	}
	if n == 0 {
		return ErrBusy
	}
	return s.OpenRetry(n - 1)
}

// LeaveEven gives the store back after some steps; LeaveOdd does as well.
func (s *Store) LeaveEven(n int) {
	if n == 0 {
		s.mu.Unlock()
		return
	}
	s.LeaveOdd(n - 1)
}

// LeaveOdd gives the store back after some steps; LeaveEven does as well.
func (s *Store) LeaveOdd(n int) {
	s.gen++
	s.LeaveEven(n - 1)
}

// WalkLocked needs the store, calls itself, and does nothing to the store's lock.
func (s *Store) WalkLocked(depth int) int {
	if depth == 0 {
		return s.gen
	}
	s.gen++
	return s.WalkLocked(depth-1) + 1
}
