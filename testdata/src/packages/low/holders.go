package low

// A Tx has its store to itself until Commit or Rollback.
type Tx struct {
	s    *Store
	done bool
}

// Tx begins a transaction.
func (s *Store) Tx() (*Tx, error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, ErrClosed
	}
	return &Tx{s: s}, nil
}

// Put stores a row.
func (t *Tx) Put(key string, n int) error {
	if t.done {
		return ErrClosed
	}
	t.s.rows[key] = n
	return nil
}

// Commit ends the transaction.
func (t *Tx) Commit() error {
	t.done = true
	t.s.gen++
	t.s.mu.Unlock()
	return nil
}

// Rollback ends the transaction.
func (t *Tx) Rollback() {
	t.done = true
	t.s.mu.Unlock()
}

// A Cursor reads the store until it is closed.
type Cursor struct {
	keys    []string
	release func()
}

// Cursor returns a cursor, which is a reader of the store.
func (s *Store) Cursor() *Cursor {
	s.mu.RLock()
	c := &Cursor{release: s.mu.RUnlock}
	for key := range s.rows {
		c.keys = append(c.keys, key)
	}
	return c
}

// Next returns the next key.
func (c *Cursor) Next() (string, bool) {
	if len(c.keys) == 0 {
		return "", false
	}
	key := c.keys[0]
	c.keys = c.keys[1:]
	return key, true
}

// Close ends the cursor.
func (c *Cursor) Close() { c.release() }

// Snapshot returns the rows, and what ends the reading of them.
func (s *Store) Snapshot() (map[string]int, func()) {
	s.mu.RLock()
	return s.rows, func() { s.mu.RUnlock() }
}

// Exclusive returns what gives the store back, if it is not closed.
func (s *Store) Exclusive() (func(), error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, ErrClosed
	}
	return s.mu.Unlock, nil
}

// LockGuard returns a guard.
func (s *Store) LockGuard() *Guard {
	s.mu.Lock()
	return &Guard{s}
}

// A Guard gives a store back.
type Guard struct{ s *Store }

// Unlock gives it back.
func (g *Guard) Unlock() { g.s.mu.Unlock() }
