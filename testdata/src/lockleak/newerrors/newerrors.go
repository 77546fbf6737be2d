// Package newerrors has functions that return with their lock held, or with an error
// that another function makes.
package newerrors

import "sync"

// faults makes errors in ways that are known by their names alone.
type faults interface {
	Errorf(format string, args ...any) error
	New(text string) error
	Wrap(err error, text string) error
	WithText(err error, text string) error
	Last(text string) error
}

// A fault is an error.
type fault struct{ text string }

func (f *fault) Error() string { return f.text }

type store struct {
	mu     sync.Mutex
	faults faults
	n      int
}

// beginErrorf returns with the lock held, or with an error that is formatted.
func (s *store) beginErrorf() error {
	s.mu.Lock()
	if s.n == 0 {
		s.mu.Unlock()
		return s.faults.Errorf("%d left", s.n)
	}
	return nil
}

// ErrorfOk releases the lock where there is no error.
func (s *store) ErrorfOk() {
	if err := s.beginErrorf(); err != nil {
		return
	}
	s.n--
	s.mu.Unlock()
}

// ErrorfBad does so, but not always.
func (s *store) ErrorfBad() {
	if err := s.beginErrorf(); err != nil { // want `lockleak: s\.beginErrorf\(\) .* returns`
		return
	}
	if s.n > 1 {
		s.n--
		s.mu.Unlock()
	}
}

// beginNew returns with the lock held, or with an error that is new.
func (s *store) beginNew() error {
	s.mu.Lock()
	if s.n == 0 {
		s.mu.Unlock()
		return s.faults.New("none left")
	}
	return nil
}

// NewOk releases the lock where there is no error.
func (s *store) NewOk() {
	if err := s.beginNew(); err != nil {
		return
	}
	s.n--
	s.mu.Unlock()
}

// NewBad does so, but not always.
func (s *store) NewBad() {
	if err := s.beginNew(); err != nil { // want `lockleak: s\.beginNew\(\) .* returns`
		return
	}
	if s.n > 1 {
		s.n--
		s.mu.Unlock()
	}
}

// beginWrap returns with the lock held, or with an error in which another one is.
func (s *store) beginWrap(check func() error) error {
	s.mu.Lock()
	if err := check(); err != nil {
		s.mu.Unlock()
		return s.faults.Wrap(err, "check")
	}
	return nil
}

// WrapOk releases the lock where there is no error.
func (s *store) WrapOk(check func() error) {
	if err := s.beginWrap(check); err != nil {
		return
	}
	s.n--
	s.mu.Unlock()
}

// WrapBad does so, but not always.
func (s *store) WrapBad(check func() error) {
	if err := s.beginWrap(check); err != nil { // want `lockleak: s\.beginWrap\(check\) .* returns`
		return
	}
	if s.n > 1 {
		s.n--
		s.mu.Unlock()
	}
}

// beginWith is beginWrap with another function.
func (s *store) beginWith(check func() error) error {
	s.mu.Lock()
	if err := check(); err != nil {
		s.mu.Unlock()
		return s.faults.WithText(err, "check")
	}
	return nil
}

// WithOk releases the lock where there is no error.
func (s *store) WithOk(check func() error) {
	if err := s.beginWith(check); err != nil {
		return
	}
	s.n--
	s.mu.Unlock()
}

// WithBad does so, but not always.
func (s *store) WithBad(check func() error) {
	if err := s.beginWith(check); err != nil { // want `lockleak: s\.beginWith\(check\) .* returns`
		return
	}
	if s.n > 1 {
		s.n--
		s.mu.Unlock()
	}
}

// failure makes an error, as its body shows.
func failure(text string) error {
	if text == "" {
		return problem("unknown")
	}
	return &fault{text}
}

func problem(text string) error { return &fault{text} }

// beginBody returns with the lock held, or with an error that failure makes.
func (s *store) beginBody() error {
	s.mu.Lock()
	if s.n == 0 {
		s.mu.Unlock()
		return failure("none left")
	}
	return nil
}

// BodyOk releases the lock where there is no error.
func (s *store) BodyOk() {
	if err := s.beginBody(); err != nil {
		return
	}
	s.n--
	s.mu.Unlock()
}

// BodyBad does so, but not always.
func (s *store) BodyBad() {
	if err := s.beginBody(); err != nil { // want `lockleak: s\.beginBody\(\) .* returns`
		return
	}
	if s.n > 1 {
		s.n--
		s.mu.Unlock()
	}
}

// annotated returns nil for nil only.
func annotated(err error, text string) error {
	if err == nil {
		return nil
	}
	if text == "" {
		return err
	}
	return &fault{text + err.Error()}
}

// beginAnnotated returns with the lock held, or with an error to which something is added.
func (s *store) beginAnnotated(check func() error) error {
	s.mu.Lock()
	if err := check(); err != nil {
		s.mu.Unlock()
		return annotated(err, "check")
	}
	return nil
}

// AnnotatedOk releases the lock where there is no error.
func (s *store) AnnotatedOk(check func() error) {
	if err := s.beginAnnotated(check); err != nil {
		return
	}
	s.n--
	s.mu.Unlock()
}

// AnnotatedBad does so, but not always.
func (s *store) AnnotatedBad(check func() error) {
	if err := s.beginAnnotated(check); err != nil { // want `lockleak: s\.beginAnnotated\(check\) .* returns`
		return
	}
	if s.n > 1 {
		s.n--
		s.mu.Unlock()
	}
}

// newError returns no error in spite of its name, as its body shows.
func newError(text string) error {
	if text == "" {
		return nil
	}
	return &fault{text}
}

// beginEmpty releases the lock, and perhaps returns no error, where nothing is left.
func (s *store) beginEmpty(text string) error {
	s.mu.Lock()
	if s.n == 0 {
		s.mu.Unlock()
		return newError(text)
	}
	return nil
}

// EmptyOk asks for itself whether something is left.
func (s *store) EmptyOk(text string) {
	if err := s.beginEmpty(text); err != nil {
		return
	}
	if s.n != 0 {
		s.n--
		s.mu.Unlock()
	}
}

// beginLast is beginEmpty with a function that is not known to make an error.
func (s *store) beginLast() error {
	s.mu.Lock()
	if s.n == 0 {
		s.mu.Unlock()
		return s.faults.Last("none left")
	}
	return nil
}

// LastOk asks for itself whether something is left.
func (s *store) LastOk() {
	if err := s.beginLast(); err != nil {
		return
	}
	if s.n != 0 {
		s.n--
		s.mu.Unlock()
	}
}

// beginNilWrap is beginEmpty with an error that may be nil.
func (s *store) beginNilWrap(check func() error) error {
	s.mu.Lock()
	if s.n == 0 {
		s.mu.Unlock()
		return s.faults.Wrap(check(), "none left")
	}
	return nil
}

// NilWrapOk asks for itself whether something is left.
func (s *store) NilWrapOk(check func() error) {
	if err := s.beginNilWrap(check); err != nil {
		return
	}
	if s.n != 0 {
		s.n--
		s.mu.Unlock()
	}
}
