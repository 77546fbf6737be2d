package correlated

import (
	"errors"
	"sync"
)

var errNegative = errors.New("negative")

// An entry gets its value once; who comes first sets it, and closes done.
type entry struct {
	mu    sync.RWMutex
	value *int
	done  chan struct{}
	solo  bool
}

// WaitBad returns from behind its second acquire: the value that was nil is set by then.
func (e *entry) WaitBad() (int, error) {
	get := func() int {
		if e.value == nil {
			panic("no value")
		}
		return *e.value
	}
	e.mu.Lock()
	if e.value != nil {
		v := get()
		e.mu.Unlock()
		return v, nil
	}
	done := e.done
	e.mu.Unlock()
	<-done
	e.mu.RLock() // want `lockleak: e\.mu\.RLock\(\) .* returns`
	if e.value == nil {
		panic("no value")
	}
	v := *e.value
	if v < 0 {
		return 0, errNegative
	}
	e.mu.RUnlock()
	return v, nil
}

// WaitOk releases it in front of that.
func (e *entry) WaitOk() (int, error) {
	get := func() int {
		if e.value == nil {
			panic("no value")
		}
		return *e.value
	}
	e.mu.Lock()
	if e.value != nil {
		v := get()
		e.mu.Unlock()
		return v, nil
	}
	done := e.done
	e.mu.Unlock()
	<-done
	e.mu.RLock()
	if e.value == nil {
		panic("no value")
	}
	v := *e.value
	e.mu.RUnlock()
	if v < 0 {
		return 0, errNegative
	}
	return v, nil
}

// SoloOk asks whether to acquire, and asks again in a literal whether to release.
func (e *entry) SoloOk(set func() error) error {
	end := func() {
		if !e.solo {
			e.mu.Unlock()
		}
	}
	if !e.solo {
		e.mu.Lock()
	}
	err := set()
	end()
	return err
}

// SoloBad does not call the literal where its work fails.
func (e *entry) SoloBad(set func() error) error {
	end := func() {
		if !e.solo {
			e.mu.Unlock()
		}
	}
	if !e.solo {
		e.mu.Lock() // want `lockleak: e\.mu\.Lock\(\) .* returns`
	}
	if err := set(); err != nil {
		return err
	}
	end()
	return nil
}

// OnceBad tests in a literal, acquires, and tests again in it.
func (e *entry) OnceBad(set func() (int, error)) error {
	known := func() bool { return e.value != nil }
	if known() {
		return nil
	}
	e.mu.Lock() // want `lockleak: e\.mu\.Lock\(\) .* returns`
	if known() {
		return nil
	}
	v, err := set()
	e.value = &v
	e.mu.Unlock()
	return err
}

// OnceOk releases where the value is known by then.
func (e *entry) OnceOk(set func() (int, error)) error {
	known := func() bool { return e.value != nil }
	if known() {
		return nil
	}
	e.mu.Lock()
	if known() {
		e.mu.Unlock()
		return nil
	}
	v, err := set()
	e.value = &v
	e.mu.Unlock()
	return err
}
