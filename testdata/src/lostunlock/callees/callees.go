// Package callees holds releases that functions of the package return.
package callees

import (
	"errors"
	"sync"
)

var errFrozen = errors.New("frozen")

// A tree has a root, and a lock.
type tree struct {
	mu     sync.RWMutex
	root   *int
	n      int
	frozen bool
}

// write locks the tree, and returns a method value.
func (t *tree) write() func() {
	t.mu.Lock()
	return t.mu.Unlock
}

// change locks the tree, and returns a literal.
func (t *tree) change() func() {
	t.mu.Lock()
	return func() {
		t.n++
		t.mu.Unlock()
	}
}

// begin locks the tree by what it calls.
func (t *tree) begin() func() {
	end := t.write()
	t.n++
	return end
}

// thaw locks the tree unless it is frozen.
func (t *tree) thaw() (func(), error) {
	t.mu.Lock()
	if t.frozen {
		t.mu.Unlock()
		return nil, errFrozen
	}
	return t.mu.Unlock, nil
}

// try locks the tree if it is free.
func (t *tree) try() (func(), bool) {
	if !t.mu.TryLock() {
		return func() {}, false
	}
	return t.mu.Unlock, true
}

// enter locks the tree in one of two modes.
func (t *tree) enter(write bool) func() {
	if write {
		t.mu.Lock()
		return t.mu.Unlock
	}
	t.mu.RLock()
	return t.mu.RUnlock
}

// MethodValueOk calls it.
func (t *tree) MethodValueOk(v *int) {
	end := t.write()
	t.root = v
	end()
}

// MethodValueBad returns in front of that.
func (t *tree) MethodValueBad(v *int) {
	end := t.write() // want `lostunlock: the release that t\.write\(\) returns is not called on a path that returns`
	if v == nil {
		return
	}
	t.root = v
	end()
}

// FN_Dropped drops it: a lock that a function gives back on no path counts as kept, unless the name of the acquire
// speaks of a lock.
func (t *tree) FN_Dropped(v *int) {
	t.write()
	t.root = v
}

// LiteralOk defers it.
func (t *tree) LiteralOk(v *int) {
	defer t.change()()
	t.root = v
}

// LiteralBad calls it where there was no root.
func (t *tree) LiteralBad(v *int) {
	end := t.change() // want `lostunlock: the release that t\.change\(\) returns is not called on a path that returns`
	if t.root == nil {
		t.root = v
		end()
	}
}

// TwoStepsOk calls what a function returns that has it from another one.
func (t *tree) TwoStepsOk(v *int) {
	end := t.begin()
	t.root = v
	end()
}

// FN_TwoSteps drops it: as FN_Dropped.
func (t *tree) FN_TwoSteps(v *int) {
	t.begin()
	t.root = v
}

// TwoStepsBad returns in front of the call.
func (t *tree) TwoStepsBad(v *int) {
	end := t.begin() // want `lostunlock: the release that t\.begin\(\) returns is not called on a path that returns`
	if v == nil {
		return
	}
	t.root = v
	end()
}

// ErrorOk calls it where there is no error.
func (t *tree) ErrorOk(v *int) error {
	end, err := t.thaw()
	if err != nil {
		return err
	}
	t.root = v
	end()
	return nil
}

// ErrorBad returns another error with the tree locked.
func (t *tree) ErrorBad(v *int) error {
	end, err := t.thaw() // want `lostunlock: the release that t\.thaw\(\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if v == nil {
		return errors.New("no root")
	}
	t.root = v
	end()
	return nil
}

// BoolOk calls what does nothing where the tree was not free.
func (t *tree) BoolOk(v *int) bool {
	end, ok := t.try()
	defer end()
	if ok {
		t.root = v
	}
	return ok
}

// FN_Bool calls it where the tree was not free: a function that returns a release in any case, and tells by a bool
// whether it does something, is not known to acquire.
func (t *tree) FN_Bool(v *int) bool {
	end, ok := t.try()
	if !ok {
		end()
		return false
	}
	t.root = v
	return true
}

// ModeOk calls what fits the mode.
func (t *tree) ModeOk(v *int) {
	defer t.enter(v != nil)()
	if v != nil {
		t.root = v
	}
}

// ModeBad does not call it where it has only read.
func (t *tree) ModeBad(v *int) {
	leave := t.enter(v != nil) // want `lostunlock: the release that t\.enter\(v != nil\) returns is not called on a path that returns`
	if v != nil {
		t.root = v
		leave()
	}
}

// both locks two trees, and returns what releases both.
func both(a, b *tree) func() {
	a.mu.Lock()
	b.mu.Lock()
	return func() {
		b.mu.Unlock()
		a.mu.Unlock()
	}
}

// BothOk releases both.
func BothOk(a, b *tree) {
	end := both(a, b)
	a.root, b.root = b.root, a.root
	end()
}

// BothBad releases none where there is nothing to swap.
func BothBad(a, b *tree) {
	end := both(a, b) // want `lostunlock: the release that both\(a, b\) returns is not called on a path that returns`
	if a.root == b.root {
		return
	}
	a.root, b.root = b.root, a.root
	end()
}

// twice locks the tree and returns a release that may be called again.
func (t *tree) twice() func() {
	t.mu.Lock()
	var once sync.Once
	return func() { once.Do(t.mu.Unlock) }
}

// OnceOk calls it early, and by a defer.
func (t *tree) OnceOk(v *int) int {
	end := t.twice()
	defer end()
	t.root = v
	end()
	return t.n
}

// OnceBad calls it on one path.
func (t *tree) OnceBad(v *int) int {
	end := t.twice() // want `lostunlock: the release that t\.twice\(\) returns is not called on a path that returns`
	if t.root == v {
		return 0
	}
	t.root = v
	end()
	return t.n
}

// update locks the tree, and passes f what gives it back.
func (t *tree) update(f func(release func())) {
	f(t.write())
}

// UpdateOk calls what it is given.
func (t *tree) UpdateOk(v *int) {
	t.update(func(release func()) {
		defer release()
		t.root = v
	})
}
