// Package borders holds shapes at the border of what is reported, and of what
// is not decided.
package borders

import (
	"context"
	"errors"
	"strings"
	"sync"
)

var errBroken = errors.New("broken")

type block struct {
	mu   sync.Mutex
	n    int
	full bool
}

type store struct {
	mu     sync.Mutex
	rw     sync.RWMutex
	locks  [8]sync.Mutex
	blocks []*block
	last   int
	n      int
	m      map[string]int
}

// SharedTwiceBad enters as reader where it meant to leave; the first entry is reported.
func (s *store) SharedTwiceBad(key string) {
	s.rw.RLock() // want `lockleak: s\.rw\.RLock\(\) .* returns`
	if s.m == nil {
		s.rw.RLock()
		return
	}
	s.m[key]++
	s.rw.RUnlock()
}

// NoReleaseAgainBad waits for itself, which is wrong although nothing releases.
func (s *store) NoReleaseAgainBad() {
	s.mu.Lock()
	s.n++
	s.mu.Lock() // want `deferlock: s\.mu\.Lock\(\) acquires s\.mu again, and nothing releases it after that`
}

// ClosurePairBad locks and unlocks by local closures; the report is at the acquire, inside the closure.
func (s *store) ClosurePairBad(need bool, f func() error) error {
	enter := func() {
		if need {
			s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
		}
	}
	leave := func() {
		if need {
			s.mu.Unlock()
		}
	}
	enter()
	if err := f(); err != nil {
		return err
	}
	leave()
	return nil
}

func (s *store) lock()   { s.mu.Lock() }
func (s *store) unlock() { s.mu.Unlock() }

// WrapperBad enters by a pair of methods of its own package.
func (s *store) WrapperBad(f func() error) error {
	s.lock() // want `lockleak: s\.lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	s.unlock()
	return nil
}

// WrapperOk releases on both exits, so it is silent in any case.
func (s *store) WrapperOk(f func() error) error {
	s.lock()
	if err := f(); err != nil {
		s.unlock()
		return err
	}
	s.unlock()
	return nil
}

type manifest struct {
	cond *sync.Cond
	busy bool
}

func (m *manifest) logLock() {
	for m.busy {
		m.cond.Wait()
	}
	m.busy = true
}

func (m *manifest) logUnlock() {
	m.busy = false
	m.cond.Signal()
}

// NamedPairBad uses a pair of methods with a prefix in their names.
func NamedPairBad(m *manifest, f func() error) error {
	m.logLock() // want `lockleak: m\.logLock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	m.logUnlock()
	return nil
}

// FN_resume comes back to its caller's section on one exit only, and no result tells: its caller holds the lock on one path, so the re-entry is its business.
func (s *store) FN_resume(wait func() error) {
	s.mu.Unlock()
	if err := wait(); err != nil {
		return
	}
	s.mu.Lock()
	s.n++
}

// FN_FieldIndex changes the index before it releases, in one of two arms: the other element may be the same one.
func (s *store) FN_FieldIndex() {
	s.blocks[s.last].mu.Lock()
	if s.blocks[s.last].full {
		s.last++
		s.blocks[s.last].mu.Unlock()
		return
	}
	s.blocks[s.last].n++
	s.blocks[s.last].mu.Unlock()
}

// FN_Replaced releases the element it has just put there, in one of two arms: the same question: the other element may be the same one.
func (s *store) FN_Replaced(i int) {
	s.blocks[i].mu.Lock()
	if s.blocks[i].full {
		s.blocks[i] = &block{}
		s.blocks[i].mu.Unlock()
		return
	}
	s.blocks[i].n++
	s.blocks[i].mu.Unlock()
}

// FN_Reassigned releases only the stripe of the moved index: nothing releases the element, and the other one may be the same.
func (s *store) FN_Reassigned(i, j int) {
	s.locks[i].Lock()
	s.n++
	i = j
	s.locks[i].Unlock()
}

// A nameLocker has a lock for every name.
type nameLocker interface {
	Lock(name string)
	Unlock(name string)
}

// NormalizedBad enters by the normalized key and leaves by the raw one.
func NormalizedBad(l nameLocker, name string, f func()) {
	l.Lock(strings.ToLower(name)) // want `lockleak: l\.Lock\(strings\.ToLower\(name\)\) is released with another key.* returns`
	f()
	l.Unlock(name)
}

// ReplacedKeyBad replaces the key in between, in one of two arms.
func ReplacedKeyBad(l nameLocker, name string, move bool, f func()) {
	l.Lock(name) // want `lockleak: l\.Lock\(name\) is released with another key.* returns`
	f()
	if move {
		name += ".old"
		l.Unlock(name)
		return
	}
	l.Unlock(name)
}

// A semaphore counts.
type semaphore interface {
	Acquire(ctx context.Context, n int64) error
	Release(n int64)
}

// SkippedTokenBad drops a token on continue; the other rounds give theirs to a goroutine.
func SkippedTokenBad(ctx context.Context, sem semaphore, jobs []func()) error {
	for _, job := range jobs {
		if err := sem.Acquire(ctx, 1); err != nil { // want `lockleak: sem\.Acquire\(ctx, 1\) .* returns`
			return err
		}
		if job == nil {
			continue
		}
		go func() {
			defer sem.Release(1)
			job()
		}()
	}
	return nil
}

// FN_HandOverHand returns from the middle of a chain of elements: the element is released under another name only.
func FN_HandOverHand(blocks []*block) error {
	prev := blocks[0]
	prev.mu.Lock()
	for _, b := range blocks[1:] {
		b.mu.Lock()
		prev.mu.Unlock()
		if b.full {
			return errBroken
		}
		prev = b
	}
	prev.mu.Unlock()
	return nil
}

// LiteralKeepsOk has a literal that leaves the release to its caller where it fails.
func (s *store) LiteralKeepsOk(f func() error) error {
	err := func() error {
		s.mu.Lock()
		if err := f(); err != nil {
			return err
		}
		s.mu.Unlock()
		return nil
	}()
	if err != nil {
		s.n = 0
		s.mu.Unlock()
	}
	return err
}

// use keeps the unexported functions of this file in use.
var use = []any{(*store).FN_resume}
