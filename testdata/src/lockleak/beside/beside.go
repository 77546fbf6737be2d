// Package beside has literals next to releases of their lock: one that another function
// has acquired itself is not theirs.
package beside

import "sync"

type worker struct {
	mu sync.Mutex
	n  int
}

// AroundBad has released what it acquired before the goroutine runs.
func (w *worker) AroundBad() {
	w.mu.Lock()
	w.n++
	w.mu.Unlock()
	go func() {
		w.mu.Lock()
		defer w.mu.Lock() // want `deferlock: the deferred w\.mu\.Lock\(\) acquires w\.mu while it is held`
		w.n++
	}()
}

// DeferredBad releases what it acquired when it returns.
func (w *worker) DeferredBad() {
	w.mu.Lock()
	defer w.mu.Unlock()
	go func() {
		w.mu.Lock()
		if w.n > 3 {
			w.mu.Lock() // want `deferlock: w\.mu\.Lock\(\) acquires w\.mu again`
			return
		}
		w.mu.Unlock()
	}()
}

// BesideBad has another literal that acquires what it releases.
func (w *worker) BesideBad(run func(func())) {
	run(func() {
		w.mu.Lock()
		w.n++
		w.mu.Unlock()
	})
	run(func() {
		w.mu.Lock()
		defer w.mu.Lock() // want `deferlock: the deferred w\.mu\.Lock\(\) acquires w\.mu while it is held`
	})
}

// HandshakeOk has another literal release the first hold: the second acquire waits for it.
func (w *worker) HandshakeOk(run func(func())) {
	go func() {
		w.mu.Lock()
		w.n++
		w.mu.Lock()
		w.mu.Unlock()
	}()
	run(func() { w.mu.Unlock() })
}
