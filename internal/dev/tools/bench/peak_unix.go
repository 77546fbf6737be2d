//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peak returns the memory of the largest of the processes that have ended, in
// bytes.
func peak(s *os.ProcessState) int64 {
	max := s.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS == "linux" {
		max *= 1024
	}
	return max
}
