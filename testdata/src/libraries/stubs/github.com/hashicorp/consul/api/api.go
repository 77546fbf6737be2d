// Package api stands for github.com/hashicorp/consul/api.
package api

// Lock stands for a lock in Consul.
type Lock struct{ _ int }

// Lock returns a channel that is closed when the lock is lost. It is nil, with
// a nil error, if stopCh was closed first: then the lock is not held.
func (l *Lock) Lock(stopCh <-chan struct{}) (<-chan struct{}, error) { return nil, nil }
func (l *Lock) Unlock() error                                        { return nil }
func (l *Lock) Destroy() error                                       { return nil }

// Semaphore stands for a semaphore in Consul.
type Semaphore struct{ _ int }

// Acquire has the results of Lock.
func (s *Semaphore) Acquire(stopCh <-chan struct{}) (<-chan struct{}, error) { return nil, nil }
func (s *Semaphore) Release() error                                          { return nil }
func (s *Semaphore) Destroy() error                                          { return nil }
