// Package faces calls functions of package low by interfaces, method values and
// method expressions.
package faces

import (
	"errors"

	"fixtures/low"
)

var errEmpty = errors.New("empty")

// A starter is what a store does.
type starter interface {
	Start()
	End()
}

// An opener is what a wrapper in this package does.
type opener interface {
	Open() error
	Shut() int
}

// A wrapper opens a store.
type wrapper struct {
	store *low.Store
	n     int
}

// Open opens the store.
func (w *wrapper) Open() error { return w.store.Open() }

// Shut gives the store back.
func (w *wrapper) Shut() int {
	n := w.n
	w.store.End()
	return n
}

// A latcher has a latch of the other package.
type latcher struct {
	latch low.Latch
	store *low.Store
	open  func() error
	shut  func()
	n     int
}

// StarterOk does not know what it starts.
func StarterOk(s starter, f func() error) error {
	s.Start()
	defer s.End()
	return f()
}

// OpenerOk knows the one implementation.
func OpenerOk(o opener, f func() error) error {
	if err := o.Open(); err != nil {
		return err
	}
	if err := f(); err != nil {
		o.Shut()
		return err
	}
	o.Shut()
	return nil
}

// OpenerBad does as well, and forgets Shut where f fails.
func OpenerBad(o opener, f func() error) error {
	if err := o.Open(); err != nil { // want `lockleak: o\.Open\(\) .* returns`
		return err
	}
	if err := f(); err != nil {
		return err
	}
	o.Shut()
	return nil
}

// LatchOk uses an interface of the other package with one implementation there.
func (l *latcher) LatchOk() error {
	if err := l.latch.Set(); err != nil {
		return err
	}
	l.n++
	l.latch.Clear()
	return nil
}

// FN_Latch has the same, and returns too early: there are no summaries of the methods of interfaces of other packages.
func (l *latcher) FN_Latch() error {
	if err := l.latch.Set(); err != nil {
		return err
	}
	if l.n > 3 {
		return errEmpty
	}
	l.latch.Clear()
	return nil
}

// ValueOk has both methods as values.
func ValueOk(s *low.Store, f func() error) error {
	start, end := s.Start, s.End
	start()
	if err := f(); err != nil {
		end()
		return err
	}
	end()
	return nil
}

// ValueBad returns without the second.
func ValueBad(s *low.Store, f func() error) error {
	start, end := s.Start, s.End
	start() // want `lockleak: .*tart\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	end()
	return nil
}

// ExpressionOk has them as functions.
func ExpressionOk(s *low.Store, f func() error) error {
	(*low.Store).Start(s)
	defer (*low.Store).End(s)
	return f()
}

// ExpressionBad defers nothing.
func ExpressionBad(s *low.Store, f func() error) error {
	(*low.Store).Start(s) // want `lockleak: .*Start\(s\) .* returns`
	if err := f(); err != nil {
		return err
	}
	(*low.Store).End(s)
	return nil
}

// ExpressionVariableOk has one in a variable.
func ExpressionVariableOk(s *low.Store, quick bool) {
	end := (*low.Store).End
	s.Start()
	if quick {
		end(s)
		return
	}
	s.End()
}

// DeferValueOk defers a method value of the other package.
func DeferValueOk(s *low.Store, f func() error) error {
	if err := s.Open(); err != nil {
		return err
	}
	end := s.End
	defer end()
	return f()
}

// GlobalValueOk has functions of a package as values.
func GlobalValueOk(f func() error) error {
	enter, leave := low.Lock, low.Unlock
	enter()
	defer leave()
	return f()
}

// GlobalValueBad calls leave only where f works.
func GlobalValueBad(f func() error) error {
	low.Lock() // want `lockleak: low\.Lock\(\) .* returns`
	leave := low.Unlock
	if err := f(); err != nil {
		return err
	}
	leave()
	return nil
}

// ReturnedValueOk returns a method value that gives the store back.
func ReturnedValueOk(s *low.Store) (func(), error) {
	if err := s.Open(); err != nil {
		return nil, err
	}
	return s.End, nil
}

// ReturnedValueBad returns none where the key is wrong.
func ReturnedValueBad(s *low.Store, key string) (func(), error) {
	if err := s.Open(); err != nil { // want `lockleak: s\.Open\(\) .* returns`
		return nil, err
	}
	if key == "" {
		return nil, errEmpty
	}
	return s.End, nil
}

// UseReturnedOk calls what ReturnedValueOk returns.
func UseReturnedOk(s *low.Store, f func() error) error {
	shut, err := ReturnedValueOk(s)
	if err != nil {
		return err
	}
	defer shut()
	return f()
}

// UseReturnedBad calls it where f works.
func UseReturnedBad(s *low.Store, f func() error) error {
	shut, err := ReturnedValueOk(s) // want `lostunlock: .*ReturnedValueOk\(s\) .* returns`
	if err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	shut()
	return nil
}

// FieldOk stores the release in a field, for another method to call.
func (l *latcher) FieldOk() error {
	if err := l.store.Open(); err != nil {
		return err
	}
	l.shut = l.store.End
	return nil
}

// FieldBad stores it too late.
func (l *latcher) FieldBad() error {
	if err := l.store.Open(); err != nil { // want `lockleak: l\.store\.Open\(\) .* returns`
		return err
	}
	if l.n == 0 {
		return errEmpty
	}
	l.shut = l.store.End
	return nil
}

// AssertOk asks a value whether it is a store.
func AssertOk(v any, f func() error) error {
	s, ok := v.(*low.Store)
	if !ok {
		return errEmpty
	}
	s.Start()
	if err := f(); err != nil {
		return s.Finish(err)
	}
	s.End()
	return nil
}

// AssertBad does not end what it found.
func AssertBad(v any, f func() error) error {
	s, ok := v.(*low.Store)
	if !ok {
		return errEmpty
	}
	s.Start() // want `lockleak: s\.Start\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	s.End()
	return nil
}
