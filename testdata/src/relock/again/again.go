// Package again holds second acquires by the lock's own methods, in one function.
package again

import (
	"errors"
	"sync"
)

var errFull = errors.New("full")

// A ledger is a list of amounts, and their sum.
type ledger struct {
	mu      sync.Mutex
	amounts []int
	sum     int
	limit   int
}

// AppendBad acquires for the sum what it has acquired for the amounts.
func (l *ledger) AppendBad(amount int) {
	l.mu.Lock()
	l.amounts = append(l.amounts, amount)
	l.mu.Lock() // want `relock: l\.mu\.Lock\(\) acquires l\.mu, which the path holds already`
	l.sum += amount
	l.mu.Unlock()
}

// AppendOk releases in between.
func (l *ledger) AppendOk(amount int) {
	l.mu.Lock()
	l.amounts = append(l.amounts, amount)
	l.mu.Unlock()
	l.mu.Lock()
	l.sum += amount
	l.mu.Unlock()
}

// NestedBad has a section in a section, each with its release.
func (l *ledger) NestedBad(amount int) {
	l.mu.Lock()
	l.amounts = append(l.amounts, amount)
	{
		l.mu.Lock() // want `relock: l\.mu\.Lock\(\) acquires l\.mu, which the path holds already`
		l.sum += amount
		l.mu.Unlock()
	}
	l.mu.Unlock()
}

// DeferredBad acquires by hand what is held to the end of the function.
func (l *ledger) DeferredBad(amount int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.amounts) == l.limit {
		return errFull
	}
	l.mu.Lock() // want `relock: l\.mu\.Lock\(\) acquires l\.mu, which the path holds already`
	l.amounts = append(l.amounts, amount)
	l.mu.Unlock()
	return nil
}

// DeferredOk has the lock once.
func (l *ledger) DeferredOk(amount int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.amounts) == l.limit {
		return errFull
	}
	l.amounts = append(l.amounts, amount)
	return nil
}

// TwiceDeferredBad has two sections that both last to the end.
func (l *ledger) TwiceDeferredBad(amount int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.amounts = append(l.amounts, amount)
	l.mu.Lock() // want `relock: l\.mu\.Lock\(\) acquires l\.mu, which the path holds already`
	defer l.mu.Unlock()
	l.sum += amount
}

// BranchBad releases in front of the second acquire only where there is room.
func (l *ledger) BranchBad(amount int) {
	l.mu.Lock()
	if len(l.amounts) < l.limit {
		l.amounts = append(l.amounts, amount)
		l.mu.Unlock()
	}
	l.mu.Lock() // want `relock: l\.mu\.Lock\(\) acquires l\.mu, which the path holds already`
	l.sum += amount
	l.mu.Unlock()
}

// BranchOk releases in both branches.
func (l *ledger) BranchOk(amount int) {
	l.mu.Lock()
	if len(l.amounts) < l.limit {
		l.amounts = append(l.amounts, amount)
		l.mu.Unlock()
	} else {
		l.mu.Unlock()
	}
	l.mu.Lock()
	l.sum += amount
	l.mu.Unlock()
}

// ByArgumentOk acquires where it is told that nobody has.
func (l *ledger) ByArgumentOk(held bool) int {
	if !held {
		l.mu.Lock()
		defer l.mu.Unlock()
	}
	return l.sum
}

// SameConditionOk acquires in one of two branches that exclude each other.
func (l *ledger) SameConditionOk(early bool) {
	if early {
		l.mu.Lock()
	}
	println("between")
	if !early {
		l.mu.Lock()
	}
	l.sum++
	l.mu.Unlock()
}

// SameConditionBad acquires behind a condition, and then without.
func (l *ledger) SameConditionBad(early bool) {
	if early {
		l.mu.Lock()
	}
	println("between")
	l.mu.Lock() // want `relock: l\.mu\.Lock\(\) acquires l\.mu, which the path holds already`
	l.sum++
	l.mu.Unlock()
}

// SwitchBad falls through from one case that acquires into another.
func (l *ledger) SwitchBad(kind int) {
	switch kind {
	case 0:
		l.mu.Lock()
		l.sum = 0
		fallthrough
	case 1:
		l.mu.Lock() // want `relock: l\.mu\.Lock\(\) acquires l\.mu, which the path holds already`
		l.amounts = nil
		l.mu.Unlock()
	}
}

// SwitchOk releases in front of the fallthrough.
func (l *ledger) SwitchOk(kind int) {
	switch kind {
	case 0:
		l.mu.Lock()
		l.sum = 0
		l.mu.Unlock()
		fallthrough
	case 1:
		l.mu.Lock()
		l.amounts = nil
		l.mu.Unlock()
	}
}

// AliasBad acquires by a pointer what it has acquired by the field.
func (l *ledger) AliasBad() int {
	mu := &l.mu
	l.mu.Lock()
	defer l.mu.Unlock()
	mu.Lock() // want `relock: mu\.Lock\(\) acquires mu, which the path holds already`
	defer mu.Unlock()
	return l.sum
}

var (
	countersMu sync.Mutex
	counters   = make(map[string]int)
)

// CountBad has a lock of the package, and acquires it for a name that is new.
func CountBad(name string) {
	countersMu.Lock()
	defer countersMu.Unlock()
	if _, ok := counters[name]; !ok {
		countersMu.Lock() // want `relock: countersMu\.Lock\(\) acquires countersMu, which the path holds already`
		counters[name] = 0
		countersMu.Unlock()
	}
	counters[name]++
}

// CountOk has a lock of the package for all that it does.
func CountOk(name string) {
	countersMu.Lock()
	defer countersMu.Unlock()
	if _, ok := counters[name]; !ok {
		counters[name] = 0
	}
	counters[name]++
}
