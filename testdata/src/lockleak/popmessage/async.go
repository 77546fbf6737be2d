package popmessage

import "context"

// ChannelBad sends the answer of its early return, and only the goroutine unlocks.
func (p *processor) ChannelBad(group string, q queue) <-chan int {
	ch := make(chan int, 1)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		ch <- 0
		return ch
	}
	if p.shouldStop(key) {
		ch <- 0
		return ch
	}
	go func() {
		n, _ := p.store.Get(q, 0)
		p.locks.Unlock(key)
		ch <- n
	}()
	return ch
}

// ChannelOk unlocks before it sends the answer of its early return.
func (p *processor) ChannelOk(group string, q queue) <-chan int {
	ch := make(chan int, 1)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		close(ch)
		return ch
	}
	if p.shouldStop(key) {
		p.locks.Unlock(key)
		close(ch)
		return ch
	}
	go func() {
		defer close(ch)
		defer p.locks.Unlock(key)
		n, _ := p.store.Get(q, 0)
		ch <- n
	}()
	return ch
}

// CallbackBad calls its callback on the early path, and only the callback of the store unlocks.
func (p *processor) CallbackBad(group string, q queue, answer func(n int)) {
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		answer(0)
		return
	}
	if p.shouldStop(key) {
		answer(p.store.Rest(q))
		return
	}
	p.store.GetCallback(q, 0, func(n int) {
		p.locks.Unlock(key)
		answer(n)
	})
}

// CallbackOk wraps its callback into one that unlocks.
func (p *processor) CallbackOk(group string, q queue, answer func(n int)) {
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		answer(0)
		return
	}
	answerUnlocked := func(n int) {
		p.locks.Unlock(key)
		answer(n)
	}
	if p.shouldStop(key) {
		answerUnlocked(p.store.Rest(q))
		return
	}
	p.store.GetCallback(q, 0, answerUnlocked)
}

// CallbackInsideBad has a callback that returns early with the queue locked.
func (p *processor) CallbackInsideBad(group string, q queue, answer func(n int)) {
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		answer(0)
		return
	}
	p.store.GetCallback(q, 0, func(n int) {
		if n == 0 {
			answer(0)
			return
		}
		p.locks.Unlock(key)
		answer(n)
	})
}

// GoroutineBad fails between the acquire and the goroutine that unlocks.
func (p *processor) GoroutineBad(group string, q queue, answer func(n int)) error {
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		return errStopped
	}
	offset, err := p.store.Offset(group, q)
	if err != nil {
		return err
	}
	go func() {
		defer p.locks.Unlock(key)
		n, _ := p.store.Get(q, offset)
		answer(n)
	}()
	return nil
}

// GoroutineOk unlocks where it does not start the goroutine.
func (p *processor) GoroutineOk(group string, q queue, answer func(n int)) error {
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		return errStopped
	}
	offset, err := p.store.Offset(group, q)
	if err != nil {
		p.locks.Unlock(key)
		return err
	}
	go func() {
		defer p.locks.Unlock(key)
		n, _ := p.store.Get(q, offset)
		answer(n)
	}()
	return nil
}

// GoroutineInsideBad starts a goroutine that ends with the queue locked where reading fails.
func (p *processor) GoroutineInsideBad(group string, q queue, answer func(n int)) {
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		answer(0)
		return
	}
	go func() {
		n, err := p.store.Get(q, 0)
		if err != nil {
			answer(0)
			return
		}
		p.locks.Unlock(key)
		answer(n)
	}()
}

// LoopBad goes on to the next queue with this one locked.
func (p *processor) LoopBad(group string, qs []queue) int {
	popped := 0
	for _, q := range qs {
		key := lockKey(group, q)
		if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* next round of the loop`
			continue
		}
		if p.shouldStop(key) {
			popped += p.store.Rest(q)
			continue
		}
		n, _ := p.store.Get(q, 0)
		p.locks.Unlock(key)
		popped += n
	}
	return popped
}

// LoopReturnBad returns out of the loop with this queue locked.
func (p *processor) LoopReturnBad(group string, qs []queue) *future {
	f := new(future)
	for _, q := range qs {
		key := lockKey(group, q)
		if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
			continue
		}
		if p.suspended {
			f.Complete(0)
			return f
		}
		p.store.GetAsync(q, 0).WhenComplete(func(int) { p.locks.Unlock(key) })
	}
	f.Complete(len(qs))
	return f
}

// LoopOk unlocks each queue before it goes on, or lets the future of that queue do it.
func (p *processor) LoopOk(group string, qs []queue) []*future {
	var fs []*future
	for _, q := range qs {
		key := lockKey(group, q)
		if !p.locks.TryLock(key) {
			continue
		}
		if p.shouldStop(key) {
			p.locks.Unlock(key)
			continue
		}
		fs = append(fs, p.store.GetAsync(q, 0).WhenComplete(func(int) { p.locks.Unlock(key) }))
	}
	return fs
}

// SelectBad keeps the queue where its context ends first.
func (p *processor) SelectBad(ctx context.Context, group string, q queue) *future {
	f := new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) .* returns`
		f.Complete(0)
		return f
	}
	select {
	case n := <-p.store.GetChan(q, 0):
		p.locks.Unlock(key)
		f.Complete(n)
	case <-ctx.Done():
		f.Complete(0)
	}
	return f
}

// SelectOk unlocks in both cases.
func (p *processor) SelectOk(ctx context.Context, group string, q queue) *future {
	f := new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		f.Complete(0)
		return f
	}
	select {
	case n := <-p.store.GetChan(q, 0):
		p.locks.Unlock(key)
		f.Complete(n)
	case <-ctx.Done():
		p.locks.Unlock(key)
		f.Complete(0)
	}
	return f
}

// SelectRegisteredOk registers the release before it waits.
func (p *processor) SelectRegisteredOk(ctx context.Context, group string, q queue) *future {
	f := new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		f.Complete(0)
		return f
	}
	f.WhenComplete(func(int) { p.locks.Unlock(key) })
	if isDone(ctx) {
		f.Complete(0)
		return f
	}
	select {
	case n := <-p.store.GetChan(q, 0):
		f.Complete(n)
	case <-ctx.Done():
		f.Complete(0)
	}
	return f
}
