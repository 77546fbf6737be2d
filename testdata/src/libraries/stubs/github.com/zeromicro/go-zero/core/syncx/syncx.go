// Package syncx stands for github.com/zeromicro/go-zero/core/syncx.
package syncx

import "time"

// Limit stands for a semaphore.
type Limit struct{ _ int }

func NewLimit(n int) Limit { return Limit{} }

func (l Limit) Borrow()         {}
func (l Limit) TryBorrow() bool { return false }
func (l Limit) Return() error   { return nil }

// TimeoutLimit stands for a semaphore that is waited for as long as is said.
type TimeoutLimit struct{ _ int }

func NewTimeoutLimit(n int) TimeoutLimit { return TimeoutLimit{} }

func (l TimeoutLimit) Borrow(timeout time.Duration) error { return nil }
func (l TimeoutLimit) TryBorrow() bool                    { return false }
func (l TimeoutLimit) Return() error                      { return nil }

// SpinLock stands for a spin lock.
type SpinLock struct{ _ int }

func (sl *SpinLock) Lock()         {}
func (sl *SpinLock) TryLock() bool { return false }
func (sl *SpinLock) Unlock()       {}
