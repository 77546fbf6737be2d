// Package filemutex uses github.com/alexflint/go-filemutex.
package filemutex

import (
	"errors"

	"github.com/alexflint/go-filemutex"
)

type store struct {
	mu *filemutex.FileMutex
}

// PlainOk unlocks by defer.
func (s *store) PlainOk(run func() error) error {
	if err := s.mu.Lock(); err != nil {
		return err
	}
	defer s.mu.Unlock()
	return run()
}

// PlainBad unlocks where its work succeeds.
func (s *store) PlainBad(run func() error) error {
	if err := s.mu.Lock(); err != nil { // want `lockleak: s\.mu\.Lock\(\) .* returns`
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return s.mu.Unlock()
}

// TryOk has nothing where there is an error.
func (s *store) TryOk(run func() error) error {
	if err := s.mu.TryLock(); err != nil {
		return err
	}
	return errors.Join(run(), s.mu.Unlock())
}

// TryBad unlocks where its work succeeds.
func (s *store) TryBad(run func() error) error {
	if err := s.mu.TryLock(); err != nil { // want `lockleak: s\.mu\.TryLock\(\) .* returns`
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return s.mu.Unlock()
}

// ReaderOk releases a reader by defer.
func (s *store) ReaderOk(run func() error) error {
	if err := s.mu.RLock(); err != nil {
		return err
	}
	defer s.mu.RUnlock()
	return run()
}

// ReaderBad releases a reader where its work succeeds.
func (s *store) ReaderBad(run func() error) error {
	if err := s.mu.RLock(); err != nil { // want `lockleak: s\.mu\.RLock\(\) .* returns`
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return s.mu.RUnlock()
}

// CloseOk closes the file, which gives up the lock, where its work fails.
func (s *store) CloseOk(run func() error) error {
	if err := s.mu.Lock(); err != nil {
		return err
	}
	if err := run(); err != nil {
		return errors.Join(err, s.mu.Close())
	}
	return s.mu.Unlock()
}
