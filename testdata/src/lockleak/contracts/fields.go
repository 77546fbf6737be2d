package contracts

import (
	"sync"
	"time"
)

// InsideOk remembers in a field that it has the lock, for exitOk.
func (b *bank) InsideOk(wait bool) {
	if !wait {
		if !b.mu.TryLock() {
			return
		}
	} else {
		b.mu.Lock()
	}
	b.inside = true
}

// exitOk gives the lock back if the field says that it is taken.
func (b *bank) exitOk() {
	if b.inside {
		b.inside = false
		b.mu.Unlock()
	}
}

// OwnedOk remembers whose lock it has.
func (b *bank) OwnedOk(id int) bool {
	a := b.find(id)
	if a == nil {
		return false
	}
	a.mu.Lock()
	if a.frozen {
		a.mu.Unlock()
		return false
	}
	b.owned = a
	return true
}

// disownOk gives it back.
func (b *bank) disownOk() {
	if a := b.owned; a != nil {
		b.owned = nil
		a.mu.Unlock()
	}
}

// SwitchOk has one account at a time.
func (b *bank) SwitchOk(id int) {
	b.disownOk()
	if b.OwnedOk(id) {
		b.n++
	}
}

// A lease has a flag for its lock.
type lease struct {
	mu     sync.RWMutex
	locked bool
	shared bool
	n      int
}

// UpOk takes the lock once, however often it is called.
func (l *lease) UpOk(shared bool) {
	if l.locked {
		return
	}
	if shared {
		l.mu.RLock()
	} else {
		l.mu.Lock()
	}
	l.locked, l.shared = true, shared
}

// DownOk gives it back in the mode that the field says.
func (l *lease) DownOk() {
	if !l.locked {
		return
	}
	l.locked = false
	if l.shared {
		l.mu.RUnlock()
	} else {
		l.mu.Unlock()
	}
}

// UpDownOk uses both.
func (l *lease) UpDownOk(f func() error) error {
	l.UpOk(true)
	defer l.DownOk()
	return f()
}

// StartWrite and what it is ended by have no names of locks.
func (l *lease) StartWrite() {
	l.mu.Lock()
	l.n++
}

// EndWrite ends it.
func (l *lease) EndWrite() {
	l.n--
	l.mu.Unlock()
}

// WriteOk defers the end.
func (l *lease) WriteOk(f func() error) error {
	l.StartWrite()
	defer l.EndWrite()
	return f()
}

// WriteBad ends where f works.
func (l *lease) WriteBad(f func() error) error {
	l.StartWrite() // want `lockleak: l\.StartWrite\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	l.EndWrite()
	return nil
}

// acquireShard promises by its name to return with the lock.
func (b *bank) acquireShard(id int) (*account, error) {
	a := b.find(id)
	if a == nil {
		return nil, errEmpty
	}
	a.mu.Lock()
	for a.frozen {
		a.mu.Unlock()
		time.Sleep(time.Millisecond)
		a.mu.Lock()
		if b.closed {
			a.mu.Unlock()
			return nil, errClosed
		}
	}
	return a, nil
}

// ShardOk relies on the promise.
func (b *bank) ShardOk(id int) error {
	a, err := b.acquireShard(id)
	if err != nil {
		return err
	}
	a.balance++
	a.mu.Unlock()
	return nil
}

// ShardBad does, and returns early.
func (b *bank) ShardBad(id int) error {
	a, err := b.acquireShard(id) // want `lockleak: b\.acquireShard\(id\) .* returns`
	if err != nil {
		return err
	}
	if a.balance == 0 {
		return errEmpty
	}
	a.balance++
	a.mu.Unlock()
	return nil
}

// DeferredHelperOk defers a helper that gives the lock back.
func (b *bank) DeferredHelperOk(f func() error) (err error) {
	b.mu.Lock()
	defer b.end(&err)
	return f()
}

func (b *bank) end(err *error) {
	if *err != nil {
		b.n--
	}
	b.mu.Unlock()
}

// DeferredHelperBad defers it too late.
func (b *bank) DeferredHelperBad(f func() error) (err error) {
	b.mu.Lock() // want `lockleak: b\.mu\.Lock\(\) .* returns`
	if b.closed {
		return errClosed
	}
	defer b.end(&err)
	return f()
}

// DeferredPairOk defers the second half of a helper that returns it.
func (b *bank) DeferredPairOk(f func() error) error {
	defer b.reserve()()
	return f()
}

// ReserveOk keeps the second half in a variable.
func (b *bank) ReserveOk(f func() error) error {
	free := b.reserve()
	if err := f(); err != nil {
		free()
		return err
	}
	free()
	return nil
}

// ReserveBad loses it.
func (b *bank) ReserveBad(f func() error) error {
	free := b.reserve() // want `lostunlock: .*b\.reserve\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	free()
	return nil
}

// ReserveFieldOk stores it.
func (b *bank) ReserveFieldOk() {
	b.undo = b.reserve()
}

// FN_ReserveDrop does not look at it: nothing releases, and the name of reserve does not speak of locks.
func (b *bank) FN_ReserveDrop(f func() error) error {
	b.reserve()
	return f()
}

// work gives the bank back when it is done.
func (b *bank) work(done chan<- int) {
	defer b.mu.Unlock()
	done <- b.n
}

// GoHelperOk has a goroutine of a method give the lock back.
func (b *bank) GoHelperOk() int {
	done := make(chan int)
	b.mu.Lock()
	go b.work(done)
	return <-done
}

// GoHelperBad returns before it starts.
func (b *bank) GoHelperBad() int {
	done := make(chan int)
	b.mu.Lock() // want `lockleak: b\.mu\.Lock\(\) .* returns`
	if b.closed {
		return 0
	}
	go b.work(done)
	return <-done
}

// GoGroupOk has goroutines that give back accounts.
func (b *bank) GoGroupOk(f func(*account)) {
	for _, a := range b.order {
		a.mu.Lock()
		b.wg.Go(func() {
			defer a.mu.Unlock()
			f(a)
		})
	}
	b.wg.Wait()
}

// TimerOk has a timer give the lock back.
func (b *bank) TimerOk() {
	b.mu.Lock()
	b.n++
	time.AfterFunc(time.Second, b.leave)
}

// onDone keeps fn until the job is over.
func (b *bank) onDone(name string, fn func()) { b.pending[name] = fn }

// RegisteredOk leaves the release to whoever ends the job.
func (b *bank) RegisteredOk(name string) error {
	if err := b.come(); err != nil {
		return err
	}
	b.onDone(name, b.leave)
	return nil
}

// RegisteredBad registers it where it has a name.
func (b *bank) RegisteredBad(name string) error {
	if err := b.come(); err != nil { // want `lockleak: b\.come\(\) .* returns`
		return err
	}
	if name == "" {
		return errEmpty
	}
	b.onDone(name, func() { b.leave() })
	return nil
}

// within runs f in a section, and is told whether to keep it.
func (b *bank) within(f func() (keep bool)) bool {
	b.mu.Lock()
	if f() {
		return true
	}
	b.mu.Unlock()
	return false
}

// WithinOk gives back what within keeps.
func (b *bank) WithinOk() {
	if b.within(func() bool { return b.n > 3 }) {
		b.n = 0
		b.mu.Unlock()
	}
}

// WithinBad does so in one case.
func (b *bank) WithinBad() {
	if b.within(func() bool { return b.n > 3 }) { // want `lockleak: b\.within\(.*\) .* returns`
		if b.closed {
			return
		}
		b.mu.Unlock()
	}
}

// waitOk is called with the lock, and calls itself until there is an account.
func (b *bank) waitOk(tries int) bool {
	if len(b.order) > 0 {
		return true
	}
	if tries == 0 {
		return false
	}
	b.mu.Unlock()
	time.Sleep(time.Millisecond)
	b.mu.Lock()
	return b.waitOk(tries - 1)
}

// WaitOk has the lock behind it in any case.
func (b *bank) WaitOk() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.waitOk(3) {
		return -1
	}
	return b.order[0].id
}

// WaitBad thinks that it has not, where there is none.
func (b *bank) WaitBad() int {
	b.mu.Lock() // want `lockleak: b\.mu\.Lock\(\) .* returns`
	if !b.waitOk(3) {
		return -1
	}
	id := b.order[0].id
	b.mu.Unlock()
	return id
}
