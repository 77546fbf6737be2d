package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// A cost is what a run has cost.
type cost struct {
	wall time.Duration
	cpu  time.Duration // of all its processes
	peak int64         // bytes: the memory of its largest process, 0 where that is not known
}

func (c cost) String() string {
	return fmt.Sprintf("%.1f s, %.1f s of processors, %d MB", c.wall.Seconds(), c.cpu.Seconds(), c.peak>>20)
}

// measure runs a command. That it finds something is no error.
func measure(c command) (cost, error) {
	cmd := exec.Command(c.args[0], c.args[1:]...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), c.env...)
	start := time.Now()
	out, err := cmd.CombinedOutput()
	wall := time.Since(start)
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != 1) {
		return cost{}, fmt.Errorf("%w\n%s", err, out)
	}
	s := cmd.ProcessState
	return cost{wall, s.UserTime() + s.SystemTime(), peak(s)}, nil
}
