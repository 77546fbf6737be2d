//go:build !unix

package obligation_test

import "time"

// cpuTime returns nothing where it is not known how long a process has run.
func cpuTime() time.Duration { return 0 }
