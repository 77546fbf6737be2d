// Package flock uses github.com/gofrs/flock.
package flock

import (
	"context"
	"errors"
	"time"

	"github.com/gofrs/flock"
)

var errBusy = errors.New("busy")

type cache struct {
	file  *flock.Flock
	items map[string]string
}

// PlainOk unlocks on both exits.
func (c *cache) PlainOk(write func() error) error {
	if err := c.file.Lock(); err != nil {
		return err
	}
	if err := write(); err != nil {
		return errors.Join(err, c.file.Unlock())
	}
	return c.file.Unlock()
}

// PlainBad lacks the first unlock of PlainOk.
func (c *cache) PlainBad(write func() error) error {
	if err := c.file.Lock(); err != nil { // want `lockleak: c\.file\.Lock\(\) .* returns`
		return err
	}
	if err := write(); err != nil {
		return err
	}
	return c.file.Unlock()
}

// ReaderOk unlocks a reader with the one unlock there is.
func (c *cache) ReaderOk(read func() error) error {
	if err := c.file.RLock(); err != nil {
		return err
	}
	defer c.file.Unlock()
	return read()
}

// ReaderBad keeps the file locked where its reader fails.
func (c *cache) ReaderBad(read func() error) error {
	if err := c.file.RLock(); err != nil { // want `lockleak: c\.file\.RLock\(\) .* returns`
		return err
	}
	if err := read(); err != nil {
		return err
	}
	return c.file.Unlock()
}

// TryOk has nothing where the error is not nil or the result is false.
func (c *cache) TryOk(write func() error) error {
	ok, err := c.file.TryLock()
	if err != nil {
		return err
	}
	if !ok {
		return errBusy
	}
	defer c.file.Unlock()
	return write()
}

// TryBad keeps the file locked where its writer fails.
func (c *cache) TryBad(write func() error) error {
	ok, err := c.file.TryLock() // want `lockleak: c\.file\.TryLock\(\) .* returns`
	if err != nil || !ok {
		return errBusy
	}
	if err := write(); err != nil {
		return err
	}
	return c.file.Unlock()
}

// TryReaderOk has nothing where the result is false.
func (c *cache) TryReaderOk(read func() error) error {
	if ok, err := c.file.TryRLock(); err != nil || !ok {
		return errors.Join(err, errBusy)
	}
	defer c.file.Unlock()
	return read()
}

// TryReaderBad keeps the file locked where there is nothing to read.
func (c *cache) TryReaderBad(read func() error) error {
	ok, err := c.file.TryRLock() // want `lockleak: c\.file\.TryRLock\(\) .* returns`
	if err != nil || !ok {
		return errBusy
	}
	if len(c.items) == 0 {
		return nil
	}
	err = read()
	return errors.Join(err, c.file.Unlock())
}

// ContextOk waits until the context ends.
func (c *cache) ContextOk(ctx context.Context, write func() error) error {
	ok, err := c.file.TryLockContext(ctx, time.Second)
	if err != nil {
		return err
	}
	if !ok {
		return errBusy
	}
	defer c.file.Unlock()
	return write()
}

// ContextBad keeps the file locked where its writer fails.
func (c *cache) ContextBad(ctx context.Context, write func() error) error {
	ok, err := c.file.TryLockContext(ctx, time.Second) // want `lockleak: c\.file\.TryLockContext\(.*\) .* returns`
	if err != nil || !ok {
		return errBusy
	}
	if err := write(); err != nil {
		return err
	}
	return c.file.Unlock()
}

// ReaderContextOk waits as a reader.
func (c *cache) ReaderContextOk(ctx context.Context, read func() error) error {
	if ok, err := c.file.TryRLockContext(ctx, time.Second); err != nil || !ok {
		return errBusy
	}
	defer c.file.Unlock()
	return read()
}

// ReaderContextBad keeps the file locked where its reader fails.
func (c *cache) ReaderContextBad(ctx context.Context, read func() error) error {
	ok, err := c.file.TryRLockContext(ctx, time.Second) // want `lockleak: c\.file\.TryRLockContext\(.*\) .* returns`
	if err != nil || !ok {
		return errBusy
	}
	if err := read(); err != nil {
		return err
	}
	return c.file.Unlock()
}

// CloseOk closes in place of the unlock.
func (c *cache) CloseOk(write func() error) error {
	if err := c.file.Lock(); err != nil {
		return err
	}
	if err := write(); err != nil {
		return errors.Join(err, c.file.Unlock())
	}
	return c.file.Close()
}

// CloseReaderOk closes where it has read nothing.
func (c *cache) CloseReaderOk(read func() error) error {
	if err := c.file.RLock(); err != nil {
		return err
	}
	if err := read(); err != nil {
		return errors.Join(err, c.file.Close())
	}
	return c.file.Unlock()
}

// CloseBad closes only where its writer works.
func (c *cache) CloseBad(write func() error) error {
	if err := c.file.Lock(); err != nil { // want `lockleak: c\.file\.Lock\(\) .* returns`
		return err
	}
	if err := write(); err != nil {
		return err
	}
	return c.file.Close()
}

// StateBad asks the lock whether it is held, and returns where its writer fails.
func (c *cache) StateBad(write func() error) error {
	if err := c.file.Lock(); err != nil { // want `lockleak: c\.file\.Lock\(\) .* returns`
		return err
	}
	if !c.file.Locked() {
		return errBusy
	}
	if err := write(); err != nil {
		return err
	}
	return c.file.Unlock()
}
