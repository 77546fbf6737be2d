//go:build !linux

package main

import "time"

// threadBegan is when the process did.
var threadBegan = time.Now()

// thread returns how long the thread that calls it has run, by the clock.
func thread() time.Duration { return time.Since(threadBegan) }
