// Package replaced has locks of objects that what is called replaces.
package replaced

import "sync"

type file struct {
	mu   sync.Mutex
	size int
}

type journal struct {
	active *file
	sealed int
}

func (j *journal) rotate() { j.active = &file{} }

func (j *journal) seal() { j.sealed++ }

// RollOk holds the old file while the new one is written.
func (j *journal) RollOk(n int) {
	old := j.active
	old.mu.Lock()
	defer old.mu.Unlock()
	if old.size > n {
		j.rotate()
		j.active.mu.Lock()
		j.active.size = n
		j.active.mu.Unlock()
	}
}

// RollBad writes the same file.
func (j *journal) RollBad(n int) {
	old := j.active
	old.mu.Lock()
	defer old.mu.Unlock()
	if old.size > n {
		j.seal()
		j.active.mu.Lock() // want `relock: j\.active\.mu\.Lock\(\) acquires j\.active\.mu, which the path holds already`
		j.active.size = n
		j.active.mu.Unlock()
	}
}

var current = new(file)

func reopen() { current = new(file) }

// closeOk keeps the lock: nobody is to use the file any more.
func closeOk() {
	current.mu.Lock()
	current.size = 0
}

// RestartOk closes another file each time.
func RestartOk() {
	closeOk()
	reopen()
	closeOk()
}

// RestartBad closes the same file twice.
func RestartBad() {
	closeOk()
	current.mu.Lock() // want `relock: current\.mu\.Lock\(\) acquires current\.mu, which the path holds already`
	current.mu.Unlock()
}
