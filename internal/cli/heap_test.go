package cli

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
)

// TestStartHeap checks that the settings are the usual ones again once garbage
// was collected, and are left alone where somebody has set them.
func TestStartHeap(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	defer debug.SetGCPercent(debug.SetGCPercent(77))
	limit := func() int64 { return debug.SetMemoryLimit(-1) }
	percent := func() int {
		p := debug.SetGCPercent(77)
		debug.SetGCPercent(p)
		return p
	}
	StartHeap()
	if percent() != -1 || limit() != startHeap {
		t.Fatalf("collections begin by %d %%, at %d bytes", percent(), limit())
	}
	within(t, func() bool {
		runtime.GC()
		return percent() == 77 && limit() == math.MaxInt64
	}, "the settings stay")
	t.Setenv("GOGC", "77")
	StartHeap()
	if percent() != 77 {
		t.Errorf("GOGC is set, and collections begin by %d %%", percent())
	}
}
