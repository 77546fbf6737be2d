// Package modes has functions that turn a hold of one mode into one of the other.
package modes

import "sync"

// An rw is a lock whose holder can become a reader.
type rw struct{ mu sync.RWMutex }

func (l *rw) Lock()    { l.mu.Lock() }
func (l *rw) Unlock()  { l.mu.Unlock() }
func (l *rw) RLock()   { l.mu.RLock() }
func (l *rw) RUnlock() { l.mu.RUnlock() }

// DowngradeLock does what nobody can look into.
func (l *rw) DowngradeLock() { downgrade(&l.mu) }

var downgrade func(*sync.RWMutex)

// A table has rows.
type table struct {
	mu    rw
	state int
	rows  map[string]int
}

// demoteOk is a wrapper of the downgrade.
func (t *table) demoteOk() { t.mu.DowngradeLock() }

// settleOk is a wrapper of the wrapper.
func (t *table) settleOk() {
	t.state++
	t.demoteOk()
}

// stepOk writes as a writer, and is a reader before and after.
func (t *table) stepOk() bool {
	if t.state == 1 {
		return false
	}
	t.mu.RUnlock()
	t.mu.Lock()
	defer t.mu.DowngradeLock()
	if t.state != 0 {
		return true
	}
	t.state = 1
	return true
}

// StepsOk stays a reader.
func (t *table) StepsOk() {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for t.stepOk() {
	}
}

// CountOk leaves as a reader.
func (t *table) CountOk(name string) int {
	t.mu.Lock()
	t.rows[name]++
	t.demoteOk()
	defer t.mu.RUnlock()
	return t.rows[name]
}

// CountBad leaves as a writer.
func (t *table) CountBad(name string) int {
	t.mu.Lock()
	t.rows[name]++
	t.demoteOk()
	defer t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) releases t\.mu in the mode in which it is not held`
	return t.rows[name]
}

// SettleOk leaves as a reader.
func (t *table) SettleOk(name string) int {
	t.mu.Lock()
	t.rows[name]++
	t.settleOk()
	n := t.rows[name]
	t.mu.RUnlock()
	return n
}

// SettleBad leaves as a writer.
func (t *table) SettleBad(name string) int {
	t.mu.Lock()
	t.rows[name]++
	t.settleOk()
	n := t.rows[name]
	t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) releases t\.mu in the mode in which it is not held`
	return n
}

// A list has a lock of package sync.
type list struct {
	mu    sync.RWMutex
	names []string
}

// relaxOk has another writer between.
func (l *list) relaxOk() {
	l.mu.Unlock()
	l.mu.RLock()
}

// pressOk has another writer between.
func (l *list) pressOk() {
	l.mu.RUnlock()
	l.mu.Lock()
}

// calmOk is a wrapper.
func (l *list) calmOk() { l.relaxOk() }

// AddOk leaves as a reader.
func (l *list) AddOk(name string) int {
	l.mu.Lock()
	l.names = append(l.names, name)
	l.relaxOk()
	defer l.mu.RUnlock()
	return len(l.names)
}

// AddBad leaves as a writer.
func (l *list) AddBad(name string) int {
	l.mu.Lock()
	l.names = append(l.names, name)
	l.relaxOk()
	defer l.mu.Unlock() // want `badunlock: l\.mu\.Unlock\(\) releases l\.mu in the mode in which it is not held`
	return len(l.names)
}

// PushOk becomes a writer where it has to.
func (l *list) PushOk(name string) {
	l.mu.RLock()
	if len(l.names) > 0 {
		l.mu.RUnlock()
		return
	}
	l.pressOk()
	l.names = append(l.names, name)
	l.mu.Unlock()
}

// PushCalmOk becomes one, and a reader again.
func (l *list) PushCalmOk(name string) int {
	l.mu.RLock()
	l.pressOk()
	l.names = append(l.names, name)
	l.calmOk()
	n := len(l.names)
	l.mu.RUnlock()
	return n
}

// PushCalmBad leaves as a writer.
func (l *list) PushCalmBad(name string) int {
	l.mu.RLock()
	l.pressOk()
	l.names = append(l.names, name)
	l.calmOk()
	n := len(l.names)
	l.mu.Unlock() // want `badunlock: l\.mu\.Unlock\(\) releases l\.mu in the mode in which it is not held`
	return n
}
