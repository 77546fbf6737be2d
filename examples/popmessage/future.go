package popmessage

import "sync"

// A future is a value that is there later.
type future[T any] struct {
	mu    sync.Mutex
	done  bool
	value T
	then  []func(T)
}

// Complete gives the future its value and runs what waits for it. Only the
// first call counts.
func (f *future[T]) Complete(v T) {
	f.mu.Lock()
	if f.done {
		f.mu.Unlock()
		return
	}
	f.done, f.value = true, v
	then := f.then
	f.then = nil
	f.mu.Unlock()
	for _, fn := range then {
		fn(v)
	}
}

// WhenComplete has fn called with the value: later, or right now if the value
// is there.
func (f *future[T]) WhenComplete(fn func(T)) {
	f.mu.Lock()
	if !f.done {
		f.then = append(f.then, fn)
		f.mu.Unlock()
		return
	}
	v := f.value
	f.mu.Unlock()
	fn(v)
}
