package double

// insertLocked gives the lock back where it fails, and says so by its error.
func (t *table) insertLocked(key string) error {
	if _, ok := t.rows[key]; ok {
		t.mu.Unlock()
		return errBroken
	}
	t.rows[key] = t.n
	return nil
}

// syncLocked comes back without the lock where its write fails.
func (t *table) syncLocked(write func() error) error {
	t.mu.Unlock()
	if err := write(); err != nil {
		return err
	}
	t.mu.Lock()
	return nil
}

// lockIfOpen has the lock if it returns true.
func (t *table) lockIfOpen() bool {
	t.mu.Lock()
	if t.rows == nil {
		t.mu.Unlock()
		return false
	}
	return true
}

// InsertOk releases only what it has still.
func (t *table) InsertOk(key string) error {
	t.mu.Lock()
	if err := t.insertLocked(key); err != nil {
		return err
	}
	t.n++
	t.mu.Unlock()
	return nil
}

// InsertBad releases in any case.
func (t *table) InsertBad(key string) error {
	t.mu.Lock()
	defer t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) .* not held`
	return t.insertLocked(key)
}

// SyncOk knows whether it has the lock.
func (t *table) SyncOk(write func() error) error {
	t.mu.Lock()
	if err := t.syncLocked(write); err != nil {
		return err
	}
	t.mu.Unlock()
	return nil
}

// SyncBad does not ask.
func (t *table) SyncBad(write func() error) error {
	t.mu.Lock()
	err := t.syncLocked(write)
	t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) .* not held`
	return err
}

// OpenOk goes on where it has the lock again.
func (t *table) OpenOk(wait func()) {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	wait()
	if t.lockIfOpen() {
		t.n++
		t.mu.Unlock()
	}
}

// OpenBad does not ask.
func (t *table) OpenBad(wait func()) {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	wait()
	t.lockIfOpen()
	t.n++
	t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) .* not held`
}
