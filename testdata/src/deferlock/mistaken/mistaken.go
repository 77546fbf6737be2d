// Package mistaken holds acquires in the place of releases.
package mistaken

import (
	"errors"
	"sync"
)

var errFull = errors.New("full")

// A stock has goods, and a place for each.
type stock struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	goods map[string]int
	limit int
}

// DeferBad defers the acquire again.
func (s *stock) DeferBad(name string) {
	s.mu.Lock()
	defer s.mu.Lock() // want `deferlock: the deferred s\.mu\.Lock\(\) acquires s\.mu while it is held; defer s\.mu\.Unlock\(\)`
	s.goods[name]++
}

// DeferOk defers the release.
func (s *stock) DeferOk(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.goods[name]++
}

// DeferReadBad defers the acquire of the reader.
func (s *stock) DeferReadBad(name string) int {
	s.rw.RLock()
	defer s.rw.RLock() // want `deferlock: the deferred s\.rw\.RLock\(\) .*; defer s\.rw\.RUnlock\(\)`
	return s.goods[name]
}

// DeferReadOk defers its release.
func (s *stock) DeferReadOk(name string) int {
	s.rw.RLock()
	defer s.rw.RUnlock()
	return s.goods[name]
}

// DeferWriteBad defers the acquire of the writer for the reader.
func (s *stock) DeferWriteBad(name string) int {
	s.rw.RLock()
	defer s.rw.Lock() // want `deferlock: the deferred s\.rw\.Lock\(\) acquires s\.rw while it is held`
	return s.goods[name]
}

// DeferFirstBad defers the acquire in front of the other one.
func (s *stock) DeferFirstBad(name string) {
	defer s.mu.Lock() // want `deferlock: the deferred s\.mu\.Lock\(\) acquires s\.mu while it is held; defer s\.mu\.Unlock\(\)`
	s.mu.Lock()
	s.goods[name]++
}

// DeferBranchBad defers the acquire where there is a name.
func (s *stock) DeferBranchBad(name string) int {
	s.mu.Lock()
	if name != "" {
		defer s.mu.Lock() // want `deferlock: the deferred s\.mu\.Lock\(\) acquires s\.mu while it is held; defer s\.mu\.Unlock\(\)`
		return s.goods[name]
	}
	s.mu.Unlock()
	return 0
}

// EndBad acquires at the end of the section.
func (s *stock) EndBad(name string) {
	s.mu.Lock()
	s.goods[name]++
	s.mu.Lock() // want `deferlock: s\.mu\.Lock\(\) acquires s\.mu again, and nothing releases it after that; call s\.mu\.Unlock\(\)`
}

// EndOk releases there.
func (s *stock) EndOk(name string) {
	s.mu.Lock()
	s.goods[name]++
	s.mu.Unlock()
}

// EndReadBad acquires as a reader at the end of what it reads.
func (s *stock) EndReadBad(name string) int {
	s.rw.RLock()
	n := s.goods[name]
	s.rw.RLock() // want `deferlock: s\.rw\.RLock\(\) acquires s\.rw again, and nothing releases it after that; call s\.rw\.RUnlock\(\)`
	return n
}

// EndReadOk releases the reader there.
func (s *stock) EndReadOk(name string) int {
	s.rw.RLock()
	n := s.goods[name]
	s.rw.RUnlock()
	return n
}

// EndWriteBad acquires as a reader at the end of what it writes.
func (s *stock) EndWriteBad(name string) {
	s.rw.Lock()
	s.goods[name]++
	s.rw.RLock() // want `deferlock: s\.rw\.RLock\(\) acquires s\.rw again, and nothing releases it after that`
}

// ErrorBad acquires in front of an error, and releases on the other path.
func (s *stock) ErrorBad(name string) error {
	s.mu.Lock()
	if len(s.goods) == s.limit {
		s.mu.Lock() // want `deferlock: s\.mu\.Lock\(\) acquires s\.mu again, and nothing releases it after that`
		return errFull
	}
	s.goods[name]++
	s.mu.Unlock()
	return nil
}

// ErrorOk releases in front of it.
func (s *stock) ErrorOk(name string) error {
	s.mu.Lock()
	if len(s.goods) == s.limit {
		s.mu.Unlock()
		return errFull
	}
	s.goods[name]++
	s.mu.Unlock()
	return nil
}

// WindowOk gives its caller back what it held.
func (s *stock) WindowOk(order func() error) error {
	s.mu.Unlock()
	defer s.mu.Lock()
	return order()
}

// WindowInsideOk has the window in a literal, in its own section.
func (s *stock) WindowInsideOk(name string, order func() int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := func() int {
		s.mu.Unlock()
		defer s.mu.Lock()
		return order()
	}()
	s.goods[name] += n
}

// WindowBad has not given it back on one path into the deferred acquire.
func (s *stock) WindowBad(slow bool, order func() int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	func() {
		if slow {
			s.mu.Unlock()
		}
		defer s.mu.Lock() // want `deferlock: the deferred s\.mu\.Lock\(\) acquires s\.mu while it is held`
		s.limit = order()
	}()
}

// LiteralBad defers a literal that acquires, and does nothing else.
func (s *stock) LiteralBad(name string) {
	s.mu.Lock()
	defer func() {
		s.goods[name]++
		s.mu.Lock() // want `deferlock: s\.mu\.Lock\(\) acquires s\.mu again, and nothing releases it after that`
	}()
	s.limit--
}

// LiteralOk defers one that releases.
func (s *stock) LiteralOk(name string) {
	s.mu.Lock()
	defer func() {
		s.goods[name]++
		s.mu.Unlock()
	}()
	s.limit--
}

var (
	priceMu sync.Mutex
	prices  = make(map[string]int)
)

// GlobalBad defers the acquire of a lock of the package.
func GlobalBad(name string, price int) {
	priceMu.Lock()
	defer priceMu.Lock() // want `deferlock: the deferred priceMu\.Lock\(\) acquires priceMu while it is held; defer priceMu\.Unlock\(\)`
	prices[name] = price
}

// An inbox embeds its lock.
type inbox struct {
	sync.Mutex
	mails []string
}

// EmbeddedBad defers the acquire by its promoted name.
func (i *inbox) EmbeddedBad(m string) {
	i.Lock()
	defer i.Lock() // want `deferlock: the deferred i\.Lock\(\) acquires i.* while it is held; defer i.*\.Unlock\(\)`
	i.mails = append(i.mails, m)
}

// EmbeddedOk defers the release by its promoted name.
func (i *inbox) EmbeddedOk(m string) {
	i.Lock()
	defer i.Unlock()
	i.mails = append(i.mails, m)
}
