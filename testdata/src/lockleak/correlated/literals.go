package correlated

import "sync"

type ledger struct {
	mu    sync.Mutex
	lines map[string]int
}

// LiteralsOk begins and ends by two literals, each of which asks the same variable.
func LiteralsOk(l *ledger, batch []string) {
	batched := len(batch) > 0
	begin := func() {
		if batched {
			l.mu.Lock()
		}
	}
	end := func() {
		if batched {
			l.mu.Unlock()
		}
	}
	begin()
	for _, s := range batch {
		l.lines[s]++
	}
	end()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines["batches"]++
}

// LiteralsBad ends where the batch is empty.
func LiteralsBad(l *ledger, batch []string) {
	batched := len(batch) > 0
	begin := func() {
		if batched {
			l.mu.Lock()
		}
	}
	end := func() {
		if !batched {
			l.mu.Unlock()
		}
	}
	begin()
	for _, s := range batch {
		l.lines[s]++
	}
	end()
	l.mu.Lock() // want `relock: l\.mu\.Lock\(\) acquires l\.mu, which the path holds already`
	defer l.mu.Unlock()
	l.lines["batches"]++
}

// FirstOk returns the first shard with space, locked, nil if there is none: what it has locked is not nil.
func FirstOk(shards []*shard) *shard {
	var found *shard
	for _, s := range shards {
		s.mu.Lock()
		if s.n == 0 {
			found = s
			break
		}
		s.mu.Unlock()
	}
	if found == nil {
		return nil
	}
	found.n++
	found.mu.Unlock()
	return found
}

// FirstBad returns it locked where it is shared.
func FirstBad(shards []*shard) bool {
	var found *shard
	for _, s := range shards {
		s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
		if s.n == 0 {
			found = s
			break
		}
		s.mu.Unlock()
	}
	if found == nil || found.shared {
		return false
	}
	found.n++
	found.mu.Unlock()
	return true
}
