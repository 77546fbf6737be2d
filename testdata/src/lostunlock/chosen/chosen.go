// Package chosen holds releases in variables that have one or another function.
package chosen

// A locker locks names.
type locker interface {
	Lock(name string) (unlock func())
	RLock(name string) (unlock func())
}

// A job may be for itself, and needs no lock then.
type job struct {
	name  string
	alone bool
	n     int
}

// NoOpOk has a release that does nothing unless it locks.
func (j *job) NoOpOk(l locker, work func() error) error {
	unlock := func() {}
	if !j.alone {
		unlock = l.Lock(j.name)
	}
	defer unlock()
	return work()
}

// NoOpBad calls it where its work succeeds.
func (j *job) NoOpBad(l locker, work func() error) error {
	unlock := func() {}
	if !j.alone {
		unlock = l.Lock(j.name) // want `lostunlock: the release that l\.Lock\(j\.name\) returns is not called on a path that returns`
	}
	if err := work(); err != nil {
		return err
	}
	unlock()
	return nil
}

// NilOk asks whether there is one.
func (j *job) NilOk(l locker, work func()) {
	var unlock func()
	if !j.alone {
		unlock = l.Lock(j.name)
	}
	work()
	if unlock != nil {
		unlock()
	}
}

// NilBad asks for the wrong thing.
func (j *job) NilBad(l locker, work func() int) {
	var unlock func()
	if !j.alone {
		unlock = l.Lock(j.name) // want `lostunlock: the release that l\.Lock\(j\.name\) returns is not called on a path that returns`
	}
	if n := work(); n > 0 && unlock != nil {
		j.n += n
		unlock()
	}
}

// SameConditionOk asks for the same thing twice.
func SameConditionOk(l locker, name string, alone bool, work func()) {
	var unlock func()
	if !alone {
		unlock = l.Lock(name)
	}
	work()
	if !alone {
		unlock()
	}
}

// ModesOk has one of two releases.
func (j *job) ModesOk(l locker, write bool, work func()) {
	var unlock func()
	if write {
		unlock = l.Lock(j.name)
	} else {
		unlock = l.RLock(j.name)
	}
	work()
	unlock()
}

// ModesBad calls it where it has written.
func (j *job) ModesBad(l locker, write bool, work func()) {
	var unlock func()
	if write {
		unlock = l.Lock(j.name)
	} else {
		unlock = l.RLock(j.name) // want `lostunlock: the release that l\.RLock\(j\.name\) returns is never called`
	}
	work()
	if write {
		unlock()
	}
}

// ResetOk forgets the release when it has called it.
func (j *job) ResetOk(l locker, early bool, work func()) {
	unlock := l.Lock(j.name)
	if early {
		unlock()
		unlock = nil
	}
	work()
	if unlock != nil {
		unlock()
	}
}

// ResetBad forgets it without.
func (j *job) ResetBad(l locker, early bool, work func()) {
	unlock := l.Lock(j.name) // want `lostunlock: the release that l\.Lock\(j\.name\) returns is not called on a path that returns`
	if early {
		unlock = nil
	}
	work()
	if unlock != nil {
		unlock()
	}
}

// ChainOk has a release that calls the one before.
func ChainOk(l locker, names []string, work func()) {
	release := func() {}
	for _, name := range names {
		before, unlock := release, l.Lock(name)
		release = func() {
			unlock()
			before()
		}
	}
	defer release()
	work()
}

// SliceOk collects them in a variable, and calls them all.
func SliceOk(l locker, names []string, work func()) {
	var all []func()
	for _, name := range names {
		all = append(all, l.Lock(name))
	}
	work()
	for _, unlock := range all {
		unlock()
	}
}
