package goload

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// TestStartHeap checks that the settings are the usual ones again once garbage
// was collected, that a large heap may grow more, and that the settings are left
// alone where somebody has set them.
func TestStartHeap(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	defer debug.SetGCPercent(debug.SetGCPercent(77))
	settings := func() (percent, limit uint64) { // without setting them, as StartHeap may do at the same time
		s := []metrics.Sample{{Name: "/gc/gogc:percent"}, {Name: "/gc/gomemlimit:bytes"}}
		metrics.Read(s)
		return s[0].Value.Uint64(), s[1].Value.Uint64()
	}
	StartHeap()
	if percent, limit := settings(); percent != math.MaxUint64 || limit != startHeap {
		t.Fatalf("collections begin by %d %%, at %d bytes", percent, limit)
	}
	collect(t, func() bool {
		percent, limit := settings()
		return percent == 77 && limit == math.MaxInt64
	}, "the settings stay")
	large := make([]byte, largeHeap)
	collect(t, func() bool {
		percent, _ := settings()
		return percent == largePercent
	}, "a large heap is treated like a small one")
	runtime.KeepAlive(large)
	debug.SetGCPercent(77)
	t.Setenv("GOGC", "77")
	StartHeap()
	if percent, _ := settings(); percent != 77 {
		t.Errorf("GOGC is set, and collections begin by %d %%", percent)
	}
}

// collect collects garbage until done reports true, for minutes at the most:
// cleanups run some time after a collection.
func collect(t *testing.T, done func() bool, otherwise string) {
	t.Helper()
	for end := time.Now().Add(5 * time.Minute); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(otherwise)
		}
		runtime.GC()
	}
}
