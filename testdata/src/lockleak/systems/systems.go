// Package systems asks which system it runs on: it is written for all of them.
package systems

import (
	"runtime"
	"sync"
)

// A registry has a lock.
type registry struct {
	mu    sync.Mutex
	names map[string]string
}

// OneBad returns early on one system.
func (r *registry) OneBad(name string, find func(string) (string, error)) {
	r.mu.Lock() // want `lockleak: r\.mu\.Lock\(\) is not released on a path that returns`
	v, ok := r.names[name]
	if !ok && runtime.GOOS == "windows" {
		found, err := find(name)
		if err != nil {
			return
		}
		v = found
	}
	r.names[name] = v
	r.mu.Unlock()
}

// OneOk unlocks there.
func (r *registry) OneOk(name string, find func(string) (string, error)) {
	r.mu.Lock()
	v, ok := r.names[name]
	if !ok && runtime.GOOS == "windows" {
		found, err := find(name)
		if err != nil {
			r.mu.Unlock()
			return
		}
		v = found
	}
	r.names[name] = v
	r.mu.Unlock()
}

// OtherBad returns early on all systems but one.
func (r *registry) OtherBad(name string) {
	r.mu.Lock() // want `lockleak: r\.mu\.Lock\(\) is not released on a path that returns`
	if runtime.GOARCH != "wasm" {
		return
	}
	delete(r.names, name)
	r.mu.Unlock()
}

// TwiceOk has a lock on some systems.
func (r *registry) TwiceOk(name string) {
	if runtime.GOOS == "windows" || runtime.GOOS == "plan9" {
		r.mu.Lock()
	}
	delete(r.names, name)
	if runtime.GOOS == "windows" || runtime.GOOS == "plan9" {
		r.mu.Unlock()
	}
}

// TwiceBad unlocks on one of them.
func (r *registry) TwiceBad(name string) {
	if runtime.GOOS == "windows" || "plan9" == runtime.GOOS {
		r.mu.Lock() // want `lockleak: r\.mu\.Lock\(\) is not released on a path that returns`
	}
	delete(r.names, name)
	if runtime.GOOS == "windows" {
		r.mu.Unlock()
	}
}

// SwitchBad has a case that returns early.
func (r *registry) SwitchBad(name string) {
	r.mu.Lock() // want `lockleak: r\.mu\.Lock\(\) is not released on a path that returns`
	switch runtime.GOOS {
	case "windows", "plan9":
		return
	case "linux":
		delete(r.names, name)
	}
	r.mu.Unlock()
}

// SwitchOk has one that unlocks.
func (r *registry) SwitchOk(name string) {
	r.mu.Lock()
	switch runtime.GOOS {
	case "windows", "plan9":
		r.mu.Unlock()
		return
	case "linux":
		delete(r.names, name)
	}
	r.mu.Unlock()
}

// BothOk cannot be on two systems.
func (r *registry) BothOk(name string) {
	if runtime.GOOS == "windows" {
		r.mu.Lock()
	}
	if runtime.GOOS == "plan9" {
		return
	}
	delete(r.names, name)
	if runtime.GOOS == "windows" {
		r.mu.Unlock()
	}
}

// onWindows is decided where it is declared.
const onWindows = runtime.GOOS == "windows"

// FN_Declared has the question in a constant: that is what it is on this system.
func (r *registry) FN_Declared(name string) {
	r.mu.Lock()
	if onWindows {
		return
	}
	delete(r.names, name)
	r.mu.Unlock()
}

const debug = 0

// ConstantOk has a constant of its own, which is the same everywhere.
func (r *registry) ConstantOk(name string) {
	r.mu.Lock()
	switch debug {
	case 1:
		return
	}
	delete(r.names, name)
	r.mu.Unlock()
}
