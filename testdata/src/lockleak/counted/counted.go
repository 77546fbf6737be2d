// Package counted has locks that are held as often as a variable says.
package counted

import "sync"

type index struct {
	mu   sync.RWMutex
	hits int
}

// OnceOk counts to one.
func (x *index) OnceOk(write bool) {
	held := 0
	if write {
		x.mu.Lock()
		held++
	}
	x.hits++
	if held > 0 {
		x.mu.Unlock()
	}
}

// OnceBad asks for two.
func (x *index) OnceBad(write bool) {
	held := 0
	if write {
		x.mu.Lock() // want `lockleak: x\.mu\.Lock\(\) is not released on a path that returns`
		held++
	}
	x.hits++
	if held > 1 {
		x.mu.Unlock()
	}
}

// TwiceOk leaves the loop with the lock free: it has two rounds.
func (x *index) TwiceOk() {
	for round := 0; round < 2; round++ {
		if round == 0 {
			x.mu.Lock()
		}
		x.hits++
		if round == 1 {
			x.mu.Unlock()
		}
	}
}

// TwiceBad has three rounds.
func (x *index) TwiceBad() {
	for round := 0; round < 3; round++ {
		if round != 1 {
			x.mu.Lock() // want `lockleak: x\.mu\.Lock\(\) is not released on a path that returns`
		}
		x.hits++
		if round == 1 {
			x.mu.Unlock()
		}
	}
}

// ReadersOk releases as often as it has acquired.
func (x *index) ReadersOk(more func() bool) {
	i := 0
	for ; more(); i++ {
		x.mu.RLock()
	}
	for ; i > 0; i-- {
		x.mu.RUnlock()
	}
}

// ReadersBad releases once less.
func (x *index) ReadersBad(more func() bool) {
	i := 0
	for ; more(); i++ {
		x.mu.RLock() // want `lockleak: x\.mu\.RLock\(\) is not released on a path that returns`
	}
	for ; i > 1; i-- {
		x.mu.RUnlock()
	}
}

// CapturedOk is TwiceOk with literals that see the variable of the loop, which is
// another one in each round.
func (x *index) CapturedOk() {
	for round := 0; round < 2; round++ {
		func() {
			if round == 0 {
				x.mu.Lock()
			}
		}()
		x.hits++
		func() {
			if round == 1 {
				x.mu.Unlock()
			}
		}()
	}
}

// CapturedBad has three rounds, and a goroutine that sees the variable as well.
func (x *index) CapturedBad(report func(int)) {
	for round := 0; round < 3; round++ {
		if round != 1 {
			x.mu.Lock() // want `lockleak: x\.mu\.Lock\(\) is not released on a path that returns`
		}
		go func() { report(round) }()
		if round == 1 {
			x.mu.Unlock()
		}
	}
}

// LastRoundOk acquires once.
func (x *index) LastRoundOk(report func(int)) {
	for round := 0; round < 3; round++ {
		if round == 2 {
			x.mu.Lock()
			defer x.mu.Unlock()
		}
		go func() { report(round) }()
	}
}

// AddedOk changes the variable of the round in it.
func (x *index) AddedOk(report func(int)) {
	for round := 0; round < 4; round++ {
		if round == 2 {
			x.mu.Lock()
			defer x.mu.Unlock()
			func() { round++ }()
		}
		go func() { report(round) }()
	}
}

// AddedBad takes one off.
func (x *index) AddedBad() {
	for round := 0; round < 4; round++ {
		if round == 2 {
			x.mu.Lock()
			defer x.mu.Unlock() // want `deferlock: the release of x\.mu is deferred to the end of the function`
			func() { round-- }()
		}
	}
}
