// Package readers holds locks that are shared twice by one path, which blocks if
// somebody else calls Lock in between. They are reported with -relock.shared.
package readers

import "sync"

// An index maps words to pages.
type index struct {
	mu    sync.RWMutex
	pages map[string][]int
	words []string
}

// Pages reads.
func (x *index) Pages(word string) []int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.pages[word]
}

// NestedBad reads in a section that reads.
func (x *index) NestedBad(word string) int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	n := len(x.words)
	x.mu.RLock() // want `relock: x\.mu\.RLock\(\) shares x\.mu, which the path shares already`
	n += len(x.pages[word])
	x.mu.RUnlock()
	return n
}

// NestedOk has two sections, one behind the other.
func (x *index) NestedOk(word string) int {
	x.mu.RLock()
	n := len(x.words)
	x.mu.RUnlock()
	x.mu.RLock()
	n += len(x.pages[word])
	x.mu.RUnlock()
	return n
}

// BranchBad reads again where the word is new.
func (x *index) BranchBad(word string) []string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if _, ok := x.pages[word]; !ok {
		x.mu.RLock() // want `relock: x\.mu\.RLock\(\) shares x\.mu, which the path shares already`
		defer x.mu.RUnlock()
		return x.words
	}
	return nil
}

// FN_Callee calls what reads: of functions that are called, only those count that block in any case.
func (x *index) FN_Callee() (sum int) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, w := range x.words {
		sum += len(x.Pages(w))
	}
	return sum
}

// CalleeOk calls it without the lock.
func (x *index) CalleeOk() (sum int) {
	x.mu.RLock()
	words := x.words
	x.mu.RUnlock()
	for _, w := range words {
		sum += len(x.Pages(w))
	}
	return sum
}

// OtherOk reads two of them.
func (x *index) OtherOk(o *index) (sum int) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, w := range x.words {
		sum += len(o.Pages(w))
	}
	return sum
}

// WriteBad writes in a section that reads: that blocks in any case.
func (x *index) WriteBad(word string) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	x.mu.Lock() // want `relock: x\.mu\.Lock\(\) acquires x\.mu, which the path holds already`
	x.words = append(x.words, word)
	x.mu.Unlock()
}

// FN_Round goes on to the next word with the lock, and gives it back for all of them: a lock that the rounds of a
// loop collect is held once.
func (x *index) FN_Round(words []string) (sum int) {
	for _, w := range words {
		x.mu.RLock()
		sum += len(x.pages[w])
	}
	for range words {
		x.mu.RUnlock()
	}
	return sum
}

// TryOk tries to read once more, which does not wait.
func (x *index) TryOk(word string) int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	n := len(x.words)
	if x.mu.TryRLock() {
		n += len(x.pages[word])
		x.mu.RUnlock()
	}
	return n
}

// hold reads until what it returns is called.
func (x *index) hold() func() {
	x.mu.RLock()
	return x.mu.RUnlock
}

// FN_Hold reads by a function that returns the release, and by the lock's own method: as FN_Callee.
func (x *index) FN_Hold(word string) int {
	defer x.hold()()
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.pages[word])
}
