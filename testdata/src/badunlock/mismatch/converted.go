package mismatch

import "sync"

// A gate is a lock of either mode, one of which can be turned into the other.
type gate struct{ rw sync.RWMutex }

func (g *gate) Lock()    { g.rw.Lock() }
func (g *gate) Unlock()  { g.rw.Unlock() }
func (g *gate) RLock()   { g.rw.RLock() }
func (g *gate) RUnlock() { g.rw.RUnlock() }

// DowngradeLock goes on as a reader, with others in between.
func (g *gate) DowngradeLock() {
	g.rw.Unlock()
	g.rw.RLock()
}

// A ledger is read after it has been written.
type ledger struct {
	gate  gate
	rw    sync.RWMutex
	sum   int
	stale bool
}

// DowngradedBad releases what it has acquired, but not as it is held by now.
func (l *ledger) DowngradedBad(n int) int {
	l.gate.Lock()
	l.sum += n
	l.gate.DowngradeLock()
	sum := l.sum
	l.gate.Unlock() // want `badunlock: l\.gate\.Unlock\(\) releases l\.gate in the mode in which it is not held; l\.gate\.DowngradeLock\(\) has changed that since the acquire, so call RUnlock$`
	return sum
}

// DowngradedOk releases it as it is held.
func (l *ledger) DowngradedOk(n int) int {
	l.gate.Lock()
	l.sum += n
	l.gate.DowngradeLock()
	sum := l.sum
	l.gate.RUnlock()
	return sum
}

// refresh is entered as a reader, and returns as a writer if there is something to write.
func (l *ledger) refresh() {
	l.rw.RUnlock()
	l.rw.Lock()
	l.stale = false
}

// UpgradedBad defers the release of what it has acquired.
func (l *ledger) UpgradedBad() int {
	l.rw.RLock()
	defer l.rw.RUnlock() // want `badunlock: l\.rw\.RUnlock\(\) releases l\.rw in the mode in which it is not held; l\.refresh\(\) has changed that since the acquire, so call Unlock$`
	l.refresh()
	return l.sum
}

// UpgradedOk releases it as it is held.
func (l *ledger) UpgradedOk() int {
	l.rw.RLock()
	l.refresh()
	sum := l.sum
	l.rw.Unlock()
	return sum
}

// leave is there to release as a reader.
func (l *ledger) leave() { l.rw.RUnlock() }

// UpgradedByOtherBad releases by a function.
func (l *ledger) UpgradedByOtherBad() int {
	l.rw.RLock()
	l.refresh()
	sum := l.sum
	l.leave() // want `badunlock: l\.leave\(\) releases l\.rw in the mode in which it is not held; l\.refresh\(\) has changed that since the acquire, so release it as it is held then$`
	return sum
}

// WaitBad has left before it waits.
func (l *ledger) WaitBad() {
	l.rw.Lock()
	l.sum++
	l.rw.Unlock()
	l.pause() // want `badunlock: l\.pause\(\) releases l\.rw where it is not held, and acquires it again, on a path that has released it already; acquire it before that$`
}

// WaitOk waits before it has left.
func (l *ledger) WaitOk() {
	l.rw.Lock()
	l.sum++
	l.pause()
	l.rw.Unlock()
}

// pause lets others in.
func (l *ledger) pause() {
	l.rw.Unlock()
	l.rw.Lock()
}
