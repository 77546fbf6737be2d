// Package trylock holds attempts that may fail.
package trylock

import (
	"errors"
	"runtime"
	"sync"
)

var (
	errBusy   = errors.New("busy")
	errClosed = errors.New("closed")
)

type device struct {
	mu      sync.Mutex
	cfg     sync.RWMutex
	other   sync.Mutex
	closed  bool
	waits   int
	pending []func() error
}

// GuardOk returns when the attempt fails and defers the release when not.
func (d *device) GuardOk() error {
	if !d.mu.TryLock() {
		return errBusy
	}
	defer d.mu.Unlock()
	if d.closed {
		return errClosed
	}
	d.waits++
	return nil
}

// GuardBad releases by hand, but not where the device is closed.
func (d *device) GuardBad() error {
	if !d.mu.TryLock() { // want `lockleak: d\.mu\.TryLock\(\) .* returns`
		return errBusy
	}
	if d.closed {
		return errClosed
	}
	d.waits++
	d.mu.Unlock()
	return nil
}

// InsideOk works only where the attempt succeeded.
func (d *device) InsideOk() {
	if d.mu.TryLock() {
		d.waits++
		d.mu.Unlock()
	}
}

// InsideBad leaves from inside.
func (d *device) InsideBad() {
	if d.mu.TryLock() { // want `lockleak: d\.mu\.TryLock\(\) .* returns`
		if d.closed {
			return
		}
		d.waits++
		d.mu.Unlock()
	}
}

// ResultKeptOk tests the stored result twice.
func (d *device) ResultKeptOk(work func() error) error {
	ok := d.mu.TryLock()
	err := work()
	if ok {
		d.mu.Unlock()
	}
	return err
}

// ResultKeptBad has an error return between attempt and second test.
func (d *device) ResultKeptBad(work func() error) error {
	ok := d.mu.TryLock() // want `lockleak: d\.mu\.TryLock\(\) .* returns`
	if err := work(); err != nil {
		return err
	}
	if ok {
		d.mu.Unlock()
	}
	return nil
}

// ResultComparedOk compares the result with a constant, in both ways.
func (d *device) ResultComparedOk() {
	ok := d.mu.TryLock()
	if ok == false {
		return
	}
	d.waits++
	if ok == true {
		d.mu.Unlock()
	}
}

// ReaderOk tries for the shared mode.
func (d *device) ReaderOk() int {
	if !d.cfg.TryRLock() {
		return -1
	}
	n := d.waits
	d.cfg.RUnlock()
	return n
}

// ReaderBad returns early with the shared mode.
func (d *device) ReaderBad() int {
	if !d.cfg.TryRLock() { // want `lockleak: d\.cfg\.TryRLock\(\) .* returns`
		return -1
	}
	n := d.waits
	if n == 0 {
		return 0
	}
	d.cfg.RUnlock()
	return n
}

// ElseWaitOk counts contention: where the attempt fails it waits.
func (d *device) ElseWaitOk() {
	if !d.mu.TryLock() {
		d.waits++
		d.mu.Lock()
	}
	d.closed = true
	d.mu.Unlock()
}

// ElseWaitBad leaves early after either way in, which makes two reports.
func (d *device) ElseWaitBad() {
	if !d.mu.TryLock() { // want `lockleak: d\.mu\.TryLock\(\) .* returns`
		d.mu.Lock() // want `lockleak: d\.mu\.Lock\(\) .* returns`
	}
	if d.closed {
		return
	}
	d.closed = true
	d.mu.Unlock()
}

// SpinOk tries until it succeeds.
func (d *device) SpinOk() error {
	for !d.mu.TryLock() {
		runtime.Gosched()
	}
	defer d.mu.Unlock()
	if d.closed {
		return errClosed
	}
	d.waits++
	return nil
}

// SpinBad tries until it succeeds, and leaves with what it got.
func (d *device) SpinBad() error {
	for !d.mu.TryLock() { // want `lockleak: d\.mu\.TryLock\(\) .* returns`
		runtime.Gosched()
	}
	if d.closed {
		return errClosed
	}
	d.waits++
	d.mu.Unlock()
	return nil
}

// BoundedSpinOk gives up after some attempts, having nothing then.
func (d *device) BoundedSpinOk() bool {
	for range 10 {
		if d.mu.TryLock() {
			d.waits++
			d.mu.Unlock()
			return true
		}
		runtime.Gosched()
	}
	return false
}

// TwoOk gives the first back where the second attempt fails.
func (d *device) TwoOk() error {
	if !d.mu.TryLock() {
		return errBusy
	}
	if !d.other.TryLock() {
		d.mu.Unlock()
		return errBusy
	}
	d.waits++
	d.other.Unlock()
	d.mu.Unlock()
	return nil
}

// TwoBad lacks one line of TwoOk.
func (d *device) TwoBad() error {
	if !d.mu.TryLock() { // want `lockleak: d\.mu\.TryLock\(\) .* returns`
		return errBusy
	}
	if !d.other.TryLock() {
		return errBusy
	}
	d.waits++
	d.other.Unlock()
	d.mu.Unlock()
	return nil
}

// ShortCircuitOk looks at the flag before it tries.
func (d *device) ShortCircuitOk() {
	if d.closed || !d.mu.TryLock() {
		return
	}
	d.waits++
	d.mu.Unlock()
}

// ShortCircuitBad has the operands of ShortCircuitOk swapped.
func (d *device) ShortCircuitBad() {
	if !d.mu.TryLock() || d.closed { // want `lockleak: d\.mu\.TryLock\(\) .* returns`
		return
	}
	d.waits++
	d.mu.Unlock()
}

// AndOk works where both the flag and the attempt allow it.
func (d *device) AndOk() {
	if !d.closed && d.mu.TryLock() {
		d.waits++
		d.mu.Unlock()
	}
}

// AndBad has the operands of AndOk swapped.
func (d *device) AndBad() {
	if d.mu.TryLock() && !d.closed { // want `lockleak: d\.mu\.TryLock\(\) .* returns`
		d.waits++
		d.mu.Unlock()
	}
}

// SwitchOk takes whichever mutex is free.
func (d *device) SwitchOk() {
	switch {
	case d.mu.TryLock():
		defer d.mu.Unlock()
	case d.other.TryLock():
		defer d.other.Unlock()
	default:
		return
	}
	d.waits++
}

// SwitchBad gives the second one back only where there was work to do.
func (d *device) SwitchBad() {
	switch {
	case d.mu.TryLock():
		d.waits++
		d.mu.Unlock()
	case d.other.TryLock(): // want `lockleak: d\.other\.TryLock\(\) .* returns`
		if len(d.pending) > 0 {
			d.pending = d.pending[1:]
			d.other.Unlock()
		}
	}
}

// ResultReturnedBad returns what the attempt returned, and nobody can release it.
func (d *device) ResultReturnedBad() bool {
	return d.mu.TryLock() // want `lockleak: d\.mu\.TryLock\(\) is never released`
}

type handle struct {
	mu sync.Mutex
	n  int
}

// ResultReturnedOk is silent: Done releases it.
func (h *handle) ResultReturnedOk() bool {
	return h.mu.TryLock()
}

// Done releases what ResultReturnedOk has acquired.
func (h *handle) Done() {
	h.n++
	h.mu.Unlock()
}

// LoopOk drains what it can get at.
func LoopOk(ds []*device) (n int) {
	for _, d := range ds {
		if !d.mu.TryLock() {
			continue
		}
		n += d.waits
		d.mu.Unlock()
	}
	return n
}

// LoopBad skips a closed device without giving it back.
func LoopBad(ds []*device) (n int) {
	for _, d := range ds {
		if !d.mu.TryLock() { // want `lockleak: d\.mu\.TryLock\(\) .* next round of the loop`
			continue
		}
		if d.closed {
			continue
		}
		n += d.waits
		d.mu.Unlock()
	}
	return n
}
