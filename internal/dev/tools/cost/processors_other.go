//go:build !unix

package main

import "time"

// began is when the process did.
var began = time.Now()

// processors returns how long the process has run, by the clock.
func processors() time.Duration { return time.Since(began) }
