package twice

import "sync"

// What follows has methods of other names. A field that is only ever set one way
// tells each that the other one has run.

type job struct {
	mu       *sync.Mutex
	finished bool
	n        int
}

func newJob(mu *sync.Mutex) *job {
	mu.Lock()
	return &job{mu: mu}
}

// Finish releases the lock.
func (j *job) Finish() {
	j.n++
	j.mu.Unlock()
	j.finished = true
}

// StopBad asks for finished after the release.
func (j *job) StopBad() {
	j.mu.Unlock() // want `badunlock: j\.mu\.Unlock\(\) releases again what Finish has released; release it only where finished says that Finish has not run`
	if !j.finished {
		j.n = 0
	}
}

// AbortOk asks first.
func (j *job) AbortOk() {
	if j.finished {
		return
	}
	j.mu.Unlock()
	j.n = 0
}

type upload struct {
	name string
	part *int
}

func newUpload(name string) (*upload, error) {
	if err := tryLock(name); err != nil {
		return nil, err
	}
	return &upload{name, new(int)}, nil
}

// Commit gives the name free.
func (u *upload) Commit() {
	unlock(u.name)
	u.part = nil
}

// ShutdownBad asks for part after the release.
func (u *upload) ShutdownBad() int {
	unlock(u.name) // want `badunlock: unlock\(u\.name\) releases again what Commit has released; release it only where part says that Commit has not run`
	if u.part == nil {
		return 0
	}
	return *u.part
}

// A door is locked again and again: a field that says how it was last unlocked
// does not speak of this hold.
type door struct {
	mu   *sync.Mutex
	open bool
	n    int
}

func (d *door) enter() {
	d.mu.Lock()
	d.n++
}

func (d *door) leaveOpen() {
	d.mu.Unlock()
	d.open = true
}

func (d *door) leaveOk() {
	d.mu.Unlock()
	if d.open {
		println("was open once")
	}
}

// A turn is set back when it is used again, by who acquires the lock elsewhere.
type turn struct {
	mu   *sync.Mutex
	idle bool
}

func (t *turn) reset() { t.idle = false }

func (t *turn) pause() {
	t.mu.Unlock()
	t.idle = true
}

func (t *turn) endOk() {
	t.mu.Unlock()
	if t.idle {
		println("idle")
	}
}

// A lease may be set back by its address.
type lease struct {
	mu   *sync.Mutex
	over bool
}

func (l *lease) flag() *bool { return &l.over }

func (l *lease) yield() {
	l.mu.Unlock()
	l.over = true
}

func (l *lease) dropOk() {
	l.mu.Unlock()
	if l.over {
		println("over")
	}
}

// A slot is made anew in its place.
type slot struct {
	mu   *sync.Mutex
	used bool
}

func (s *slot) renew(mu *sync.Mutex) { *s = slot{mu: mu} }

func (s *slot) spend() {
	s.mu.Unlock()
	s.used = true
}

func (s *slot) freeOk() {
	s.mu.Unlock()
	if s.used {
		println("used")
	}
}

// A task ends in one method, which the other one calls.
type task struct {
	mu   *sync.Mutex
	done bool
}

func (t *task) complete() {
	t.endOk()
	t.done = true
}

func (t *task) endOk() {
	t.mu.Unlock()
	if !t.done {
		println("not done")
	}
}

// A stage sets its field before the other method could have been called: it asks
// for what it has set itself.
type stage struct {
	mu   *sync.Mutex
	left int
}

func (s *stage) step() {
	s.mu.Unlock()
	s.left--
}

func (s *stage) stopOk() {
	s.mu.Unlock()
	if s.left == 0 {
		println("last")
	}
}
