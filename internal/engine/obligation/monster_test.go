package obligation_test

import (
	"testing"
	"time"

	"github.com/lockleak/lockleak/internal/dev/monster"
)

// Budgets for a monster. They are about hangs: what is seen stands in
// docs/performance.md, and is far less.
const (
	maxMonsterTime  = 60 * time.Second // on processors
	maxMonsterAlloc = 6 << 30          // bytes, over the time
	maxMonsterHeap  = 1 << 30          // bytes, at once
)

// TestMonsters runs all checks over programs that are far too large.
func TestMonsters(t *testing.T) {
	if testing.Short() {
		t.Skip("analyses large programs")
	}
	for _, m := range monster.All() {
		t.Run(m.Name, func(t *testing.T) {
			u := measure(t, m.Source(m.Size))
			t.Logf("%d: %.1f s, %d MB, %d MB over the time; %d acquires, %d findings",
				m.Size, u.time.Seconds(), u.heap>>20, u.alloc>>20, u.sites, u.findings)
			if u.time > maxMonsterTime || u.alloc > maxMonsterAlloc || u.heap > maxMonsterHeap {
				t.Errorf("the budget is %v, %d MB, and %d MB over the time", maxMonsterTime, maxMonsterHeap>>20, int64(maxMonsterAlloc)>>20)
			}
		})
	}
}

// TestMonstersGrow compares what it takes to analyse small monsters with what
// it takes for those of twice the size. It tells work that grows with the
// square of a program, by the memory that goes through.
func TestMonstersGrow(t *testing.T) {
	for _, m := range monster.All() {
		t.Run(m.Name, func(t *testing.T) {
			n := min(m.Size/4, 200)
			small, large := measure(t, m.Source(n)), measure(t, m.Source(2*n))
			factor := float64(large.alloc) / float64(small.alloc)
			t.Logf("%d: %d KB, %d: %d KB, factor %.1f", n, small.alloc>>10, 2*n, large.alloc>>10, factor)
			if factor > m.Factor {
				t.Errorf("twice the size takes %.1f times as much, more than %.1f", factor, m.Factor)
			}
		})
	}
}
