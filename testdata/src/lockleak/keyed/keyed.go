// Package keyed holds locks that are chosen by an argument.
package keyed

import (
	"context"
	"errors"
	"strings"
	"sync"
)

var (
	errBusy  = errors.New("busy")
	errEmpty = errors.New("empty")
)

// A nameLocker has a lock for every name.
type nameLocker struct {
	mu    sync.Mutex
	names map[string]*sync.Mutex
}

func (l *nameLocker) get(name string) *sync.Mutex {
	l.mu.Lock()
	defer l.mu.Unlock()
	m, ok := l.names[name]
	if !ok {
		m = new(sync.Mutex)
		l.names[name] = m
	}
	return m
}

func (l *nameLocker) Lock(name string)         { l.get(name).Lock() }
func (l *nameLocker) TryLock(name string) bool { return l.get(name).TryLock() }
func (l *nameLocker) Unlock(name string)       { l.get(name).Unlock() }

// An idLocker has a lock for every number, and can fail.
type idLocker interface {
	Lock(ctx context.Context, id int64) error
	Unlock(id int64)
}

type volumes struct {
	names nameLocker
	ids   idLocker
	paths map[string]string
}

// NameOk releases the same name on both exits.
func (v *volumes) NameOk(name string) error {
	v.names.Lock(name)
	if _, ok := v.paths[name]; !ok {
		v.names.Unlock(name)
		return errEmpty
	}
	delete(v.paths, name)
	v.names.Unlock(name)
	return nil
}

// NameBad lacks one line of NameOk.
func (v *volumes) NameBad(name string) error {
	v.names.Lock(name) // want `lockleak: v\.names\.Lock\(name\) .* returns`
	if _, ok := v.paths[name]; !ok {
		return errEmpty
	}
	delete(v.paths, name)
	v.names.Unlock(name)
	return nil
}

// RebuiltOk builds the same key twice.
func (v *volumes) RebuiltOk(dir, name string) {
	v.names.Lock(dir + "/" + name)
	delete(v.paths, name)
	v.names.Unlock(dir + "/" + name)
}

// RebuiltBad builds the same key twice and returns in between.
func (v *volumes) RebuiltBad(dir, name string) {
	v.names.Lock(dir + "/" + name) // want `lockleak: v\.names\.Lock\(dir \+ "/" \+ name\) .* returns`
	if v.paths == nil {
		return
	}
	delete(v.paths, name)
	v.names.Unlock(dir + "/" + name)
}

// NormalizedOk normalizes the key before it enters.
func (v *volumes) NormalizedOk(name string) {
	name = strings.ToLower(name)
	v.names.Lock(name)
	delete(v.paths, name)
	v.names.Unlock(name)
}

// DeferredOk evaluates the key where it defers.
func (v *volumes) DeferredOk(name string) {
	v.names.Lock(name)
	defer v.names.Unlock(name)
	name = strings.ToLower(name)
	delete(v.paths, name)
}

// TryOk has the name where the attempt succeeded.
func (v *volumes) TryOk(name string) error {
	if !v.names.TryLock(name) {
		return errBusy
	}
	if v.paths == nil {
		v.names.Unlock(name)
		return errEmpty
	}
	delete(v.paths, name)
	v.names.Unlock(name)
	return nil
}

// TryBad lacks one line of TryOk.
func (v *volumes) TryBad(name string) error {
	if !v.names.TryLock(name) { // want `lockleak: v\.names\.TryLock\(name\) .* returns`
		return errBusy
	}
	if v.paths == nil {
		return errEmpty
	}
	delete(v.paths, name)
	v.names.Unlock(name)
	return nil
}

// IDOk has the number where err is nil.
func (v *volumes) IDOk(ctx context.Context, id int64, f func() error) error {
	if err := v.ids.Lock(ctx, id); err != nil {
		return err
	}
	defer v.ids.Unlock(id)
	return f()
}

// IDBad defers behind the work, unlike IDOk.
func (v *volumes) IDBad(ctx context.Context, id int64, f func() error) error {
	if err := v.ids.Lock(ctx, id); err != nil { // want `lockleak: v\.ids\.Lock\(ctx, id\) .* returns`
		return err
	}
	if err := f(); err != nil {
		return err
	}
	v.ids.Unlock(id)
	return nil
}

// TwoNamesOk releases two different names.
func (v *volumes) TwoNamesOk(from, to string) error {
	v.names.Lock(from)
	v.names.Lock(to)
	if v.paths[from] == "" {
		v.names.Unlock(to)
		v.names.Unlock(from)
		return errEmpty
	}
	v.paths[to] = v.paths[from]
	v.names.Unlock(to)
	v.names.Unlock(from)
	return nil
}

// TwoNamesBad releases one of two different names on its error path.
func (v *volumes) TwoNamesBad(from, to string) error {
	v.names.Lock(from) // want `lockleak: v\.names\.Lock\(from\) .* returns`
	v.names.Lock(to)
	if v.paths[from] == "" {
		v.names.Unlock(to)
		return errEmpty
	}
	v.paths[to] = v.paths[from]
	v.names.Unlock(to)
	v.names.Unlock(from)
	return nil
}

// PopOk gives the queue back in the goroutine that finishes the request.
func (v *volumes) PopOk(topic, group string, pop func()) error {
	key := topic + "@" + group
	if !v.names.TryLock(key) {
		return errBusy
	}
	if v.paths == nil {
		v.names.Unlock(key)
		return errEmpty
	}
	go func() {
		defer v.names.Unlock(key)
		pop()
	}()
	return nil
}

// PopBad has a second early return between the first one and the goroutine.
func (v *volumes) PopBad(topic, group string, stop bool, pop func()) error {
	key := topic + "@" + group
	if !v.names.TryLock(key) { // want `lockleak: v\.names\.TryLock\(key\) .* returns`
		return errBusy
	}
	if v.paths == nil {
		v.names.Unlock(key)
		return errEmpty
	}
	if stop {
		return errBusy
	}
	go func() {
		defer v.names.Unlock(key)
		pop()
	}()
	return nil
}

// LoopOk releases each name before it goes on.
func (v *volumes) LoopOk(names []string) {
	for _, name := range names {
		v.names.Lock(name)
		if name == "" {
			v.names.Unlock(name)
			continue
		}
		delete(v.paths, name)
		v.names.Unlock(name)
	}
}

// LoopBad lacks one line of LoopOk.
func (v *volumes) LoopBad(names []string) {
	for _, name := range names {
		v.names.Lock(name) // want `lockleak: v\.names\.Lock\(name\) .* next round of the loop`
		if name == "" {
			continue
		}
		delete(v.paths, name)
		v.names.Unlock(name)
	}
}
