//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// interruptible has a command told to stop by a signal when its context ends, so that
// it can remove its temporary files. It is in a process group of its own: a terminal
// would tell it, too.
func interruptible(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
}
