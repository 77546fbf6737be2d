package contracts

// ErrorOk calls what gives the bank back in the error case itself.
func (b *bank) ErrorOk(f func() error) error {
	b.mu.Lock()
	if b.failed(f()) {
		return errClosed
	}
	b.mu.Unlock()
	return nil
}

// ErrorBad has one more exit behind it.
func (b *bank) ErrorBad(f func() error) error {
	b.mu.Lock() // want `lockleak: b\.mu\.Lock\(\) .* returns`
	if b.failed(f()) {
		return errClosed
	}
	if b.closed {
		return errClosed
	}
	b.mu.Unlock()
	return nil
}

// ErrorTwiceOk asks two times.
func (b *bank) ErrorTwiceOk(f, g func() error) bool {
	if b.come() != nil {
		return false
	}
	if b.failed(f()) || b.failed(g()) {
		return false
	}
	b.leave()
	return true
}

// TakeOk is told by the second result.
func (b *bank) TakeOk(id int) int {
	a, ok := b.take(id)
	if !ok {
		return 0
	}
	n := a.balance
	b.put(a)
	return n
}

// TakeBad is told, and does not like what it got.
func (b *bank) TakeBad(id int) int {
	a, ok := b.take(id) // want `lockleak: b\.take\(id\) .* returns`
	if !ok {
		return 0
	}
	if a.balance < 0 {
		return 0
	}
	n := a.balance
	b.put(a)
	return n
}

// TakeNilOk asks the first result, which tells the same.
func (b *bank) TakeNilOk(id int) int {
	a, _ := b.take(id)
	if a == nil {
		return 0
	}
	n := a.balance
	a.mu.Unlock()
	return n
}

// TakeBothOk has two accounts, or none.
func (b *bank) TakeBothOk(from, to int) bool {
	x, ok := b.take(from)
	if !ok {
		return false
	}
	y, ok := b.take(to)
	if !ok {
		b.put(x)
		return false
	}
	x.balance--
	y.balance++
	b.put(y)
	b.put(x)
	return true
}

// TakeBothBad has one at one exit.
func (b *bank) TakeBothBad(from, to int) bool {
	x, ok := b.take(from) // want `lockleak: b\.take\(from\) .* returns`
	if !ok {
		return false
	}
	y, ok := b.take(to)
	if !ok {
		return false
	}
	x.balance--
	y.balance++
	b.put(y)
	b.put(x)
	return true
}

// TakeReturnedOk returns what it was told.
func (b *bank) TakeReturnedOk(id, min int) (*account, bool) {
	a, ok := b.take(id)
	if ok && a.balance < min {
		b.put(a)
		return nil, false
	}
	return a, ok
}

// UseReturnedOk uses that.
func (b *bank) UseReturnedOk(id int) error {
	a, ok := b.TakeReturnedOk(id, 10)
	if !ok {
		return errEmpty
	}
	a.balance = 0
	a.mu.Unlock()
	return nil
}

// UseReturnedBad uses it, and returns in the middle.
func (b *bank) UseReturnedBad(id int) error {
	a, ok := b.TakeReturnedOk(id, 10) // want `lockleak: b\.TakeReturnedOk\(id, 10\) .* returns`
	if !ok {
		return errEmpty
	}
	if a.balance == 10 {
		return errEmpty
	}
	a.balance = 0
	a.mu.Unlock()
	return nil
}

// step goes on with the bank, or gives it back and says that it did.
func (b *bank) step(i int) (more bool, err error) {
	if i > b.n {
		b.mu.Unlock()
		return false, nil
	}
	if err := b.check(); err != nil {
		b.mu.Unlock()
		return false, err
	}
	return true, nil
}

// StepsOk goes on as long as it has the bank.
func (b *bank) StepsOk() error {
	b.mu.Lock()
	for i := 0; ; i++ {
		more, err := b.step(i)
		if !more {
			return err
		}
	}
}

// FN_Steps thinks that only an error has given it back: an error that is returned is taken for one, though it may be nil here.
func (b *bank) FN_Steps(limit int) error {
	b.mu.Lock()
	for i := 0; ; i++ {
		more, err := b.step(i)
		if !more {
			return err
		}
		if i == limit {
			return nil
		}
	}
}

// finishOrKeep gives the bank back if it is told to.
func (b *bank) finishOrKeep(keep bool) {
	b.n++
	if !keep {
		b.mu.Unlock()
	}
}

// KeepOk keeps the bank for a second round.
func (b *bank) KeepOk() {
	b.mu.Lock()
	b.finishOrKeep(true)
	b.finishOrKeep(false)
}

// KeepBad keeps it at one end.
func (b *bank) KeepBad(twice bool) {
	b.mu.Lock() // want `lockleak: b\.mu\.Lock\(\) .* returns`
	if twice {
		b.finishOrKeep(true)
		return
	}
	b.finishOrKeep(false)
}

// KeepParameterOk keeps it if its own caller wants that, whose question it answers.
func (b *bank) KeepParameterOk(keep bool) (kept bool) {
	b.mu.Lock()
	b.finishOrKeep(keep)
	return keep
}

// KeepLaterOk asks the same again.
func (b *bank) KeepLaterOk(keep bool) {
	b.mu.Lock()
	b.finishOrKeep(keep)
	if keep {
		b.leave()
	}
}

// WithOk returns what its helper returns.
func (b *bank) WithOk(f func() (int, error)) (int, error) {
	if err := b.come(); err != nil {
		return 0, err
	}
	return b.leaveWith(f())
}

// WithBad does so but for zero.
func (b *bank) WithBad(f func() (int, error)) (int, error) {
	if err := b.come(); err != nil { // want `lockleak: b\.come\(\) .* returns`
		return 0, err
	}
	n, err := f()
	if n == 0 {
		return 0, err
	}
	return b.leaveWith(n, err)
}

// CountOk is told by a number how many accounts it has.
func (b *bank) CountOk() {
	n := b.freezeAll()
	for _, a := range b.order[:n] {
		a.mu.Unlock()
	}
}

// freezeAll takes accounts up to the first that is frozen, and returns how many.
func (b *bank) freezeAll() int {
	for i, a := range b.order {
		if !a.mu.TryLock() {
			return i
		}
		if a.frozen {
			a.mu.Unlock()
			return i
		}
	}
	return len(b.order)
}

// AllOk locks every account in one loop, and unlocks them in another.
func (b *bank) AllOk(f func() error) error {
	for _, a := range b.order {
		a.mu.Lock()
	}
	err := f()
	for i := len(b.order) - 1; i >= 0; i-- {
		b.order[i].mu.Unlock()
	}
	return err
}

// AllDeferOk defers the second loop.
func (b *bank) AllDeferOk(f func() error) error {
	for _, a := range b.order {
		a.mu.Lock()
	}
	defer func() {
		for _, a := range b.order {
			a.mu.Unlock()
		}
	}()
	return f()
}

// TakenOk collects what it has, and gives that back by a helper.
func (b *bank) TakenOk(ids []int, f func([]*account) error) error {
	var taken []*account
	for _, id := range ids {
		a, ok := b.take(id)
		if !ok {
			b.putAll(taken)
			return errEmpty
		}
		taken = append(taken, a)
	}
	defer b.putAll(taken)
	return f(taken)
}

func (b *bank) putAll(as []*account) {
	for _, a := range as {
		b.put(a)
	}
}

// TakenMapOk collects in a map.
func (b *bank) TakenMapOk(ids []int) map[int]*account {
	taken := make(map[int]*account, len(ids))
	for _, id := range ids {
		if a, ok := b.take(id); ok {
			taken[id] = a
		}
	}
	return taken
}

// TakenBad skips one of them in the loop.
func (b *bank) TakenBad(ids []int) (sum int) {
	for _, id := range ids {
		a, ok := b.take(id) // want `lockleak: b\.take\(id\) .* next round`
		if !ok {
			continue
		}
		if a.balance == 0 {
			continue
		}
		sum += a.balance
		b.put(a)
	}
	return sum
}

// EarlierOk gives back the one before when it has the next: hand over hand.
func (b *bank) EarlierOk() {
	var prev *account
	for _, a := range b.order {
		a.mu.Lock()
		if prev != nil {
			prev.mu.Unlock()
		}
		prev = a
	}
	if prev != nil {
		prev.mu.Unlock()
	}
}
