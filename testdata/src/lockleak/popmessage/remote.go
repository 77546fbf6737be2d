package popmessage

import (
	"fixtures/popmessage/group"
	"fixtures/popmessage/locktable"
)

// A remote is a processor whose locks and futures come from another package.
type remote struct {
	locks   *locktable.Table
	stopped bool
	store   store
}

// TableBad completes the future while the lock of the other package is held.
func (r *remote) TableBad(topic, name string, id int) *locktable.Future {
	f := new(locktable.Future)
	if !r.locks.TryLockQueue(topic, name, id) { // want `lockleak: r\.locks\.TryLockQueue\(topic, name, id\) .* returns`
		f.SetResult(nil)
		return f
	}
	if r.stopped {
		f.SetResult(errStopped)
		return f
	}
	f.AddListener(func(error) { r.locks.UnlockQueue(topic, name, id) })
	go f.SetResult(nil)
	return f
}

// TableOk registers the release with the future of the other package first.
func (r *remote) TableOk(topic, name string, id int) *locktable.Future {
	f := new(locktable.Future)
	if !r.locks.TryLockQueue(topic, name, id) {
		f.SetResult(nil)
		return f
	}
	f.AddListener(func(error) { r.locks.UnlockQueue(topic, name, id) })
	if r.stopped {
		f.SetResult(errStopped)
		return f
	}
	go f.SetResult(nil)
	return f
}

// FN_TableKey unlocks by the key that the other package builds, but not where it stops: that Unlock undoes TryLockQueue is not known, since the table is a map.
func (r *remote) FN_TableKey(topic, name string, id int) error {
	if !r.locks.TryLockQueue(topic, name, id) {
		return nil
	}
	if r.stopped {
		return errStopped
	}
	r.locks.Unlock(locktable.Key(topic, name, id))
	return nil
}

// TableKeyOk unlocks by the key that the other package builds.
func (r *remote) TableKeyOk(topic, name string, id int) error {
	if !r.locks.TryLockQueue(topic, name, id) {
		return nil
	}
	if r.stopped {
		r.locks.Unlock(locktable.Key(topic, name, id))
		return errStopped
	}
	r.locks.UnlockQueue(topic, name, id)
	return nil
}

// GroupBad returns between the acquire and the goroutine of the group that unlocks.
func (p *processor) GroupBad(g *group.Group, name string, qs []queue) error {
	for _, q := range qs {
		key := lockKey(name, q)
		if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
			continue
		}
		offset, err := p.store.Offset(name, q)
		if err != nil {
			return err
		}
		g.Go(func() error {
			defer p.locks.Unlock(key)
			_, err := p.store.Get(q, offset)
			return err
		})
	}
	return g.Wait()
}

// GroupOk unlocks where it does not start the goroutine.
func (p *processor) GroupOk(g *group.Group, name string, qs []queue) error {
	for _, q := range qs {
		key := lockKey(name, q)
		if !p.locks.TryLock(key) {
			continue
		}
		offset, err := p.store.Offset(name, q)
		if err != nil {
			p.locks.Unlock(key)
			return err
		}
		g.Go(func() error {
			defer p.locks.Unlock(key)
			_, err := p.store.Get(q, offset)
			return err
		})
	}
	return g.Wait()
}

// GroupInsideBad has a goroutine that returns its error with the queue locked.
func (p *processor) GroupInsideBad(g *group.Group, name string, q queue) error {
	key := lockKey(name, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		return nil
	}
	g.Go(func() error {
		if _, err := p.store.Get(q, 0); err != nil {
			return err
		}
		p.locks.Unlock(key)
		return nil
	})
	return g.Wait()
}

// GroupFullBad returns where the group refuses the goroutine that unlocks.
func (p *processor) GroupFullBad(g *group.Group, name string, q queue) error {
	key := lockKey(name, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		return nil
	}
	if !g.TryGo(func() error {
		defer p.locks.Unlock(key)
		_, err := p.store.Get(q, 0)
		return err
	}) {
		return errStopped
	}
	return nil
}

// GroupFullOk unlocks where the group is full.
func (p *processor) GroupFullOk(g *group.Group, name string, q queue) error {
	key := lockKey(name, q)
	if !p.locks.TryLock(key) {
		return nil
	}
	if !g.TryGo(func() error {
		defer p.locks.Unlock(key)
		_, err := p.store.Get(q, 0)
		return err
	}) {
		p.locks.Unlock(key)
		return errStopped
	}
	return nil
}
