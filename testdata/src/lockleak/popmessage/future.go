package popmessage

// StopBad tests the threshold before the release is registered: rocketmq#8602.
func (p *processor) StopBad(group string, q queue) *future {
	f := new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		f.Complete(p.store.Rest(q))
		return f
	}
	if p.shouldStop(key) {
		f.Complete(p.store.Rest(q))
		return f
	}
	f.WhenComplete(func(int) { p.locks.Unlock(key) })
	offset, err := p.store.Offset(group, q)
	if err != nil {
		f.Complete(0)
		return f
	}
	p.store.GetAsync(q, offset).WhenComplete(func(n int) { f.Complete(n) })
	return f
}

// StopOk registers the release right behind the acquire, as RocketMQ does now.
func (p *processor) StopOk(group string, q queue) *future {
	f := new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		f.Complete(p.store.Rest(q))
		return f
	}
	f.WhenComplete(func(int) { p.locks.Unlock(key) })
	if p.shouldStop(key) {
		f.Complete(p.store.Rest(q))
		return f
	}
	offset, err := p.store.Offset(group, q)
	if err != nil {
		f.Complete(0)
		return f
	}
	p.store.GetAsync(q, offset).WhenComplete(func(n int) { f.Complete(n) })
	return f
}

// StopUnlockedOk unlocks by hand before its early return.
func (p *processor) StopUnlockedOk(group string, q queue) *future {
	f := new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		f.Complete(p.store.Rest(q))
		return f
	}
	if p.shouldStop(key) {
		p.locks.Unlock(key)
		f.Complete(p.store.Rest(q))
		return f
	}
	f.WhenComplete(func(int) { p.locks.Unlock(key) })
	p.store.GetAsync(q, 0).WhenComplete(func(n int) { f.Complete(n) })
	return f
}

// EarlyBad returns a completed future three times: rocketmq#5813.
func (p *processor) EarlyBad(group string, q queue, rest int) *future {
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		return completed(rest)
	}
	if p.suspended {
		return completed(rest)
	}
	offset, err := p.store.Offset(group, q)
	if err != nil {
		return completed(rest)
	}
	if offset < 0 || p.shouldStop(key) {
		return completed(rest + p.store.Rest(q))
	}
	return p.store.GetAsync(q, offset).WhenComplete(func(int) { p.locks.Unlock(key) })
}

// EarlyLastBad unlocks at two of the three early returns of EarlyBad.
func (p *processor) EarlyLastBad(group string, q queue, rest int) *future {
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		return completed(rest)
	}
	if p.suspended {
		p.locks.Unlock(key)
		return completed(rest)
	}
	offset, err := p.store.Offset(group, q)
	if err != nil {
		p.locks.Unlock(key)
		return completed(rest)
	}
	if offset < 0 || p.shouldStop(key) {
		return completed(rest + p.store.Rest(q))
	}
	return p.store.GetAsync(q, offset).WhenComplete(func(int) { p.locks.Unlock(key) })
}

// EarlyOk unlocks at each early return.
func (p *processor) EarlyOk(group string, q queue, rest int) *future {
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		return completed(rest)
	}
	if p.suspended {
		p.locks.Unlock(key)
		return completed(rest)
	}
	offset, err := p.store.Offset(group, q)
	if err != nil {
		p.locks.Unlock(key)
		return completed(rest)
	}
	if offset < 0 || p.shouldStop(key) {
		p.locks.Unlock(key)
		return completed(rest + p.store.Rest(q))
	}
	return p.store.GetAsync(q, offset).WhenComplete(func(int) { p.locks.Unlock(key) })
}

// EarlyOnceOk unlocks in a defer unless the future has taken the release.
func (p *processor) EarlyOnceOk(group string, q queue, rest int) *future {
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		return completed(rest)
	}
	entrusted := false
	defer func() {
		if !entrusted {
			p.locks.Unlock(key)
		}
	}()
	if p.suspended {
		return completed(rest)
	}
	offset, err := p.store.Offset(group, q)
	if err != nil {
		return completed(rest)
	}
	entrusted = true
	return p.store.GetAsync(q, offset).WhenComplete(func(int) { p.locks.Unlock(key) })
}

// OtherFutureBad completes its own future on the early path, and returns another one that unlocks.
func (p *processor) OtherFutureBad(group string, q queue) *future {
	f := new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		f.Complete(0)
		return f
	}
	if p.shouldStop(key) {
		f.Complete(0)
		return f
	}
	got := p.store.GetAsync(q, 0)
	got.WhenComplete(func(int) { p.locks.Unlock(key) })
	return got
}

// OtherFutureOk gives each of the two futures its own release.
func (p *processor) OtherFutureOk(group string, q queue) *future {
	f := new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		f.Complete(0)
		return f
	}
	if p.shouldStop(key) {
		f.WhenComplete(func(int) { p.locks.Unlock(key) })
		f.Complete(0)
		return f
	}
	got := p.store.GetAsync(q, 0)
	got.WhenComplete(func(int) { p.locks.Unlock(key) })
	return got
}

// PromiseBad settles a generic promise before the release is registered.
func (p *processor) PromiseBad(group string, q queue) *promise[[]string] {
	pr := new(promise[[]string])
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		pr.Resolve(nil)
		return pr
	}
	if p.shouldStop(key) {
		pr.Reject(errStopped)
		return pr
	}
	pr.OnSettled(func([]string, error) { p.locks.Unlock(key) })
	go pr.Resolve([]string{q.topic})
	return pr
}

// PromiseOk registers the release before it settles the promise.
func (p *processor) PromiseOk(group string, q queue) *promise[[]string] {
	pr := new(promise[[]string])
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		pr.Resolve(nil)
		return pr
	}
	pr.OnSettled(func([]string, error) { p.locks.Unlock(key) })
	if p.shouldStop(key) {
		pr.Reject(errStopped)
		return pr
	}
	go pr.Resolve([]string{q.topic})
	return pr
}

// WrapperBad locks and unlocks by wrappers that build the key.
func (p *processor) WrapperBad(group string, q queue) *future {
	f := new(future)
	if !p.tryLockQueue(group, q) { // want `lockleak: p\.tryLockQueue\(group, q\) .* returns`
		f.Complete(0)
		return f
	}
	if p.suspended {
		f.Complete(0)
		return f
	}
	f.WhenComplete(func(int) { p.unlockQueue(group, q) })
	p.store.GetAsync(q, 0).WhenComplete(func(n int) { f.Complete(n) })
	return f
}

// WrapperOk registers the unlocking wrapper first.
func (p *processor) WrapperOk(group string, q queue) *future {
	f := new(future)
	if !p.tryLockQueue(group, q) {
		f.Complete(0)
		return f
	}
	f.WhenComplete(func(int) { p.unlockQueue(group, q) })
	if p.suspended {
		f.Complete(0)
		return f
	}
	p.store.GetAsync(q, 0).WhenComplete(func(n int) { f.Complete(n) })
	return f
}

// HalfWrapperBad locks by a wrapper, and unlocks by the key that the wrapper builds.
func (p *processor) HalfWrapperBad(group string, q queue) *future {
	if !p.tryLockQueue(group, q) { // want `lockleak: p\.tryLockQueue\(group, q\) .* returns`
		return completed(0)
	}
	if p.suspended {
		return completed(0)
	}
	return p.store.GetAsync(q, 0).WhenComplete(func(int) { p.locks.Unlock(lockKey(group, q)) })
}

// HalfWrapperOk unlocks by that key on both paths.
func (p *processor) HalfWrapperOk(group string, q queue) *future {
	if !p.tryLockQueue(group, q) {
		return completed(0)
	}
	if p.suspended {
		p.locks.Unlock(lockKey(group, q))
		return completed(0)
	}
	return p.store.GetAsync(q, 0).WhenComplete(func(int) { p.locks.Unlock(lockKey(group, q)) })
}

// RecoverBad completes the future where it recovers, but keeps the queue.
func (p *processor) RecoverBad(group string, q queue) (f *future) {
	f = new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* panics`
		f.Complete(0)
		return f
	}
	defer func() {
		if r := recover(); r != nil {
			f.Complete(0)
		}
	}()
	if p.store == nil {
		panic("no store")
	}
	f.WhenComplete(func(int) { p.locks.Unlock(key) })
	p.store.GetAsync(q, 0).WhenComplete(func(n int) { f.Complete(n) })
	return f
}

// RecoverOk registers the release before anything can panic.
func (p *processor) RecoverOk(group string, q queue) (f *future) {
	f = new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		f.Complete(0)
		return f
	}
	f.WhenComplete(func(int) { p.locks.Unlock(key) })
	defer func() {
		if r := recover(); r != nil {
			f.Complete(0)
		}
	}()
	if p.store == nil {
		panic("no store")
	}
	p.store.GetAsync(q, 0).WhenComplete(func(n int) { f.Complete(n) })
	return f
}

// RecoverUnlockedOk unlocks where it recovers.
func (p *processor) RecoverUnlockedOk(group string, q queue) (f *future) {
	f = new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		f.Complete(0)
		return f
	}
	defer func() {
		if r := recover(); r != nil {
			p.locks.Unlock(key)
			f.Complete(0)
		}
	}()
	if p.store == nil {
		panic("no store")
	}
	return p.store.GetAsync(q, 0).WhenComplete(func(int) { p.locks.Unlock(key) })
}
