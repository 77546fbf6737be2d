//go:build unix

package goload

import (
	"os/exec"
	"syscall"
)

// setGroup makes cmd the head of a process group, so that a signal reaches
// the compilers and vet tools that the go command starts.
func setGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// interruptGroup asks cmd and all its children to stop.
func interruptGroup(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }

// killGroup ends cmd and all its children.
func killGroup(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// defaultArgBytes is well below the limit of a command line, which is 2 MB
// where the stack is not limited more than usual, less on other systems.
func defaultArgBytes() int { return 128 << 10 }
