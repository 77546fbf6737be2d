package guards

import "sync"

// A seat is a guard that is a value: its methods are called on variables.
type seat struct{ r *row }

// Release frees the seat.
func (s *seat) Release() {
	s.r.mu.Unlock()
	*s = seat{}
}

// A row has one seat.
type row struct {
	mu     sync.Mutex
	closed bool
	names  []string
}

// Acquire waits for the seat.
func (r *row) Acquire() (seat, error) {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return seat{}, errMissing
	}
	return seat{r: r}, nil
}

// ValueOk defers it.
func ValueOk(r *row, name string) error {
	s, err := r.Acquire()
	if err != nil {
		return err
	}
	defer s.Release()
	if name == "" {
		return errMissing
	}
	r.names = append(r.names, name)
	return nil
}

// ValueBad releases it where there is a name.
func ValueBad(r *row, name string) error {
	s, err := r.Acquire() // want `lostunlock: the release that r\.Acquire\(\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if name == "" {
		return errMissing
	}
	r.names = append(r.names, name)
	s.Release()
	return nil
}

// CapturedOk releases it in a literal.
func CapturedOk(r *row, name string) error {
	s, err := r.Acquire()
	if err != nil {
		return err
	}
	defer func() {
		r.names = append(r.names, name)
		s.Release()
	}()
	return nil
}

// BoundOk defers the method value.
func BoundOk(r *row, name string) error {
	s, err := r.Acquire()
	if err != nil {
		return err
	}
	release := s.Release
	defer release()
	r.names = append(r.names, name)
	return nil
}

// BoundBad calls the method value where there is a name.
func BoundBad(r *row, name string) error {
	s, err := r.Acquire() // want `lostunlock: the release that r\.Acquire\(\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	release := s.Release
	if name == "" {
		return errMissing
	}
	r.names = append(r.names, name)
	release()
	return nil
}

// CopiedOk releases the copy.
func CopiedOk(r *row, name string) error {
	s, err := r.Acquire()
	if err != nil {
		return err
	}
	last := s
	r.names = append(r.names, name)
	last.Release()
	return nil
}

// PassedOk passes its address on.
func PassedOk(r *row, use func(*seat)) error {
	s, err := r.Acquire()
	if err != nil {
		return err
	}
	use(&s)
	return nil
}

// RoundsOk has a variable that is older than the loop.
func RoundsOk(rows []*row, name string) {
	var s seat
	var err error
	for _, r := range rows {
		if s, err = r.Acquire(); err != nil {
			continue
		}
		r.names = append(r.names, name)
		s.Release()
	}
}

// RoundsBad goes on with the seat.
func RoundsBad(rows []*row, name string) {
	var s seat
	var err error
	for _, r := range rows {
		if s, err = r.Acquire(); err != nil { // want `lostunlock: the release that r\.Acquire\(\) returns is not called on a path that goes on`
			continue
		}
		if len(r.names) > 9 {
			continue
		}
		r.names = append(r.names, name)
		s.Release()
	}
}

// NeverBad keeps it.
func NeverBad(r *row, name string) error {
	_, err := r.Acquire() // want `lostunlock: the release that r\.Acquire\(\) returns is never called`
	if err != nil {
		return err
	}
	r.names = append(r.names, name)
	return nil
}

// EitherOk has one variable for two of them.
func EitherOk(a, b *row, first bool, name string) error {
	var s seat
	var err error
	if first {
		s, err = a.Acquire()
	} else {
		s, err = b.Acquire()
	}
	if err != nil {
		return err
	}
	s.r.names = append(s.r.names, name)
	s.Release()
	return nil
}
