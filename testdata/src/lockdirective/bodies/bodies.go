// Package bodies has directives whose functions have bodies that say more, or something
// else.
package bodies

import (
	"errors"
	"sync"
)

var errBusy = errors.New("busy")

// A disk is formatted by one at a time.
type disk struct {
	mu   sync.Mutex
	busy bool
	free int
}

// prepareBad acquires only if it succeeds.
//
//lockleak:acquires d.mu // want `lockdirective: acquires d\.mu: the body of prepareBad says acquires d\.mu if nil, which counts`
func (d *disk) prepareBad() error {
	if d.busy {
		return errBusy
	}
	d.mu.Lock()
	return nil
}

// prepareOk says so.
//
//lockleak:acquires d.mu if nil
func (d *disk) prepareOk() error {
	if d.busy {
		return errBusy
	}
	d.mu.Lock()
	return nil
}

// abort gives up.
//
//lockleak:releases d.mu
func (d *disk) abort() { d.mu.Unlock() }

// FormatOk has the body of prepareBad count.
func (d *disk) FormatOk(f func() error) error {
	if err := d.prepareBad(); err != nil {
		return err
	}
	defer d.abort()
	return f()
}

// FormatBad keeps the lock where f fails.
func (d *disk) FormatBad(f func() error) error {
	if err := d.prepareBad(); err != nil { // want `lockleak: d\.prepareBad\(\) is not released on a path that returns`
		return err
	}
	if err := f(); err != nil {
		return err
	}
	d.abort()
	return nil
}

// tryBad acquires as the result says.
//
//lockleak:acquires d.mu // want `lockdirective: acquires d\.mu: the body of tryBad says acquires d\.mu if true, which counts`
func (d *disk) tryBad() bool { return d.mu.TryLock() }

// WriteOk releases what it got.
func (d *disk) WriteOk() {
	if !d.tryBad() {
		return
	}
	d.busy = true
	d.mu.Unlock()
}

// otherBad names the wrong result.
//
//lockleak:acquires d.mu if false // want `lockdirective: acquires d\.mu if false: the body of otherBad says acquires d\.mu if true, which counts`
func (d *disk) otherBad() bool {
	if d.busy {
		return false
	}
	d.mu.Lock()
	return true
}

// spaceBad depends on both results.
//
//lockleak:acquires d.mu if nil // want `lockdirective: acquires d\.mu if nil: the body of spaceBad says acquires d\.mu if true and nil, which counts`
func (d *disk) spaceBad(n int) (bool, error) {
	if n < 0 {
		return false, errBusy
	}
	if d.free < n {
		return false, nil
	}
	d.mu.Lock()
	return true, nil
}

// ReserveOk asks for both.
func (d *disk) ReserveOk(n int) error {
	ok, err := d.spaceBad(n)
	if err != nil {
		return err
	}
	if !ok {
		return errBusy
	}
	defer d.abort()
	d.free -= n
	return nil
}

// finishBad releases only if it succeeds.
//
//lockleak:releases d.mu // want `lockdirective: releases d\.mu: the body of finishBad says releases d\.mu if nil, which counts`
func (d *disk) finishBad() error {
	if d.busy {
		return errBusy
	}
	d.mu.Unlock()
	return nil
}

// FinishOk aborts where it does not finish.
func (d *disk) FinishOk() {
	d.mu.Lock()
	if err := d.finishBad(); err != nil {
		d.mu.Unlock()
	}
}

// hiddenOk acquires by what nobody can look into: the directive counts.
//
//lockleak:acquires d.mu
func (d *disk) hiddenOk(lock func()) error {
	lock()
	if d.busy {
		return errBusy
	}
	return nil
}

// HiddenBad believes it.
func (d *disk) HiddenBad() error {
	if err := d.hiddenOk(d.mu.Lock); err != nil { // want `lockleak: d\.hiddenOk\(d\.mu\.Lock\) is not released on a path that returns`
		return err
	}
	d.mu.Unlock()
	return nil
}

// +checklocksacquire:d.mu
func (d *disk) annotatedOk() bool {
	if d.busy {
		return false // +checklocksforce: inconsistent return.
	}
	d.mu.Lock()
	return true
}

// AnnotatedOk has the body of annotatedOk count, whose annotation has no words for it.
func (d *disk) AnnotatedOk() {
	if !d.annotatedOk() {
		return
	}
	d.mu.Unlock()
}

// AnnotatedBad keeps it.
func (d *disk) AnnotatedBad() {
	if !d.annotatedOk() { // want `lockleak: d\.annotatedOk\(\) is not released on a path that returns`
		return
	}
	if d.free == 0 {
		return
	}
	d.mu.Unlock()
}

// A code is an error, by its pointers.
type code struct{ n int }

func (c *code) Error() string { return "code" }

// EBUSY is one of them.
var EBUSY = &code{1}

// +checklocksacquire:d.mu
func (d *disk) coded() error {
	if d.busy {
		return EBUSY
	}
	d.mu.Lock()
	return nil
}

// CodedOk has the body of coded count, whose error is a variable of another type.
func (d *disk) CodedOk() error {
	if err := d.coded(); err != nil {
		return err
	}
	d.mu.Unlock()
	return nil
}
