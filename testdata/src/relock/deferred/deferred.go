// Package deferred holds second acquires by functions that are deferred.
package deferred

import (
	"errors"
	"sync"
)

var errClosed = errors.New("closed")

// A logger has lines that it writes from time to time.
type logger struct {
	mu     sync.Mutex
	lines  []string
	closed bool
	write  func([]string)
}

// flush locks the logger.
func (l *logger) flush() {
	l.mu.Lock()
	lines := l.lines
	l.lines = nil
	l.mu.Unlock()
	l.write(lines)
}

// LogBad flushes before the deferred release: what is deferred last runs first.
func (l *logger) LogBad(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.flush() // want `relock: l\.flush\(\) acquires l\.mu, which the path holds already`
	l.lines = append(l.lines, line)
}

// LogOk flushes behind the deferred release.
func (l *logger) LogOk(line string) {
	defer l.flush()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
}

// LogByHandOk releases by hand what the deferred function acquires.
func (l *logger) LogByHandOk(line string) {
	l.mu.Lock()
	defer l.flush()
	l.lines = append(l.lines, line)
	l.mu.Unlock()
}

// LogByHandBad returns early, with the lock, into the deferred function.
func (l *logger) LogByHandBad(line string) error {
	defer l.flush() // want `relock: l\.flush\(\) acquires l\.mu, which the path holds already`
	l.mu.Lock()
	if l.closed {
		return errClosed
	}
	l.lines = append(l.lines, line)
	l.mu.Unlock()
	return nil
}

// LiteralBad has a literal that acquires in front of the deferred release.
func (l *logger) LiteralBad(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer func() {
		l.mu.Lock() // want `relock: l\.mu\.Lock\(\) acquires l\.mu, which the path holds already`
		l.lines = append(l.lines, "end")
		l.mu.Unlock()
	}()
	l.lines = append(l.lines, line)
}

// LiteralOk has the literal in front of the acquire.
func (l *logger) LiteralOk(line string) {
	defer func() {
		l.mu.Lock()
		l.lines = append(l.lines, "end")
		l.mu.Unlock()
	}()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
}

// CallInLiteralBad calls what locks from a deferred literal.
func (l *logger) CallInLiteralBad(line string) (err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer func() {
		if err != nil {
			l.flush() // want `relock: l\.flush\(\) acquires l\.mu, which the path holds already`
		}
	}()
	if l.closed {
		return errClosed
	}
	l.lines = append(l.lines, line)
	return nil
}

// CallInLiteralOk releases in the literal as well, before that.
func (l *logger) CallInLiteralOk(line string) (err error) {
	l.mu.Lock()
	defer func() {
		l.mu.Unlock()
		if err != nil {
			l.flush()
		}
	}()
	if l.closed {
		return errClosed
	}
	l.lines = append(l.lines, line)
	return nil
}

// OneBranchBad defers the function that locks in one branch, behind the release.
func (l *logger) OneBranchBad(now bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now {
		defer l.flush() // want `relock: l\.flush\(\) acquires l\.mu, which the path holds already`
	}
	l.lines = append(l.lines, "")
}

// OneBranchOk releases by hand in that branch, and has no deferred release.
func (l *logger) OneBranchOk(now bool) {
	l.mu.Lock()
	l.lines = append(l.lines, "")
	if now {
		defer l.flush()
	}
	l.mu.Unlock()
}
