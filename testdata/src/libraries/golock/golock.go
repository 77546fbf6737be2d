// Package golock uses github.com/viney-shih/go-lock.
package golock

import (
	"context"
	"time"

	"github.com/viney-shih/go-lock"
)

type index struct {
	mu    lock.RWMutex
	terms map[string]int
}

// WaitOk has nothing where it has waited in vain.
func (x *index) WaitOk(term string) bool {
	if !x.mu.TryLockWithTimeout(time.Second) {
		return false
	}
	defer x.mu.Unlock()
	x.terms[term]++
	return true
}

// WaitBad keeps the lock of an empty index.
func (x *index) WaitBad(term string) bool {
	if !x.mu.TryLockWithTimeout(time.Second) { // want `lockleak: x\.mu\.TryLockWithTimeout\(.*\) .* returns`
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
	if !x.mu.TryLockWithContext(ctx) {
		return false
	}
	x.terms[term]++
	x.mu.Unlock()
	return true
}

// ContextBad keeps the lock of an empty index.
func (x *index) ContextBad(ctx context.Context, term string) bool {
	if !x.mu.TryLockWithContext(ctx) { // want `lockleak: x\.mu\.TryLockWithContext\(ctx\) .* returns`
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
	if !x.mu.RTryLockWithTimeout(time.Second) {
		return -1
	}
	defer x.mu.RUnlock()
	return x.terms[term]
}

// ReaderWaitBad returns early as a reader.
func (x *index) ReaderWaitBad(term string) int {
	if !x.mu.RTryLockWithTimeout(time.Second) { // want `lockleak: x\.mu\.RTryLockWithTimeout\(.*\) .* returns`
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
	if !x.mu.RTryLockWithContext(ctx) {
		return -1
	}
	defer x.mu.RUnlock()
	return x.terms[term]
}

// ReaderContextBad returns early as a reader.
func (x *index) ReaderContextBad(ctx context.Context, term string) int {
	if !x.mu.RTryLockWithContext(ctx) { // want `lockleak: x\.mu\.RTryLockWithContext\(ctx\) .* returns`
		return -1
	}
	if x.terms == nil {
		return 0
	}
	n := x.terms[term]
	x.mu.RUnlock()
	return n
}

// ReaderTryBad returns early as a reader.
func (x *index) ReaderTryBad(term string) int {
	if !x.mu.RTryLock() { // want `lockleak: x\.mu\.RTryLock\(\) .* returns`
		return -1
	}
	if x.terms == nil {
		return 0
	}
	n := x.terms[term]
	x.mu.RUnlock()
	return n
}

// ReaderTryOk has nothing where the attempt failed.
func (x *index) ReaderTryOk(term string) int {
	if !x.mu.RTryLock() {
		return -1
	}
	defer x.mu.RUnlock()
	return x.terms[term]
}
