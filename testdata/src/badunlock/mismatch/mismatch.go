// Package mismatch holds releases in the mode that is not held.
package mismatch

import (
	"errors"
	"sync"
)

var errUnknown = errors.New("unknown")

// A roster maps names to groups.
type roster struct {
	mu     sync.RWMutex
	groups map[string]string
	asked  int
}

// GroupBad releases by hand as a writer what it has as a reader.
func (r *roster) GroupBad(name string) string {
	r.mu.RLock()
	g := r.groups[name]
	r.mu.Unlock() // want `badunlock: r\.mu\.Unlock\(\) releases r\.mu in the mode in which it is not held; .*RUnlock`
	return g
}

// GroupOk releases as a reader.
func (r *roster) GroupOk(name string) string {
	r.mu.RLock()
	g := r.groups[name]
	r.mu.RUnlock()
	return g
}

// JoinBad releases by hand as a reader what it has as a writer.
func (r *roster) JoinBad(name, group string) {
	r.mu.Lock()
	r.groups[name] = group
	r.mu.RUnlock() // want `badunlock: r\.mu\.RUnlock\(\) releases r\.mu in the mode in which it is not held; .*Unlock`
}

// JoinOk releases as a writer.
func (r *roster) JoinOk(name, group string) {
	r.mu.Lock()
	r.groups[name] = group
	r.mu.Unlock()
}

// DeferredBad defers the writer's release for the reader.
func (r *roster) DeferredBad(name string) (string, error) {
	r.mu.RLock()
	defer r.mu.Unlock() // want `badunlock: r\.mu\.Unlock\(\) releases r\.mu in the mode in which it is not held`
	if g, ok := r.groups[name]; ok {
		return g, nil
	}
	return "", errUnknown
}

// DeferredOk defers its own.
func (r *roster) DeferredOk(name string) (string, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if g, ok := r.groups[name]; ok {
		return g, nil
	}
	return "", errUnknown
}

// DeferredReadBad defers the reader's release for the writer.
func (r *roster) DeferredReadBad(name, group string) {
	r.mu.Lock()
	defer r.mu.RUnlock() // want `badunlock: r\.mu\.RUnlock\(\) releases r\.mu in the mode in which it is not held`
	r.groups[name] = group
}

// ErrorBad releases as a writer in front of its error.
func (r *roster) ErrorBad(name string) (string, error) {
	r.mu.RLock()
	g, ok := r.groups[name]
	if !ok {
		r.mu.Unlock() // want `badunlock: r\.mu\.Unlock\(\) releases r\.mu in the mode in which it is not held`
		return "", errUnknown
	}
	r.mu.RUnlock()
	return g, nil
}

// ArgumentBad releases by an argument what it acquires by its opposite.
func (r *roster) ArgumentBad(name string, count bool) string {
	if count {
		r.mu.Lock()
		r.asked++
	} else {
		r.mu.RLock()
	}
	g := r.groups[name]
	if !count {
		r.mu.Unlock() // want `badunlock: r\.mu\.Unlock\(\) releases r\.mu in the mode in which it is not held`
	} else {
		r.mu.RUnlock() // want `badunlock: r\.mu\.RUnlock\(\) releases r\.mu in the mode in which it is not held`
	}
	return g
}

// ArgumentOk releases by the same argument.
func (r *roster) ArgumentOk(name string, count bool) string {
	if count {
		r.mu.Lock()
		r.asked++
	} else {
		r.mu.RLock()
	}
	g := r.groups[name]
	if count {
		r.mu.Unlock()
	} else {
		r.mu.RUnlock()
	}
	return g
}

// ArgumentDeferBad defers the reader's release whatever the argument is.
func (r *roster) ArgumentDeferBad(name string, count bool) string {
	if count {
		r.mu.Lock()
		r.asked++
	} else {
		r.mu.RLock()
	}
	defer r.mu.RUnlock() // want `badunlock: r\.mu\.RUnlock\(\) releases r\.mu in the mode in which it is not held`
	return r.groups[name]
}

// VariableOk has the release that fits in a variable.
func (r *roster) VariableOk(name string, count bool) string {
	release := r.mu.RUnlock
	if count {
		r.mu.Lock()
		release = r.mu.Unlock
		r.asked++
	} else {
		r.mu.RLock()
	}
	defer release()
	return r.groups[name]
}

// VariableBad has the reader's in any case.
func (r *roster) VariableBad(name string, count bool) string {
	release := r.mu.RUnlock
	if count {
		r.mu.Lock()
		r.asked++
	} else {
		r.mu.RLock()
	}
	defer release() // want `badunlock: release\(\) releases r\.mu in the mode in which it is not held`
	return r.groups[name]
}

// UpgradeBad has become a writer, and releases the reader at the end.
func (r *roster) UpgradeBad(name, group string) {
	r.mu.RLock()
	if _, ok := r.groups[name]; !ok {
		r.mu.RUnlock()
		r.mu.Lock()
		r.groups[name] = group
	}
	r.mu.RUnlock() // want `badunlock: r\.mu\.RUnlock\(\) releases r\.mu in the mode in which it is not held`
}

// UpgradeOk leaves as a writer, and becomes a reader again.
func (r *roster) UpgradeOk(name, group string) {
	r.mu.RLock()
	if _, ok := r.groups[name]; !ok {
		r.mu.RUnlock()
		r.mu.Lock()
		r.groups[name] = group
		r.mu.Unlock()
		r.mu.RLock()
	}
	r.mu.RUnlock()
}

// DowngradeDeferredBad has become a reader behind the writer's deferred release.
func (r *roster) DowngradeDeferredBad(name, group string) int {
	r.mu.Lock()
	defer r.mu.Unlock() // want `badunlock: r\.mu\.Unlock\(\) releases r\.mu in the mode in which it is not held`
	r.groups[name] = group
	r.mu.Unlock()
	r.mu.RLock()
	return len(r.groups)
}

// LiteralBad releases in a deferred literal.
func (r *roster) LiteralBad(name string) string {
	r.mu.RLock()
	defer func() {
		r.asked++
		r.mu.Unlock() // want `badunlock: r\.mu\.Unlock\(\) releases r\.mu in the mode in which it is not held`
	}()
	return r.groups[name]
}

// TryBad releases as a writer what it has tried as a reader.
func (r *roster) TryBad(name string) string {
	if !r.mu.TryRLock() {
		return ""
	}
	defer r.mu.Unlock() // want `badunlock: r\.mu\.Unlock\(\) releases r\.mu in the mode in which it is not held`
	return r.groups[name]
}

// TryOk releases as a reader.
func (r *roster) TryOk(name string) string {
	if !r.mu.TryRLock() {
		return ""
	}
	defer r.mu.RUnlock()
	return r.groups[name]
}

// RLockerBad releases by the reader's view what it has as a writer.
func (r *roster) RLockerBad(name, group string) {
	r.mu.Lock()
	defer r.mu.RLocker().Unlock() // want `badunlock: r\.mu\.RLocker\(\)\.Unlock\(\) releases .* in the mode in which it is not held`
	r.groups[name] = group
}
