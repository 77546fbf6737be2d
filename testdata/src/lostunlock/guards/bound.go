package guards

import "sync"

// A slot is a guard whose method is used as a value.
type slot struct{ b *board }

// Release frees the slot.
func (s *slot) Release() { s.b.mu.Unlock() }

// A board has one slot.
type board struct {
	mu     sync.Mutex
	closed bool
	marks  int
}

// Acquire waits for the slot.
func (b *board) Acquire() (*slot, error) {
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return nil, errMissing
	}
	return &slot{b}, nil
}

// DeferredValueOk defers the method value.
func (b *board) DeferredValueOk(n int) error {
	s, err := b.Acquire()
	if err != nil {
		return err
	}
	free := s.Release
	defer free()
	b.marks += n
	return nil
}

// CalledValueOk calls it at each exit.
func (b *board) CalledValueOk(n int) error {
	s, err := b.Acquire()
	if err != nil {
		return err
	}
	free := s.Release
	if n < 0 {
		free()
		return errMissing
	}
	b.marks += n
	free()
	return nil
}

// CalledValueBad calls it at one exit.
func (b *board) CalledValueBad(n int) error {
	s, err := b.Acquire() // want `lostunlock: the release that b\.Acquire\(\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	free := s.Release
	if n < 0 {
		return errMissing
	}
	b.marks += n
	free()
	return nil
}

// OtherValueBad defers that of another slot.
func (b *board) OtherValueBad(other *slot) error {
	_, err := b.Acquire() // want `lostunlock: the release that b\.Acquire\(\) returns is never called`
	if err != nil {
		return err
	}
	free := other.Release
	defer free()
	return nil
}
