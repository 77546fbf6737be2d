package replaced

import "sync"

// A segment shares its lock with those who read it.
type segment struct {
	mu   *sync.RWMutex
	rows []int
	next *segment
}

// OpenOk makes the lock, and has it for the first row.
func (s *segment) OpenOk(row int) bool {
	s.mu = new(sync.RWMutex)
	s.mu.Lock()
	if row < 0 {
		s.mu.Unlock()
		return false
	}
	s.rows = append(s.rows, row)
	s.mu.Unlock()
	return true
}

// OpenBad keeps it where there is no row.
func (s *segment) OpenBad(row int) bool {
	s.mu = new(sync.RWMutex)
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	if row < 0 {
		return false
	}
	s.rows = append(s.rows, row)
	s.mu.Unlock()
	return true
}

// ShareBad is given the lock.
func (s *segment) ShareBad(mu *sync.RWMutex, row int) bool {
	s.mu = mu
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	if row < 0 {
		return false
	}
	s.rows = append(s.rows, row)
	s.mu.Unlock()
	return true
}

// AppendOk makes the lock if there is none yet.
func (s *segment) AppendOk(row int) {
	if s.mu == nil {
		s.mu = new(sync.RWMutex)
	}
	s.mu.Lock()
	s.rows = append(s.rows, row)
	s.mu.Unlock()
}

// AppendBad does the same.
func (s *segment) AppendBad(row int) {
	if s.mu == nil {
		s.mu = new(sync.RWMutex)
	}
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	if row < 0 {
		return
	}
	s.rows = append(s.rows, row)
	s.mu.Unlock()
}

// AgainBad acquires by the field what it has acquired by the variable.
func (s *segment) AgainBad(mu *sync.RWMutex) {
	s.mu = mu
	mu.Lock()
	s.mu.Lock() // want `relock: s\.mu\.Lock\(\) acquires s\.mu, which the path holds already`
	s.rows = nil
	s.mu.Unlock()
	mu.Unlock()
}

func (s *segment) unshare() { s.mu = new(sync.RWMutex) }

// UnshareOk has another lock when it comes back.
func (s *segment) UnshareOk(mu *sync.RWMutex) {
	s.mu = mu
	s.mu.Lock()
	s.unshare()
	s.mu.Lock()
	s.rows = nil
	s.mu.Unlock()
	mu.Unlock()
}

// HandlerOk has the lock replaced by a literal that others run.
func (s *segment) HandlerOk(mu *sync.RWMutex, run func(func())) {
	s.mu = mu
	s.mu.Lock()
	run(func() { s.mu = new(sync.RWMutex) })
	s.mu.Lock()
	s.rows = nil
	s.mu.Unlock()
	mu.Unlock()
}

// SwapOk acquires the other lock that it has put there itself.
func (s *segment) SwapOk(mu *sync.RWMutex) {
	s.mu = mu
	s.mu.Lock()
	s.mu = new(sync.RWMutex)
	s.mu.Lock()
	s.rows = nil
	s.mu.Unlock()
	mu.Unlock()
}

// A log writes to the last file.
type log struct{ last *file }

// LastOk tries again where somebody has put another file there.
func (l *log) LastOk(n int) *file {
	if n > 0 {
		l.last = new(file)
	}
	for {
		f := l.last
		f.mu.Lock()
		if f == l.last {
			f.size = n
			f.mu.Unlock()
			return f
		}
		f.mu.Unlock()
	}
}

// LastBad gives up then.
func (l *log) LastBad(n int) *file {
	if n > 0 {
		l.last = new(file)
	}
	f := l.last
	f.mu.Lock() // want `lockleak: f\.mu\.Lock\(\) .* returns`
	if f != l.last {
		return nil
	}
	f.size = n
	f.mu.Unlock()
	return f
}
