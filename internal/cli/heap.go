package cli

import (
	"os"
	"runtime"
	"runtime/debug"
)

// startHeap is how much memory a vet tool uses before garbage is collected for
// the first time. Most packages need less.
const startHeap = 192 << 20 // bytes

// StartHeap puts off the first garbage collection, for a process that ends before
// long: the go command runs a vet tool for each package, most of them small, and
// collecting what they leave costs more than analysing them. After the first
// collection all is as usual. Nothing changes where the environment has GOGC or
// GOMEMLIMIT.
func StartHeap() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	percent := debug.SetGCPercent(-1)
	limit := debug.SetMemoryLimit(startHeap)
	sentinel := new([16]byte)
	runtime.AddCleanup(sentinel, func(percent int) {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}, percent)
}
