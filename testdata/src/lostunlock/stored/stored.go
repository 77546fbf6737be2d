// Package stored holds releases that are returned, stored, sent or passed on.
package stored

import (
	"context"
	"errors"
	"testing"
)

var errClosed = errors.New("closed")

// A leaser leases resources by name.
type leaser interface {
	Lock(name string) (unlock func())
}

// A session has what gives its resource back.
type session struct {
	unlock func()
	closed bool
	others []func()
	byName map[string]func()
	done   chan func()
}

// ReturnedOk returns it to its caller.
func ReturnedOk(l leaser, name string) func() {
	unlock := l.Lock(name)
	return unlock
}

// AtOnceOk returns what the call returns.
func AtOnceOk(l leaser, name string) func() { return l.Lock(name) }

// ReturnedBad returns an error on one path, and nothing that releases.
func ReturnedBad(ctx context.Context, l leaser, name string) (func(), error) {
	unlock := l.Lock(name) // want `lostunlock: the release that l\.Lock\(name\) returns is not called on a path that returns`
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return unlock, nil
}

// ReturnedErrorOk calls it on that path.
func ReturnedErrorOk(ctx context.Context, l leaser, name string) (func(), error) {
	unlock := l.Lock(name)
	if err := ctx.Err(); err != nil {
		unlock()
		return nil, err
	}
	return unlock, nil
}

// WrappedOk returns a literal that calls it.
func WrappedOk(l leaser, name string, logf func(string, ...any)) func() {
	unlock := l.Lock(name)
	return func() {
		logf("unlock %s", name)
		unlock()
	}
}

// WrappedBad returns a literal that logs only.
func WrappedBad(l leaser, name string, logf func(string, ...any)) func() {
	unlock := l.Lock(name) // want `lostunlock: the release that l\.Lock\(name\) returns is never called`
	_ = unlock
	return func() { logf("unlock %s", name) }
}

// FieldOk stores it in a field.
func (s *session) FieldOk(l leaser, name string) {
	s.unlock = l.Lock(name)
}

// FieldBad stores it unless the session is closed.
func (s *session) FieldBad(l leaser, name string) error {
	unlock := l.Lock(name) // want `lostunlock: the release that l\.Lock\(name\) returns is not called on a path that returns`
	if s.closed {
		return errClosed
	}
	s.unlock = unlock
	return nil
}

// FieldClosedOk asks for that before it locks.
func (s *session) FieldClosedOk(l leaser, name string) error {
	if s.closed {
		return errClosed
	}
	s.unlock = l.Lock(name)
	return nil
}

// NewOk stores it in what it returns.
func NewOk(l leaser, name string) *session {
	return &session{unlock: l.Lock(name)}
}

// AppendOk collects it.
func (s *session) AppendOk(l leaser, names []string) {
	for _, name := range names {
		s.others = append(s.others, l.Lock(name))
	}
}

// MapOk stores it by its name.
func (s *session) MapOk(l leaser, name string) {
	s.byName[name] = l.Lock(name)
}

// MapBad stores it unless there is one.
func (s *session) MapBad(l leaser, name string) bool {
	unlock := l.Lock(name) // want `lostunlock: the release that l\.Lock\(name\) returns is not called on a path that returns`
	if _, ok := s.byName[name]; ok {
		return false
	}
	s.byName[name] = unlock
	return true
}

// SendOk sends it.
func (s *session) SendOk(l leaser, name string) {
	s.done <- l.Lock(name)
}

// SendBad sends it, or does not where its context ends first.
func (s *session) SendBad(ctx context.Context, l leaser, name string) error {
	unlock := l.Lock(name) // want `lostunlock: the release that l\.Lock\(name\) returns is not called on a path that returns`
	select {
	case s.done <- unlock:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// SendOrCallOk calls it there.
func (s *session) SendOrCallOk(ctx context.Context, l leaser, name string) error {
	unlock := l.Lock(name)
	select {
	case s.done <- unlock:
		return nil
	case <-ctx.Done():
		unlock()
		return ctx.Err()
	}
}

// PassedOk passes it to a function.
func PassedOk(l leaser, name string, later func(func())) {
	later(l.Lock(name))
}

// CleanupOk passes it to a test.
func CleanupOk(t *testing.T, l leaser, name string) {
	t.Cleanup(l.Lock(name))
}

// AfterFuncOk passes it to a context.
func AfterFuncOk(ctx context.Context, l leaser, name string) {
	context.AfterFunc(ctx, l.Lock(name))
}

// GoOk has a goroutine call it.
func GoOk(l leaser, name string, work func()) {
	unlock := l.Lock(name)
	go func() {
		defer unlock()
		work()
	}()
}

// GoBad has a goroutine call it unless there is no work.
func GoBad(l leaser, name string, work func()) {
	unlock := l.Lock(name) // want `lostunlock: the release that l\.Lock\(name\) returns is not called on a path that returns`
	if work == nil {
		return
	}
	go func() {
		defer unlock()
		work()
	}()
}

// callAll calls what it is given.
func callAll(all ...func()) {
	for _, f := range all {
		f()
	}
}

// VariadicOk passes two of them to a function that calls them.
func VariadicOk(l leaser, work func()) {
	a, b := l.Lock("a"), l.Lock("b")
	defer callAll(b, a)
	work()
}

// ignore does nothing with what it is given.
func ignore(func()) {}

// FN_Ignored passes it to a function of the package that does not call it: what is passed on counts as handed over.
func FN_Ignored(l leaser, name string, work func()) {
	ignore(l.Lock(name))
	work()
}

// WriterOk gives it to its caller by a pointer.
func WriterOk(l leaser, name string, unlock *func()) {
	*unlock = l.Lock(name)
}
