// Package rounds holds acquires that the next round of a loop waits for.
package rounds

import (
	"iter"
	"sync"
)

// A job has a state that its lock guards.
type job struct {
	mu    sync.Mutex
	state int
}

// A pool has jobs by their numbers.
type pool struct {
	mu    sync.Mutex
	jobs  map[int]*job
	order []int
	ran   int
}

// ContinueBad goes on to the next number with the lock where there is no job. The next round
// waits for it, and after the last one it returns with it: both are the same missing release, and told once.
func (p *pool) ContinueBad(ids []int) {
	for _, id := range ids {
		p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) is not released on a path that goes on to the next round of the loop, which acquires it again`
		j := p.jobs[id]
		if j == nil {
			continue
		}
		p.ran++
		p.mu.Unlock()
	}
}

// ContinueOk releases in front of the continue.
func (p *pool) ContinueOk(ids []int) {
	for _, id := range ids {
		p.mu.Lock()
		j := p.jobs[id]
		if j == nil {
			p.mu.Unlock()
			continue
		}
		p.ran++
		p.mu.Unlock()
	}
}

// LabelBad goes on with the outer loop from inside the inner one.
func (p *pool) LabelBad(groups [][]int) {
next:
	for _, ids := range groups {
		p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) is not released on a path that goes on to the next round of the loop, which acquires it again`
		for _, id := range ids {
			if p.jobs[id] == nil {
				continue next
			}
		}
		p.ran++
		p.mu.Unlock()
	}
}

// LabelOk releases before it goes on with the outer loop.
func (p *pool) LabelOk(groups [][]int) {
next:
	for _, ids := range groups {
		p.mu.Lock()
		for _, id := range ids {
			if p.jobs[id] == nil {
				p.mu.Unlock()
				continue next
			}
		}
		p.ran++
		p.mu.Unlock()
	}
}

// ForeverBad waits for itself in the second round of a loop without an end.
func (p *pool) ForeverBad(next func() int) {
	for {
		id := next()
		p.mu.Lock() // want `relock: p\.mu\.Lock\(\) acquires p\.mu, which the path holds already`
		if p.jobs[id] != nil {
			p.ran++
			p.mu.Unlock()
		}
	}
}

// ForeverOk releases in each round.
func (p *pool) ForeverOk(next func() int) {
	for {
		id := next()
		p.mu.Lock()
		if p.jobs[id] != nil {
			p.ran++
		}
		p.mu.Unlock()
	}
}

// each returns the numbers in their order.
func (p *pool) each() iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, id := range p.order {
			if !yield(id) {
				return
			}
		}
	}
}

// SequenceBad goes on to the next number of a sequence with the lock.
func (p *pool) SequenceBad() {
	for id := range p.each() {
		p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) is not released on a path that goes on to the next round of the loop, which acquires it again`
		if p.jobs[id] == nil {
			continue
		}
		p.ran++
		p.mu.Unlock()
	}
}

// SequenceOk releases before it goes on.
func (p *pool) SequenceOk() {
	for id := range p.each() {
		p.mu.Lock()
		if p.jobs[id] == nil {
			p.mu.Unlock()
			continue
		}
		p.ran++
		p.mu.Unlock()
	}
}

// OwnLocksOk has one lock for each round.
func (p *pool) OwnLocksOk(jobs []*job) {
	for _, j := range jobs {
		j.mu.Lock()
		j.state++
		j.mu.Unlock()
	}
}

// AroundBad has the lock around the loop, and acquires it in each round.
func (p *pool) AroundBad(ids []int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		p.mu.Lock() // want `relock: p\.mu\.Lock\(\) acquires p\.mu, which the path holds already`
		delete(p.jobs, id)
		p.mu.Unlock()
	}
}

// AroundOk has the lock of each job inside of that of the pool.
func (p *pool) AroundOk(ids []int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		j := p.jobs[id]
		j.mu.Lock()
		j.state = 0
		j.mu.Unlock()
	}
}

// WaitOk gives the lock back in each round of a wait, and returns with it.
func (p *pool) WaitOk(sleep func()) {
	p.mu.Lock()
	for p.ran == 0 {
		p.mu.Unlock()
		sleep()
		p.mu.Lock()
	}
	p.ran--
	p.mu.Unlock()
}

// WaitBad does not give it back where something has run meanwhile.
func (p *pool) WaitBad(sleep func() bool) {
	p.mu.Lock()
	for p.ran == 0 {
		if !sleep() {
			p.mu.Unlock()
		}
		p.mu.Lock() // want `relock: p\.mu\.Lock\(\) acquires p\.mu, which the path holds already`
	}
	p.ran--
	p.mu.Unlock()
}

// RetryBad jumps back in front of the acquire.
func (p *pool) RetryBad(id int, start func(*job) bool) {
retry:
	p.mu.Lock() // want `relock: p\.mu\.Lock\(\) acquires p\.mu, which the path holds already`
	if !start(p.jobs[id]) {
		goto retry
	}
	p.mu.Unlock()
}

// RetryOk releases before it jumps back.
func (p *pool) RetryOk(id int, start func(*job) bool) {
retry:
	p.mu.Lock()
	if !start(p.jobs[id]) {
		p.mu.Unlock()
		goto retry
	}
	p.mu.Unlock()
}
