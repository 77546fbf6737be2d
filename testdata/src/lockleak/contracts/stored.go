package contracts

import "sync"

// UndoOk stores the release in a field, where rollback finds it.
func (b *bank) UndoOk() error {
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return errClosed
	}
	b.undo = func() { b.mu.Unlock() }
	return nil
}

// rollback calls what UndoOk stored.
func (b *bank) rollback() {
	if b.undo != nil {
		b.undo()
		b.undo = nil
	}
}

// UndoBad stores it behind a check that can fail.
func (b *bank) UndoBad() error {
	b.mu.Lock() // want `lockleak: b\.mu\.Lock\(\) .* returns`
	if err := b.check(); err != nil {
		return err
	}
	b.undo = func() { b.mu.Unlock() }
	return nil
}

// UndoCallerOk stores by a function of its own, and rolls back.
func (b *bank) UndoCallerOk(f func() error) error {
	if err := b.UndoOk(); err != nil {
		return err
	}
	defer b.rollback()
	return f()
}

// CleanupOk appends releases to a slice of functions, which shutOk runs.
func (b *bank) CleanupOk(ids []int) error {
	for _, id := range ids {
		a := b.find(id)
		if a == nil {
			b.runCleanup()
			return errEmpty
		}
		a.mu.Lock()
		b.cleanup = append(b.cleanup, a.mu.Unlock)
	}
	return nil
}

func (b *bank) runCleanup() {
	for _, f := range b.cleanup {
		f()
	}
	b.cleanup = nil
}

// CleanupBad finds a frozen account with its lock taken, and nothing appended.
func (b *bank) CleanupBad(ids []int) error {
	for _, id := range ids {
		a := b.find(id)
		a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
		if a.frozen {
			return errClosed
		}
		b.cleanup = append(b.cleanup, a.mu.Unlock)
	}
	return nil
}

// PendingOk stores the release in a map.
func (b *bank) PendingOk(name string) {
	b.rw.RLock()
	if b.closed {
		b.rw.RUnlock()
		return
	}
	b.pending[name] = b.rw.RUnlock
}

// PendingBad does so where the name is not there yet.
func (b *bank) PendingBad(name string) {
	b.rw.RLock() // want `lockleak: b\.rw\.RLock\(\) .* returns`
	if _, ok := b.pending[name]; ok {
		return
	}
	b.pending[name] = b.rw.RUnlock
}

// ChannelOk sends the release to whoever is to call it.
func (b *bank) ChannelOk() bool {
	if !b.mu.TryLock() {
		return false
	}
	b.results <- b.mu.Unlock
	return true
}

// ChannelSelectOk gives the lock back itself if nobody wants the release.
func (b *bank) ChannelSelectOk() bool {
	b.mu.Lock()
	select {
	case b.results <- b.leave:
		return true
	default:
		b.mu.Unlock()
		return false
	}
}

// ChannelSelectBad lacks one line of ChannelSelectOk.
func (b *bank) ChannelSelectBad() bool {
	b.mu.Lock() // want `lockleak: b\.mu\.Lock\(\) .* returns`
	select {
	case b.results <- b.leave:
		return true
	default:
		return false
	}
}

// JobOk has the release in a field of what it sends.
func (b *bank) JobOk(name string) error {
	if err := b.come(); err != nil {
		return err
	}
	b.jobs <- &job{name: name, end: b.leave}
	return nil
}

// JobBad does not send where there is no name.
func (b *bank) JobBad(name string) error {
	if err := b.come(); err != nil { // want `lockleak: b\.come\(\) .* returns`
		return err
	}
	if name == "" {
		return errEmpty
	}
	b.jobs <- &job{name: name, end: b.leave}
	return nil
}

// JobLocalOk stores the release in a struct of its own, and stops that.
func (b *bank) JobLocalOk(f func() error) error {
	if err := b.come(); err != nil {
		return err
	}
	j := &job{end: b.leave}
	defer j.stop()
	return f()
}

// workerOk ends the jobs that it receives.
func (b *bank) workerOk() {
	for j := range b.jobs {
		b.n++
		j.stop()
	}
}

// VisitStoredOk stores what has the bank in a map.
func (b *bank) VisitStoredOk(name string) error {
	v, err := b.visitBank(name)
	if err != nil {
		return err
	}
	b.open[name] = v
	return nil
}

// VisitStoredBad stores it if its name is not too long.
func (b *bank) VisitStoredBad(name string) error {
	v, err := b.visitBank(name) // want `lostunlock: the release that b\.visitBank\(name\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if len(name) > 10 {
		return errEmpty
	}
	b.open[name] = v
	return nil
}

// VisitFieldOk stores it in a field, and endLast finishes it.
func (b *bank) VisitFieldOk(name string) (err error) {
	b.last, err = b.visitBank(name)
	return err
}

func (b *bank) endLast() {
	if b.last != nil {
		b.last.finish()
		b.last = nil
	}
}

// VisitSentOk sends it.
func (b *bank) VisitSentOk(visits chan<- *visit) error {
	v, err := b.visitBank("")
	if err != nil {
		return err
	}
	visits <- v
	return nil
}

// VisitAppendedOk collects visits of several banks.
func VisitAppendedOk(banks []*bank) ([]*visit, error) {
	var out []*visit
	for _, b := range banks {
		v, err := b.visitBank("all")
		if err != nil {
			for _, v := range out {
				v.finish()
			}
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// VisitOk finishes it in both ways.
func (b *bank) VisitOk(f func(string) error) error {
	v, err := b.visitBank("ok")
	if err != nil {
		return err
	}
	if err := f(v.name); err != nil {
		return v.abort(err)
	}
	v.finish()
	return nil
}

// VisitDeferOk defers that.
func (b *bank) VisitDeferOk(f func(string) error) error {
	v, err := b.visitBank("defer")
	if err != nil {
		return err
	}
	defer v.finish()
	return f(v.name)
}

// VisitLiteralOk finishes it in a deferred function, in one of two ways.
func (b *bank) VisitLiteralOk(f func(string) error) (err error) {
	v, err := b.visitBank("literal")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = v.abort(err)
		} else {
			v.finish()
		}
	}()
	return f(v.name)
}

// VisitLoopOk has one visit at a time.
func (b *bank) VisitLoopOk(names []string) error {
	for _, name := range names {
		v, err := b.visitBank(name)
		if err != nil {
			return err
		}
		b.n++
		v.finish()
	}
	return nil
}

// VisitBad does so in one.
func (b *bank) VisitBad(f func(string) error) error {
	v, err := b.visitBank("bad") // want `lostunlock: .*b\.visitBank\("bad"\) .* returns`
	if err != nil {
		return err
	}
	if err := f(v.name); err != nil {
		return err
	}
	v.finish()
	return nil
}

// over ends a visit for others.
func over(v *visit, quiet bool) {
	if !quiet {
		v.b.n++
	}
	v.finish()
}

// VisitPassedOk passes it to a function that finishes it.
func (b *bank) VisitPassedOk(quiet bool) error {
	v, err := b.visitBank("passed")
	if err != nil {
		return err
	}
	defer over(v, quiet)
	return b.check()
}

// VisitPassedBad does not pass it where the check fails.
func (b *bank) VisitPassedBad(quiet bool) error {
	v, err := b.visitBank("passed") // want `lostunlock: .*b\.visitBank\("passed"\) .* returns`
	if err != nil {
		return err
	}
	if err := b.check(); err != nil {
		return err
	}
	over(v, quiet)
	return nil
}

// VisitGoOk has a goroutine finish it.
func (b *bank) VisitGoOk(f func()) error {
	v, err := b.visitBank("go")
	if err != nil {
		return err
	}
	go func() {
		defer v.finish()
		f()
	}()
	return nil
}

// VisitMethodGoOk has a goroutine that is a method.
func (b *bank) VisitMethodGoOk() error {
	v, err := b.visitBank("go")
	if err != nil {
		return err
	}
	go v.abort(nil)
	return nil
}

// A closer has whatever is to be closed.
type closer struct {
	mu  sync.Mutex
	fns []func()
}

func (c *closer) add(fn func()) { c.fns = append(c.fns, fn) }

func (c *closer) closeAll() {
	for _, fn := range c.fns {
		fn()
	}
}

// CloserOk adds the release to a closer, which runs at the end.
func (b *bank) CloserOk(f func() error) error {
	c := new(closer)
	defer c.closeAll()
	b.mu.Lock()
	c.add(b.mu.Unlock)
	b.rw.RLock()
	c.add(b.rw.RUnlock)
	return f()
}

// CloserPassedOk is given the closer.
func (b *bank) CloserPassedOk(c *closer) error {
	if err := b.come(); err != nil {
		return err
	}
	c.add(b.leave)
	return b.check()
}

// CloserPassedBad checks before it adds.
func (b *bank) CloserPassedBad(c *closer) error {
	if err := b.come(); err != nil { // want `lockleak: b\.come\(\) .* returns`
		return err
	}
	if err := b.check(); err != nil {
		return err
	}
	c.add(b.leave)
	return nil
}
