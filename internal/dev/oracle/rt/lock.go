package rt

import (
	"reflect"
	"slices"
)

// acquire takes the lock, and reports whether it has it.
func (r *run) acquire(lock any, name string, shared, try bool) bool {
	r.step()
	stack := r.where()
	if _, keyed := lock.(entry); keyed && try && !r.isFree(lock, false) && r.cur == r.holder(lock).thread {
		r.unjudged = "it tries what it holds, which a table of locks may allow"
	}
	free := func() bool { return r.isFree(lock, shared) }
	if r.broken[lock] {
		if try && !Bool() {
			return false
		}
		r.hold(&hold{lock: lock, name: name, shared: shared, stack: stack, shadowed: true})
		return true
	}
	if try {
		if !free() {
			if h := r.holder(lock); h.thread == r.cur {
				r.faults = append(r.faults, &Event{Kind: Tried, Lock: name, Stack: stack, First: h.stack})
			}
			return false
		}
		if !Bool() {
			return false
		}
	} else if !r.wait(free) {
		r.fault(&Event{Kind: Relock, Lock: name, Stack: stack, First: r.holder(lock).stack}, lock)
		r.hold(&hold{lock: lock, name: name, shared: shared, stack: stack, shadowed: true})
		return true
	}
	for _, h := range r.holds {
		if h.lock == lock && h.shared == shared && h.lent != nil && !h.lent.ended && slices.Contains(r.cur.frames, h.lent) {
			h.released, h.lent = false, nil
			r.faults = append(r.faults, &Event{Kind: Retaken, Lock: name, Stack: stack})
			return true
		}
	}
	r.hold(&hold{lock: lock, name: name, shared: shared, stack: stack})
	return true
}

func (r *run) hold(h *hold) {
	h.thread = r.cur
	h.frames = slices.Clone(r.cur.frames)
	r.holds = append(r.holds, h)
}

func (r *run) isFree(lock any, shared bool) bool {
	if r.broken[lock] {
		return true
	}
	for _, h := range r.holds {
		if h.lock == lock && !h.released && !(shared && h.shared) {
			return false
		}
	}
	return true
}

// holder returns the first hold of the lock, nil if nobody holds it.
func (r *run) holder(lock any) *hold {
	for _, h := range r.holds {
		if h.lock == lock && !h.released {
			return h
		}
	}
	return nil
}

// before returns where the lock was last acquired, nil if it never was.
func (r *run) before(lock any) []Call {
	for i := len(r.holds) - 1; i >= 0; i-- {
		if h := r.holds[i]; h.lock == lock {
			return h.stack
		}
	}
	return nil
}

// release gives back the last hold of the lock.
func (r *run) release(lock any, name string, shared bool) {
	r.step()
	stack := r.where()
	var found *hold
	several := 0
	for _, h := range r.holds {
		if h.lock == lock && !h.released && h.shared == shared {
			found = h
			several++
		}
	}
	if r.broken[lock] {
		if found != nil {
			found.released = true
		}
		return
	}
	if several > 1 {
		r.unjudged = "a lock is shared with oneself"
	}
	if found == nil {
		r.fault(&Event{Kind: BadRelease, Lock: name, Stack: stack, First: r.before(lock)}, lock)
		return
	}
	found.released, found.by = true, stack[0].Func
	found.lent = nil
	if f := r.cur.frames[len(r.cur.frames)-1]; !slices.Contains(found.frames, f) && found.thread == r.cur {
		found.lent = f
	}
	for i, f := range found.frames {
		if f.ended {
			break
		}
		found.own = i + 1
	}
}

// fault notes that something went wrong with the lock. Nothing that happens to
// it from now on counts.
func (r *run) fault(e *Event, lock any) {
	r.faults = append(r.faults, e)
	r.broken[lock] = true
	for _, h := range r.holds {
		if h.lock == lock && !h.released {
			h.shadowed = true
		}
	}
}

// A Mutex stands in for sync.Mutex.
type Mutex struct{ name string }

// Lock, TryLock and Unlock are those of sync.Mutex.
func (m *Mutex) Lock() { now.acquire(m, m.name, false, false) }

// TryLock may fail even if the lock is free: somebody else has it for a moment.
func (m *Mutex) TryLock() bool { return now.acquire(m, m.name, false, true) }

// Unlock releases the lock.
func (m *Mutex) Unlock() { now.release(m, m.name, false) }

// An RWMutex stands in for sync.RWMutex.
type RWMutex struct{ name string }

// Lock acquires the lock exclusively.
func (m *RWMutex) Lock() { now.acquire(m, m.name, false, false) }

// TryLock tries to do the same.
func (m *RWMutex) TryLock() bool { return now.acquire(m, m.name, false, true) }

// Unlock gives that back.
func (m *RWMutex) Unlock() { now.release(m, m.name, false) }

// RLock acquires the lock to share it.
func (m *RWMutex) RLock() { now.acquire(m, m.name, true, false) }

// TryRLock tries to do the same.
func (m *RWMutex) TryRLock() bool { return now.acquire(m, m.name, true, true) }

// RUnlock gives that back.
func (m *RWMutex) RUnlock() { now.release(m, m.name, true) }

// Keyed is a table of locks.
type Keyed struct{ name string }

type entry struct {
	table *Keyed
	key   string
}

// Lock acquires the lock of the key.
func (k *Keyed) Lock(key string) { now.acquire(entry{k, key}, k.name, false, false) }

// TryLock tries to do the same.
func (k *Keyed) TryLock(key string) bool { return now.acquire(entry{k, key}, k.name, false, true) }

// Unlock gives that back.
func (k *Keyed) Unlock(key string) { now.release(entry{k, key}, k.name, false) }

// A WaitGroup stands in for sync.WaitGroup.
type WaitGroup struct{ n int }

// Add adds to the count.
func (w *WaitGroup) Add(n int) { w.n += n }

// Done takes one from the count.
func (w *WaitGroup) Done() { w.n-- }

// Wait waits until the count is zero.
func (w *WaitGroup) Wait() {
	if !now.wait(func() bool { return w.n <= 0 }) {
		now.unjudged = "it waits for ever"
	}
}

// Receive waits until the channel is closed.
func Receive(ch chan struct{}) {
	closed := func() bool {
		select {
		case <-ch:
			return true
		default:
			return false
		}
	}
	if !now.wait(closed) {
		now.unjudged = "it waits for ever"
	}
}

// Name gives the locks in the structure that p points to the names of their
// fields.
func Name(p any) {
	v := reflect.ValueOf(p).Elem()
	for i := range v.NumField() {
		name(v.Field(i), v.Type().Field(i).Name)
	}
}

// NameVar gives the lock that p points to a name.
func NameVar(p any, s string) { name(reflect.ValueOf(p).Elem(), s) }

func name(v reflect.Value, s string) {
	if v.Kind() == reflect.Array || v.Kind() == reflect.Slice {
		for i := range v.Len() {
			name(v.Index(i), s)
		}
		return
	}
	if !v.CanAddr() {
		return
	}
	switch p := v.Addr().UnsafePointer(); v.Type() {
	case reflect.TypeFor[Mutex]():
		(*Mutex)(p).name = s
	case reflect.TypeFor[RWMutex]():
		(*RWMutex)(p).name = s
	case reflect.TypeFor[Keyed]():
		(*Keyed)(p).name = s
	}
}
