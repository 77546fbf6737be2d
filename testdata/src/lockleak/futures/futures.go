package futures

import "sync"

// NotCompletedBad forgets the future that has the release on its error path.
func (s *server) NotCompletedBad(name string) error {
	t := newTask()
	s.locks.Lock(name) // want `lockleak: .* registered on a future that is not completed .* returns`
	t.OnComplete(func(error) { s.locks.Unlock(name) })
	if err := s.load(name); err != nil {
		return err
	}
	t.Complete()
	return nil
}

// NotCompletedOk completes the future on both paths.
func (s *server) NotCompletedOk(name string) error {
	t := newTask()
	s.locks.Lock(name)
	t.OnComplete(func(error) { s.locks.Unlock(name) })
	if err := s.load(name); err != nil {
		t.SetError(err)
		return err
	}
	t.Complete()
	return nil
}

// CompletedByDeferOk completes the future in a defer.
func (s *server) CompletedByDeferOk(name string) error {
	t := newTask()
	s.locks.Lock(name)
	t.OnComplete(func(error) { s.locks.Unlock(name) })
	defer t.Complete()
	return s.load(name)
}

// NilReturnedBad returns nil in place of the future that has the release.
func (s *server) NilReturnedBad(name string) *task {
	t := new(task)
	s.locks.Lock(name) // want `lockleak: .* registered on a future that is not completed .* returns`
	t.OnComplete(func(error) { s.locks.Unlock(name) })
	if s.closed {
		return nil
	}
	go func() {
		_ = s.load(name)
		t.Complete()
	}()
	return t
}

// OtherReturnedBad returns a new future in place of the one that has the release.
func (s *server) OtherReturnedBad(name string) *task {
	t := newTask()
	s.locks.Lock(name) // want `lockleak: .* registered on a future that is not completed .* returns`
	t.OnComplete(func(error) { s.locks.Unlock(name) })
	if s.closed {
		other := newTask()
		other.SetError(errClosed)
		return other
	}
	return t
}

// ReturnedOk returns the future before it is completed.
func (s *server) ReturnedOk(name string) *task {
	t := newTask()
	s.locks.Lock(name)
	t.OnComplete(func(error) { s.locks.Unlock(name) })
	return t
}

// StoredOk stores the future.
func (s *server) StoredOk(name string) error {
	t := newTask()
	s.locks.Lock(name)
	t.OnComplete(func(error) { s.locks.Unlock(name) })
	if s.closed {
		s.last = t
		return errClosed
	}
	s.tasks = append(s.tasks, t)
	return nil
}

// StoredBad stores the future on one of its paths only.
func (s *server) StoredBad(name string) error {
	t := newTask()
	s.locks.Lock(name) // want `lockleak: .* registered on a future that is not completed .* returns`
	t.OnComplete(func(error) { s.locks.Unlock(name) })
	if s.closed {
		return errClosed
	}
	s.tasks = append(s.tasks, t)
	return nil
}

// PassedOk passes the future on to a function and to a channel.
func (s *server) PassedOk(name string) {
	t := newTask()
	s.locks.Lock(name)
	t.OnComplete(func(error) { s.locks.Unlock(name) })
	if s.closed {
		s.work <- t
		return
	}
	go s.run(t)
}

// MethodOk registers a closure, and has another future complete this one by a method value.
func (s *server) MethodOk(name string, next *task) {
	t := newTask()
	s.locks.Lock(name)
	unlock := func(error) { s.locks.Unlock(name) }
	t.OnComplete(unlock)
	next.OnComplete(t.SetError)
}

// ParameterOk registers the release on a future that its caller has.
func (s *server) ParameterOk(name string, t *task) error {
	s.locks.Lock(name)
	t.OnComplete(func(error) { s.locks.Unlock(name) })
	return s.load(name)
}

// ParameterBad completes its caller's future where it has not registered the release.
func (s *server) ParameterBad(name string, t *task) error {
	s.locks.Lock(name) // want `lockleak: s\.locks\.Lock\(name\) .* returns`
	if err := s.load(name); err != nil {
		t.SetError(err)
		return err
	}
	t.OnComplete(func(error) { s.locks.Unlock(name) })
	return nil
}

// LateOk registers on a future that is completed already, which releases at once.
func (s *server) LateOk(name string) *task {
	t := newTask()
	s.locks.Lock(name)
	if s.closed {
		t.SetError(errClosed)
		t.OnComplete(func(error) { s.locks.Unlock(name) })
		return t
	}
	t.OnComplete(func(error) { s.locks.Unlock(name) })
	return t
}

// InterfaceBad completes a future of unknown type before the release is registered.
func (s *server) InterfaceBad(name string) deferred {
	d := s.factory()
	s.locks.Lock(name) // want `lockleak: s\.locks\.Lock\(name\) .* returns`
	if s.closed {
		d.SetError(errClosed)
		return d
	}
	d.AddListener(func() { s.locks.Unlock(name) })
	go d.SetResult(name)
	return d
}

// InterfaceOk registers the release first.
func (s *server) InterfaceOk(name string) deferred {
	d := s.factory()
	s.locks.Lock(name)
	d.AddListener(func() { s.locks.Unlock(name) })
	if s.closed {
		d.SetError(errClosed)
		return d
	}
	go d.SetResult(name)
	return d
}

// FN_InterfaceDropped forgets a future where it fails; what the factory does with the future is not known.
func (s *server) FN_InterfaceDropped(name string) (deferred, error) {
	d := s.factory()
	s.locks.Lock(name)
	d.AddListener(func() { s.locks.Unlock(name) })
	if err := s.load(name); err != nil {
		return nil, err
	}
	return d, nil
}

// CallbackInsideBad registers a callback that does not release where the task has failed.
func (s *server) CallbackInsideBad(name string) *task {
	t := newTask()
	s.locks.Lock(name) // want `lockleak: s\.locks\.Lock\(name\) .* returns`
	t.OnComplete(func(err error) {
		if err != nil {
			return
		}
		s.locks.Unlock(name)
	})
	return t
}

// CallbackInsideOk releases however the task has ended.
func (s *server) CallbackInsideOk(name string) *task {
	t := newTask()
	s.locks.Lock(name)
	t.OnComplete(func(err error) {
		if err != nil {
			s.locks.Unlock(name)
			return
		}
		_ = s.load(name)
		s.locks.Unlock(name)
	})
	return t
}

// CallbackWholeBad acquires in the callback, and returns early there.
func (s *server) CallbackWholeBad(name string) *task {
	t := newTask()
	t.OnComplete(func(err error) {
		s.locks.Lock(name) // want `lockleak: s\.locks\.Lock\(name\) .* returns`
		if s.load(name) != nil {
			return
		}
		s.locks.Unlock(name)
	})
	return t
}

// OnceOk releases by whatever comes first.
func (s *server) OnceOk(name string, t *task) error {
	s.locks.Lock(name)
	release := sync.OnceFunc(func() { s.locks.Unlock(name) })
	t.OnComplete(func(error) { release() })
	if err := s.load(name); err != nil {
		release()
		return err
	}
	return nil
}

// OnceDoOk guards its release by a sync.Once.
func (s *server) OnceDoOk(name string) error {
	var once sync.Once
	release := func() { once.Do(func() { s.locks.Unlock(name) }) }
	s.locks.Lock(name)
	defer release()
	if err := s.load(name); err != nil {
		return err
	}
	release()
	s.tasks = nil
	return nil
}

// FlagOk guards its release by a flag.
func (s *server) FlagOk(name string) error {
	s.locks.Lock(name)
	released := false
	release := func() {
		if released {
			return
		}
		released = true
		s.locks.Unlock(name)
	}
	defer release()
	if err := s.load(name); err != nil {
		return err
	}
	release()
	s.tasks = nil
	return nil
}

// FlagBad has the guarded release, and does not call it where it fails.
func (s *server) FlagBad(name string) error {
	s.locks.Lock(name) // want `lockleak: s\.locks\.Lock\(name\) .* returns`
	released := false
	release := func() {
		if released {
			return
		}
		released = true
		s.locks.Unlock(name)
	}
	if err := s.load(name); err != nil {
		return err
	}
	release()
	return nil
}

// A job is a future by what its methods do: their names say nothing.
type job struct {
	mu    sync.Mutex
	hooks []func()
}

func (j *job) attach(hook func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.hooks = append(j.hooks, hook)
}

func (j *job) settled() {
	j.mu.Lock()
	hooks := j.hooks
	j.mu.Unlock()
	for _, hook := range hooks {
		hook()
	}
}

// UnnamedBad forgets the job that has the release on its error path.
func (s *server) UnnamedBad(name string) error {
	j := &job{}
	s.locks.Lock(name) // want `lockleak: .* registered on a future that is not completed .* returns`
	j.attach(func() { s.locks.Unlock(name) })
	if err := s.load(name); err != nil {
		return err
	}
	j.settled()
	return nil
}

// UnnamedOk completes the job on both paths.
func (s *server) UnnamedOk(name string) error {
	j := &job{}
	s.locks.Lock(name)
	j.attach(func() { s.locks.Unlock(name) })
	err := s.load(name)
	j.settled()
	return err
}
