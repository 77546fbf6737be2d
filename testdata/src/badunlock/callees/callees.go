// Package callees holds releases by functions that are called.
package callees

import (
	"errors"
	"sync"
)

var errShut = errors.New("shut")

// A valve is opened and shut.
type valve struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	open  bool
	turns int
}

// leave gives the lock of its caller back.
func (v *valve) leave() {
	v.turns++
	v.mu.Unlock()
}

// fail gives it back as well, and returns an error.
func (v *valve) fail(text string) error {
	v.mu.Unlock()
	return errors.New(text)
}

// TwiceBad releases, and calls what releases.
func (v *valve) TwiceBad() {
	v.mu.Lock()
	v.open = true
	v.mu.Unlock()
	v.leave() // want `badunlock: v\.leave\(\) releases v\.mu where it is not held, on a path that has released it already`
}

// OnceOk calls what releases.
func (v *valve) OnceOk() {
	v.mu.Lock()
	v.open = true
	v.leave()
}

// BehindBad releases behind the call of what releases.
func (v *valve) BehindBad() {
	v.mu.Lock()
	v.open = true
	v.leave()
	v.mu.Unlock() // want `badunlock: v\.mu\.Unlock\(\) releases v\.mu where it is not held, on a path that has released it already`
}

// DeferredBad has deferred the release, and returns what a function does that releases.
func (v *valve) DeferredBad() error {
	v.mu.Lock()
	defer v.mu.Unlock() // want `badunlock: v\.mu\.Unlock\(\) releases v\.mu where it is not held, on a path that has released it already`
	if !v.open {
		return v.fail("shut")
	}
	v.turns++
	return nil
}

// ByHandOk releases by hand where it does not call that.
func (v *valve) ByHandOk() error {
	v.mu.Lock()
	if !v.open {
		return v.fail("shut")
	}
	v.turns++
	v.mu.Unlock()
	return nil
}

// BothBad defers what releases, twice.
func (v *valve) BothBad() {
	v.mu.Lock()
	defer v.leave() // want `badunlock: v\.leave\(\) releases v\.mu where it is not held, on a path that has released it already`
	defer v.mu.Unlock()
	v.open = false
}

// leaveIf gives the lock back where it returns true.
func (v *valve) leaveIf() bool {
	if v.open {
		return false
	}
	v.mu.Unlock()
	return true
}

// ResultOk releases where the function says that it has not.
func (v *valve) ResultOk() {
	v.mu.Lock()
	if v.leaveIf() {
		return
	}
	v.turns++
	v.mu.Unlock()
}

// ResultBad releases where it says that it has.
func (v *valve) ResultBad() {
	v.mu.Lock()
	if v.leaveIf() {
		println("shut")
	}
	v.turns++
	v.mu.Unlock() // want `badunlock: v\.mu\.Unlock\(\) releases v\.mu where it is not held, on a path that has released it already`
}

// endRead gives a reader back.
func (v *valve) endRead() { v.rw.RUnlock() }

// OtherModeBad calls, as a writer, what gives a reader back.
func (v *valve) OtherModeBad() {
	v.rw.Lock()
	v.turns++
	v.endRead() // want `badunlock: v\.endRead\(\) releases v\.rw in the mode in which it is not held`
}

// OtherModeOk calls it as a reader.
func (v *valve) OtherModeOk() int {
	v.rw.RLock()
	n := v.turns
	v.endRead()
	return n
}

// pause gives a reader back for a while.
func (v *valve) pause() {
	v.rw.RUnlock()
	println("pause")
	v.rw.RLock()
}

// PauseBad calls it as a writer.
func (v *valve) PauseBad() {
	v.rw.Lock()
	defer v.rw.Unlock()
	for !v.open {
		v.pause() // want `badunlock: v\.pause\(\) releases v\.rw in the mode in which it is not held`
	}
	v.turns++
}

// PauseOk calls it as a reader.
func (v *valve) PauseOk() int {
	v.rw.RLock()
	defer v.rw.RUnlock()
	for !v.open {
		v.pause()
	}
	return v.turns
}

// upgrade gives a reader back, and comes back as a writer.
func (v *valve) upgrade() {
	v.rw.RUnlock()
	v.rw.Lock()
}

// UpgradeOk releases as a writer.
func (v *valve) UpgradeOk() {
	v.rw.RLock()
	if v.open {
		v.rw.RUnlock()
		return
	}
	v.upgrade()
	v.open = true
	v.rw.Unlock()
}

// UpgradeBad releases as a reader.
func (v *valve) UpgradeBad() {
	v.rw.RLock()
	if v.open {
		v.rw.RUnlock()
		return
	}
	v.upgrade()
	v.open = true
	v.rw.RUnlock() // want `badunlock: v\.rw\.RUnlock\(\) releases v\.rw in the mode in which it is not held`
}

// UpgradeDeferredBad has deferred the reader's release.
func (v *valve) UpgradeDeferredBad() {
	v.rw.RLock()
	defer v.rw.RUnlock() // want `badunlock: v\.rw\.RUnlock\(\) releases v\.rw in the mode in which it is not held`
	if !v.open {
		v.upgrade()
		v.open = true
	}
}

// downgrade gives a writer back, and comes back as a reader.
func (v *valve) downgrade() {
	v.rw.Unlock()
	v.rw.RLock()
}

// DowngradeOk releases as a reader.
func (v *valve) DowngradeOk() int {
	v.rw.Lock()
	v.open = true
	v.downgrade()
	n := v.turns
	v.rw.RUnlock()
	return n
}

// DowngradeBad releases as a writer.
func (v *valve) DowngradeBad() int {
	v.rw.Lock()
	v.open = true
	v.downgrade()
	n := v.turns
	v.rw.Unlock() // want `badunlock: v\.rw\.Unlock\(\) releases v\.rw in the mode in which it is not held`
	return n
}

// reopen may acquire, by its name and what it does.
func (v *valve) reopen() error {
	if v.turns > 9 {
		return errShut
	}
	v.mu.Lock()
	return nil
}

// ReopenOk has the lock again where there is no error.
func (v *valve) ReopenOk() error {
	v.mu.Lock()
	v.open = false
	v.mu.Unlock()
	if err := v.reopen(); err != nil {
		return err
	}
	v.open = true
	v.mu.Unlock()
	return nil
}

// ReopenBad releases where there is one.
func (v *valve) ReopenBad() error {
	v.mu.Lock()
	v.open = false
	v.mu.Unlock()
	err := v.reopen()
	v.open = err == nil
	v.mu.Unlock() // want `badunlock: v\.mu\.Unlock\(\) releases v\.mu where it is not held, on a path that has released it already`
	return err
}
