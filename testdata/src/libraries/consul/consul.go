// Package consul uses github.com/hashicorp/consul/api.
package consul

import (
	"errors"

	"github.com/hashicorp/consul/api"
)

var errStopped = errors.New("stopped")

type leader struct {
	lock  *api.Lock
	slots *api.Semaphore
}

// PlainOk has nothing where the channel is nil.
func (l *leader) PlainOk(stop chan struct{}, lead func(lost <-chan struct{}) error) error {
	lost, err := l.lock.Lock(stop)
	if err != nil {
		return err
	}
	if lost == nil {
		return errStopped
	}
	defer l.lock.Unlock()
	return lead(lost)
}

// FN_Plain does not unlock where its work fails: that the lock is held where the
// channel is not nil cannot be declared.
func (l *leader) FN_Plain(stop chan struct{}, lead func(lost <-chan struct{}) error) error {
	lost, err := l.lock.Lock(stop)
	if err != nil {
		return err
	}
	if lost == nil {
		return errStopped
	}
	if err := lead(lost); err != nil {
		return err
	}
	return l.lock.Unlock()
}

// ForeverOk cannot be stopped, so the channel is never nil.
func (l *leader) ForeverOk(lead func() error) error {
	if _, err := l.lock.Lock(nil); err != nil {
		return err
	}
	err := lead()
	return errors.Join(err, l.lock.Unlock())
}

// TakeOk has nothing where the channel is nil.
func (l *leader) TakeOk(stop chan struct{}, work func(lost <-chan struct{}) error) error {
	lost, err := l.slots.Acquire(stop)
	if err != nil {
		return err
	}
	if lost == nil {
		return errStopped
	}
	defer l.slots.Release()
	return work(lost)
}

// FN_Take does not release where its work fails, like FN_Plain.
func (l *leader) FN_Take(stop chan struct{}, work func(lost <-chan struct{}) error) error {
	lost, err := l.slots.Acquire(stop)
	if err != nil {
		return err
	}
	if err := work(lost); err != nil {
		return err
	}
	return l.slots.Release()
}
