package low

// WithLock runs fn with the store.
func (s *Store) WithLock(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn()
}

// View runs fn as a reader.
func (s *Store) View(fn func(rows map[string]int) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return fn(s.rows)
}

// Each runs fn for each key until it returns false.
func (s *Store) Each(fn func(key string) bool) {
	for key := range s.rows {
		if !fn(key) {
			return
		}
	}
}

// Run runs fn.
func Run(fn func()) { fn() }

// RunErr runs fn, and returns its error.
func RunErr(fn func() error) error {
	if err := fn(); err != nil {
		return err
	}
	return nil
}

// Async runs fn in a goroutine.
func Async(fn func()) {
	go fn()
}

// Retry runs fn until it has no error.
func Retry(n int, fn func() error) error {
	var err error
	for range n {
		if err = fn(); err == nil {
			return nil
		}
	}
	return err
}

// Outside runs fn while others can have the store.
func (s *Store) Outside(fn func()) {
	s.mu.Unlock()
	defer s.mu.Lock()
	fn()
}
