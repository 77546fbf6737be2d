package goload

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// startHeap is how much memory a vet tool uses before garbage is collected for
// the first time. Most packages need less.
const startHeap = 192 << 20 // bytes

// A heap of which a collection leaves largeHeap or more is let grow by largePercent
// until the next one. What the SSA form of a large package needs lives to the end,
// and to mark it again and again is a good part of all that there is to do.
const (
	largeHeap    = 96 << 20 // bytes
	largePercent = 200
)

// StartHeap puts off garbage collections, for a process that ends before long: the
// go command runs a vet tool for each package, most of them small, and collecting
// what they leave costs more than analysing them. Nothing changes where the
// environment has GOGC or GOMEMLIMIT.
func StartHeap() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	percent := debug.SetGCPercent(-1)
	limit := debug.SetMemoryLimit(startHeap)
	behindCollection(func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
		growLarge()
	})
}

// growLarge has a large heap grow more, now or behind a later collection.
func growLarge() {
	if liveHeap() >= largeHeap {
		debug.SetGCPercent(largePercent)
		return
	}
	behindCollection(growLarge)
}

// behindCollection calls f behind the next garbage collection.
func behindCollection(f func()) {
	sentinel := new([16]byte)
	runtime.AddCleanup(sentinel, func(f func()) { f() }, f)
}

// liveHeap returns how many bytes the last collection has left.
func liveHeap() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return s[0].Value.Uint64()
}
