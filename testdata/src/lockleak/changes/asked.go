package changes

import (
	"strings"
	"sync"
	"sync/atomic"
)

// A function that only reads has the same result again, unless what it reads is written.
// Another one may have another result at the second call.

type feed struct {
	mu    sync.Mutex
	in    chan string
	last  string
	count int
	rows  []string
	ended atomic.Bool
}

func (f *feed) more() bool { return <-f.in != "" }

func (f *feed) full() bool { f.count++; return f.count > 3 }

func (f *feed) stale() bool { return f.ended.Load() }

func (f *feed) empty() bool { return len(f.rows) == 0 }

func (f *feed) plain() bool { return strings.TrimSpace(f.last) == f.last && !f.empty() }

func (f *feed) counted() bool {
	n := [2]int{len(f.rows), 1}
	for i := range n {
		n[i]++
	}
	return n[0] > n[1]
}

func (f *feed) deep() bool { return f.stepped() > 3 }

func (f *feed) stepped() int { f.count++; return f.count }

// MoreBad asks twice for what comes next.
func (f *feed) MoreBad() {
	f.mu.Lock() // want `lockleak: f\.mu\.Lock\(\) .* returns`
	if f.more() {
		f.mu.Unlock()
		return
	}
	if f.more() {
		return
	}
	f.mu.Unlock()
}

// FullBad counts how often it is asked.
func (f *feed) FullBad() {
	f.mu.Lock() // want `lockleak: f\.mu\.Lock\(\) .* returns`
	if f.full() {
		f.mu.Unlock()
		return
	}
	if f.full() {
		return
	}
	f.mu.Unlock()
}

// DeepBad does so by another function.
func (f *feed) DeepBad() {
	f.mu.Lock() // want `lockleak: f\.mu\.Lock\(\) .* returns`
	if f.deep() {
		f.mu.Unlock()
		return
	}
	if f.deep() {
		return
	}
	f.mu.Unlock()
}

// StaleBad reads what others write without the lock.
func (f *feed) StaleBad() {
	f.mu.Lock() // want `lockleak: f\.mu\.Lock\(\) .* returns`
	if f.stale() {
		f.mu.Unlock()
		return
	}
	if f.stale() {
		return
	}
	f.mu.Unlock()
}

// EmptyOk asks what only reads.
func (f *feed) EmptyOk() {
	f.mu.Lock()
	if f.empty() {
		f.mu.Unlock()
		return
	}
	if f.empty() {
		return
	}
	f.mu.Unlock()
}

// PlainOk asks what calls such functions.
func (f *feed) PlainOk() {
	f.mu.Lock()
	if f.plain() {
		f.mu.Unlock()
		return
	}
	if f.plain() {
		return
	}
	f.mu.Unlock()
}

// CountedOk asks what writes to a variable of its own.
func (f *feed) CountedOk() {
	f.mu.Lock()
	if f.counted() {
		f.mu.Unlock()
		return
	}
	if f.counted() {
		return
	}
	f.mu.Unlock()
}

// FullPairOk relies on the same result for the acquire and the release.
func (f *feed) FullPairOk() {
	if f.full() {
		f.mu.Lock()
	}
	f.count++
	if f.full() {
		f.mu.Unlock()
	}
}

// FullOnceOk asks once.
func (f *feed) FullOnceOk() {
	full := f.full()
	f.mu.Lock()
	if full {
		f.mu.Unlock()
	}
	f.count++
	if !full {
		f.mu.Unlock()
	}
}
