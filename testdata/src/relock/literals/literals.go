// Package literals holds second acquires in function literals, and goroutines
// that wait for the function which starts them.
package literals

import "sync"

// A registry has names.
type registry struct {
	mu    sync.Mutex
	names map[string]int
	wg    sync.WaitGroup
	hook  func()
}

// CalledBad calls a literal that acquires.
func (r *registry) CalledBad(name string) {
	add := func(n int) {
		r.mu.Lock() // want `relock: r\.mu\.Lock\(\) acquires r\.mu, which the path holds already`
		r.names[name] += n
		r.mu.Unlock()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.names[name] == 0 {
		add(1)
	}
}

// CalledOk calls the literal without the lock.
func (r *registry) CalledOk(name string) {
	add := func(n int) {
		r.mu.Lock()
		r.names[name] += n
		r.mu.Unlock()
	}
	r.mu.Lock()
	missing := r.names[name] == 0
	r.mu.Unlock()
	if missing {
		add(1)
	}
}

// AtOnceBad calls a literal where it stands.
func (r *registry) AtOnceBad(name string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := func() int {
		r.mu.Lock() // want `relock: r\.mu\.Lock\(\) acquires r\.mu, which the path holds already`
		defer r.mu.Unlock()
		return r.names[name]
	}()
	return n + 1
}

// AtOnceOk has a literal for one section, and another section behind it.
func (r *registry) AtOnceOk(name string) int {
	n := func() int {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.names[name]
	}()
	r.mu.Lock()
	defer r.mu.Unlock()
	return n + len(r.names)
}

// GoroutineOk starts a goroutine that waits until the lock is given back.
func (r *registry) GoroutineOk(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	go func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.names, name)
	}()
	r.names[name]++
}

// clean locks the registry.
func (r *registry) clean() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.names)
}

// GoroutineMethodOk starts a method that waits until then.
func (r *registry) GoroutineMethodOk() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.names) > 100 {
		go r.clean()
	}
}

// FN_Wait waits for the goroutine that waits for its lock: what goroutines wait for is not followed.
func (r *registry) FN_Wait() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wg.Add(1)
	go func() {
		defer r.wg.Done()
		r.clean()
	}()
	r.wg.Wait()
}

// StoredOk stores a literal that acquires, for later.
func (r *registry) StoredOk() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hook = func() { r.clean() }
}

// InGoroutineBad acquires twice in a goroutine.
func (r *registry) InGoroutineBad(name string) {
	go func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.names[name] > 9 {
			r.clean() // want `relock: r\.clean\(\) acquires r\.mu, which the path holds already`
		}
	}()
}

// FN_Once has the lock around something that is done once, and acquires it there: whether it is done here is not
// known.
func (r *registry) FN_Once(once *sync.Once) {
	r.mu.Lock()
	defer r.mu.Unlock()
	once.Do(func() {
		r.mu.Lock()
		r.names = make(map[string]int)
		r.mu.Unlock()
	})
}

// OnceOk acquires in there only.
func (r *registry) OnceOk(once *sync.Once) {
	once.Do(func() {
		r.mu.Lock()
		r.names = make(map[string]int)
		r.mu.Unlock()
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[""]++
}
