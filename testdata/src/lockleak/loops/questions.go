package loops

import "sync"

// A policy is asked in each round whether others have to wait.
type policy interface {
	Exclusive() bool
	Limit() int
}

// A ledger is written in many steps.
type ledger struct {
	mu   sync.Mutex
	sums []int
}

// QuestionOk asks twice in a round.
func (l *ledger) QuestionOk(p policy, steps []int) {
	for i, n := range steps {
		if p.Exclusive() {
			l.mu.Lock()
		}
		l.sums[i] += n
		if p.Exclusive() {
			l.mu.Unlock()
		}
	}
}

// QuestionBad goes on in between.
func (l *ledger) QuestionBad(p policy, steps []int) {
	for i, n := range steps {
		if p.Exclusive() {
			l.mu.Lock() // want `lockleak: l\.mu\.Lock\(\) is not released on a path that goes on to the next round`
		}
		if n == 0 {
			continue
		}
		l.sums[i] += n
		if p.Exclusive() {
			l.mu.Unlock()
		}
	}
}

// QuestionReturnBad returns in between.
func (l *ledger) QuestionReturnBad(p policy, steps []int) bool {
	for i, n := range steps {
		if p.Exclusive() {
			l.mu.Lock() // want `lockleak: l\.mu\.Lock\(\) is not released on a path that returns`
		}
		if n < 0 {
			return false
		}
		l.sums[i] += n
		if p.Exclusive() {
			l.mu.Unlock()
		}
	}
	return true
}

// QuestionReturnOk asks once more.
func (l *ledger) QuestionReturnOk(p policy, steps []int) bool {
	for i, n := range steps {
		if p.Exclusive() {
			l.mu.Lock()
		}
		if n < 0 {
			if p.Exclusive() {
				l.mu.Unlock()
			}
			return false
		}
		l.sums[i] += n
		if p.Exclusive() {
			l.mu.Unlock()
		}
	}
	return true
}

// RetryOk has a result that decides, and the same question at the end of a round that
// is tried again.
func (l *ledger) RetryOk(p policy, step func() (done, again bool)) {
	for {
		if p.Exclusive() && !l.mu.TryLock() {
			continue
		}
		done, again := step()
		if p.Exclusive() {
			l.mu.Unlock()
		}
		if done || !again {
			return
		}
	}
}

// LimitOk compares what it is told.
func (l *ledger) LimitOk(p policy, steps []int) {
	for i, n := range steps {
		if p.Limit() > 0 {
			l.mu.Lock()
		}
		l.sums[i] += n
		if p.Limit() > 0 {
			l.mu.Unlock()
		}
	}
}

// LimitBad compares it with something else.
func (l *ledger) LimitBad(p policy, steps []int) {
	for i, n := range steps {
		if p.Limit() > 0 {
			l.mu.Lock() // want `lockleak: l\.mu\.Lock\(\) is not released on a path that goes on to the next round`
		}
		l.sums[i] += n
		if p.Limit() > 1 {
			l.mu.Unlock()
		}
	}
}

// RangeOk asks in the body of a range-over-func loop.
func (l *ledger) RangeOk(p policy, steps func(func(int) bool)) {
	for n := range steps {
		if p.Exclusive() {
			l.mu.Lock()
		}
		l.sums[0] += n
		if p.Exclusive() {
			l.mu.Unlock()
		}
	}
}

// InnerOk waits in a loop of its own for another answer.
func (l *ledger) InnerOk(p policy, steps []int, wait func()) {
	for i, n := range steps {
		if !p.Exclusive() {
			for !p.Exclusive() {
				wait()
			}
			l.mu.Lock()
			l.sums[i] += n
			l.mu.Unlock()
		}
	}
}

// InnerBad does so, and keeps the lock.
func (l *ledger) InnerBad(p policy, steps []int, wait func()) bool {
	for i, n := range steps {
		if !p.Exclusive() {
			for !p.Exclusive() {
				wait()
			}
			l.mu.Lock() // want `lockleak: l\.mu\.Lock\(\) is not released on a path that returns`
			if n < 0 {
				return false
			}
			l.sums[i] += n
			l.mu.Unlock()
		}
	}
	return true
}

// AfterOk breaks out of the round, and asks once more.
func (l *ledger) AfterOk(p policy, step func() int) {
	for {
		if p.Exclusive() {
			l.mu.Lock()
		}
		n := step()
		if n < 0 {
			break
		}
		l.sums[0] += n
		if p.Exclusive() {
			l.mu.Unlock()
		}
	}
	if p.Exclusive() {
		l.mu.Unlock()
	}
}

// AfterBad forgets to ask.
func (l *ledger) AfterBad(p policy, step func() int) {
	for {
		if p.Exclusive() {
			l.mu.Lock() // want `lockleak: l\.mu\.Lock\(\) is not released on a path that returns`
		}
		n := step()
		if n < 0 {
			break
		}
		l.sums[0] += n
		if p.Exclusive() {
			l.mu.Unlock()
		}
	}
}

// AroundOk asks before the loop, in it, and after it.
func (l *ledger) AroundOk(p policy, steps []int) {
	if p.Exclusive() {
		l.mu.Lock()
	}
	for i, n := range steps {
		if p.Exclusive() {
			l.sums[i] += n
		}
	}
	if p.Exclusive() {
		l.mu.Unlock()
	}
}
