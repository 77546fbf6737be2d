//go:build !unix

package goload

import "os/exec"

// setGroup does nothing: there are no process groups.
func setGroup(*exec.Cmd) {}

// interruptGroup ends cmd, as there is no gentler way.
func interruptGroup(cmd *exec.Cmd) { cmd.Process.Kill() }

func killGroup(cmd *exec.Cmd) { cmd.Process.Kill() }

// defaultArgBytes is below the 32 KB of a command line on Windows.
func defaultArgBytes() int { return 24 << 10 }
