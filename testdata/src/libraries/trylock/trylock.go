// Package trylock uses github.com/subchen/go-trylock/v2.
package trylock

import (
	"context"
	"time"

	"github.com/subchen/go-trylock/v2"
)

type index struct {
	mu    trylock.TryLocker
	terms map[string]int
}

// WaitOk has nothing where it has waited in vain.
func (x *index) WaitOk(term string) bool {
	if !x.mu.TryLockTimeout(time.Second) {
		return false
	}
	defer x.mu.Unlock()
	x.terms[term]++
	return true
}

// WaitBad keeps the lock of an empty index.
func (x *index) WaitBad(term string) bool {
	if !x.mu.TryLockTimeout(time.Second) { // want `lockleak: x\.mu\.TryLockTimeout\(.*\) .* returns`
		return false
	}
	if x.terms == nil {
		return false
	}
	x.terms[term]++
	x.mu.Unlock()
	return true
}

// ContextOk has nothing where the context ended first.
func (x *index) ContextOk(ctx context.Context, term string) bool {
	if !x.mu.TryLock(ctx) {
		return false
	}
	x.terms[term]++
	x.mu.Unlock()
	return true
}

// ContextBad keeps the lock of an empty index.
func (x *index) ContextBad(ctx context.Context, term string) bool {
	if !x.mu.TryLock(ctx) { // want `lockleak: x\.mu\.TryLock\(ctx\) .* returns`
		return false
	}
	if x.terms == nil {
		return false
	}
	x.terms[term]++
	x.mu.Unlock()
	return true
}

// ReaderWaitOk has nothing where it has waited in vain.
func (x *index) ReaderWaitOk(term string) int {
	if !x.mu.RTryLockTimeout(time.Second) {
		return -1
	}
	defer x.mu.RUnlock()
	return x.terms[term]
}

// ReaderWaitBad returns early as a reader.
func (x *index) ReaderWaitBad(term string) int {
	if !x.mu.RTryLockTimeout(time.Second) { // want `lockleak: x\.mu\.RTryLockTimeout\(.*\) .* returns`
		return -1
	}
	if x.terms == nil {
		return 0
	}
	n := x.terms[term]
	x.mu.RUnlock()
	return n
}

// ReaderContextOk has nothing where the context ended first.
func (x *index) ReaderContextOk(ctx context.Context, term string) int {
	if !x.mu.RTryLock(ctx) {
		return -1
	}
	defer x.mu.RUnlock()
	return x.terms[term]
}

// ReaderContextBad returns early as a reader.
func (x *index) ReaderContextBad(ctx context.Context, term string) int {
	if !x.mu.RTryLock(ctx) { // want `lockleak: x\.mu\.RTryLock\(ctx\) .* returns`
		return -1
	}
	if x.terms == nil {
		return 0
	}
	n := x.terms[term]
	x.mu.RUnlock()
	return n
}
