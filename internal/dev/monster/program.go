package monster

// Monsters that are many functions.

// recursion has n functions in a circle of calls, each with a section of a
// lock.
func recursion(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	for i := range n {
		f.line("func (s *store) f%d(a int) {", i)
		f.line("	s.mu.Lock()")
		f.line("	if a == %d { return }", i)
		f.line("	s.n += a")
		f.line("	s.mu.Unlock()")
		f.line("	if a > 0 { s.f%d(a - 1) }", (i+1)%n)
		f.line("}")
	}
	return f.String()
}

// mesh has n functions each of which calls ten others; some leave the lock held
// for their callers, some release what the caller holds.
func mesh(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	for i := range n {
		f.line("func (s *store) f%d(a int) bool {", i)
		switch i % 3 {
		case 0:
			f.line("	s.mu.Lock()")
		case 1:
			f.line("	s.mu.Unlock()")
		}
		for j := range 10 {
			f.line("	if a == %d && s.f%d(a + 1) { return true }", j, (i*(j+2)+j)%n)
		}
		f.line("	s.n++")
		f.line("	return a == %d", i)
		f.line("}")
	}
	return f.String()
}

// functions has n small functions.
func functions(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.RWMutex; n int }")
	f.times(n, `func (s *store) f#(a int) int {
	s.mu.RLock()
	if a == # { return a }
	n := s.n
	s.mu.RUnlock()
	return n
}`)
	return f.String()
}

// chain has n functions that pass an acquire on, each calling the one before,
// and one function that uses the last.
func chain(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	f.line("func (s *store) take0() { s.mu.Lock() }")
	for i := 1; i < n; i++ {
		f.line("func (s *store) take%d() { s.take%d() }", i, i-1)
	}
	f.line("func (s *store) run(a int) {")
	f.line("	s.take%d()", n-1)
	f.line("	if a == 7 { return }")
	f.line("	s.mu.Unlock()")
	f.line("}")
	return f.String()
}

// fields has a structure with n locks, functions that acquire all of them, and
// a function for each.
func fields(n int) string {
	f := newFile("sync")
	f.line("type store struct {")
	f.times(n, "	mu# sync.Mutex\n	n# int")
	f.line("}")
	f.line("func (s *store) lockAll() {")
	f.times(n, "	s.mu#.Lock()")
	f.line("}")
	f.line("func (s *store) unlockAll() {")
	f.times(n, "	s.mu#.Unlock()")
	f.line("}")
	f.line("func (s *store) run(a int) {")
	f.line("	s.lockAll()")
	f.line("	if a == 7 { return }")
	f.line("	s.unlockAll()")
	f.line("}")
	f.times(n, `func (s *store) add#(a int) {
	s.mu#.Lock()
	if a == # { return }
	s.n# += a
	s.mu#.Unlock()
}`)
	return f.String()
}

// instances has a generic function that is instantiated with n types.
func instances(n int) string {
	f := newFile("sync")
	f.line("type store[T any] struct { mu sync.Mutex; all []T }")
	f.line("func (s *store[T]) add(x T, ok bool) bool {")
	f.line("	s.mu.Lock()")
	f.line("	if ok { return ok }")
	f.line("	s.all = append(s.all, x)")
	f.line("	s.mu.Unlock()")
	f.line("	return ok")
	f.line("}")
	f.line("func fill[T any](s *store[T], x T) { s.add(x, true); s.mu.Lock(); s.all = nil; s.mu.Unlock() }")
	for i := range n {
		f.line("type t%d struct { n [%d]int }", i, i)
		f.line("func use%d(s *store[t%d]) { fill(s, t%d{}); s.mu.Lock(); defer s.mu.Unlock(); s.all = nil }", i, i, i)
	}
	return f.String()
}
