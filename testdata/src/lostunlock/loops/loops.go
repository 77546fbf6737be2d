// Package loops holds releases that a round of a loop does not call.
package loops

// A locker locks names.
type locker interface {
	Lock(name string) (unlock func())
	TryLock(name string) (unlock func(), ok bool)
}

// EachBad goes on to the next name where there is nothing to do.
func EachBad(l locker, names []string, work func(string) bool) {
	for _, name := range names {
		unlock := l.Lock(name) // want `lostunlock: the release that l\.Lock\(name\) returns is not called on a path that goes on to the next round of the loop`
		if !work(name) {
			continue
		}
		unlock()
	}
}

// EachOk calls it in each round.
func EachOk(l locker, names []string, work func(string) bool) {
	for _, name := range names {
		unlock := l.Lock(name)
		if !work(name) {
			unlock()
			continue
		}
		unlock()
	}
}

// BreakBad leaves the loop with the last one.
func BreakBad(l locker, names []string, work func(string) bool) {
	for _, name := range names {
		unlock := l.Lock(name) // want `lostunlock: the release that l\.Lock\(name\) returns is not called on a path that returns`
		if !work(name) {
			break
		}
		unlock()
	}
}

// FirstOk returns the release of the first one that it gets.
func FirstOk(l locker, names []string) func() {
	for _, name := range names {
		if unlock, ok := l.TryLock(name); ok {
			return unlock
		}
	}
	return nil
}

// FirstBad returns without it where the name is not wanted.
func FirstBad(l locker, names []string, wanted map[string]bool) func() {
	for _, name := range names {
		if unlock, ok := l.TryLock(name); ok { // want `lostunlock: the release that l\.TryLock\(name\) returns is not called on a path that returns`
			if !wanted[name] {
				return nil
			}
			return unlock
		}
	}
	return nil
}

// DeferOk has all of them to the end, on purpose: each has a name of its own.
func DeferOk(l locker, names []string, work func()) {
	for _, name := range names {
		defer l.Lock(name)()
	}
	work()
}

// LiteralOk has a function for each round.
func LiteralOk(l locker, names []string, work func(string) error) error {
	for _, name := range names {
		err := func() error {
			defer l.Lock(name)()
			return work(name)
		}()
		if err != nil {
			return err
		}
	}
	return nil
}
