package obligation_test

import (
	"testing"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
	"github.com/lockleak/lockleak/internal/dev/monster"
)

// Budgets for a monster. They are about hangs: what is seen stands in
// docs/performance.md, and is far less. Time has none, as it depends on the machine.
const (
	maxMonsterWork  = 25_000_000 // instructions interpreted
	maxMonsterAlloc = 6 << 30    // bytes, over the time
	maxMonsterHeap  = 1 << 30    // bytes, at once
)

// TestMonsters runs all checks over programs that are far too large.
func TestMonsters(t *testing.T) {
	exhaustive.Only(t)
	for _, m := range monster.All() {
		t.Run(m.Name, func(t *testing.T) {
			u := measure(t, m.Source(m.Size))
			t.Logf("%d: %.1f s, %d instructions, %d MB, %d MB over the time; %d acquires, %d findings",
				m.Size, u.time.Seconds(), u.engine.work, u.heap>>20, u.alloc>>20, u.sites, u.findings)
			if u.engine.work > maxMonsterWork || u.alloc > maxMonsterAlloc || u.heap > maxMonsterHeap {
				t.Errorf("the budget is %d instructions, %d MB, and %d MB over the time",
					maxMonsterWork, maxMonsterHeap>>20, int64(maxMonsterAlloc)>>20)
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
			n, limit := min(m.Size/4, 200), m.Factor
			if !exhaustive.Enabled() {
				n, limit = min(m.Size/10, 20), m.Factor+1 // small ones grow less evenly
			}
			small, large := measure(t, m.Source(n)), measure(t, m.Source(2*n))
			factor := float64(large.alloc) / float64(small.alloc)
			t.Logf("%d: %d KB, %d: %d KB, factor %.1f", n, small.alloc>>10, 2*n, large.alloc>>10, factor)
			if factor > limit {
				t.Errorf("twice the size takes %.1f times as much, more than %.1f", factor, limit)
			}
		})
	}
}
