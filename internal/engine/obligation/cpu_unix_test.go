//go:build unix

package obligation_test

import (
	"syscall"
	"time"
)

// cpuTime returns how long the process has run on processors.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
