//go:build !unix

package main

import "os/exec"

// interruptible does nothing where processes cannot be told to stop: they are killed.
func interruptible(*exec.Cmd) {}
