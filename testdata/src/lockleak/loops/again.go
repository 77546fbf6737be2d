package loops

import "sync"

// A journal is written by a loop that takes the same lock in each round.
type journal struct {
	mu    sync.Mutex
	in    chan int
	total int
}

// AgainOk releases before it goes on.
func (j *journal) AgainOk() {
	for n := range j.in {
		j.mu.Lock()
		if n < 0 {
			j.mu.Unlock()
			continue
		}
		j.total += n
		j.mu.Unlock()
	}
}

// AgainBad lacks one line of AgainOk: the next round waits for this one.
func (j *journal) AgainBad() {
	for n := range j.in {
		j.mu.Lock() // want `lockleak: j\.mu\.Lock\(\) is not released on a path that goes on to the next round of the loop, which acquires it again; call j\.mu\.Unlock\(\) before that$`
		if n < 0 {
			continue
		}
		j.total += n
		j.mu.Unlock()
	}
}

// AgainInLiteralBad is AgainBad in a goroutine.
func AgainInLiteralBad(in chan int) *journal {
	j := &journal{in: in}
	go func() {
		for n := range j.in {
			j.mu.Lock() // want `lockleak: j\.mu\.Lock\(\) .* next round of the loop, which acquires it again`
			if n < 0 {
				continue
			}
			j.total += n
			j.mu.Unlock()
		}
	}()
	return j
}

// AgainCountedBad forgets the lock at the end of the body, in one of two arms.
func (j *journal) AgainCountedBad(ns []int) int {
	for i := 0; i < len(ns); i++ {
		j.mu.Lock() // want `lockleak: j\.mu\.Lock\(\) .* next round of the loop, which acquires it again`
		if ns[i] < 0 {
			j.total--
		} else {
			j.total += ns[i]
			j.mu.Unlock()
		}
	}
	return len(ns)
}

// AgainEndlessBad has no end but a return without the lock.
func (j *journal) AgainEndlessBad() {
	for {
		n, ok := <-j.in
		if !ok {
			return
		}
		j.mu.Lock() // want `lockleak: j\.mu\.Lock\(\) .* next round of the loop, which acquires it again`
		if n < 0 {
			continue
		}
		j.total += n
		j.mu.Unlock()
	}
}

// AgainAndReturnBad has two ways to forget the release. The return is told first.
func (j *journal) AgainAndReturnBad() {
	for n := range j.in {
		j.mu.Lock() // want `lockleak: j\.mu\.Lock\(\) is not released on a path that returns`
		if n < 0 {
			return
		}
		if n == 0 {
			continue
		}
		j.total += n
		j.mu.Unlock()
	}
}

// BreakBad leaves the loop with the lock: there is no next round.
func (j *journal) BreakBad() {
	for n := range j.in {
		j.mu.Lock() // want `lockleak: j\.mu\.Lock\(\) is not released on a path that returns`
		if n < 0 {
			break
		}
		j.total += n
		j.mu.Unlock()
	}
}
