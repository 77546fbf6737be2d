package mismatch

// FailedBad releases what a try did not give.
func (r *roster) FailedBad(name string) bool {
	if r.mu.TryLock() {
		r.groups[name] = ""
	}
	r.mu.Unlock() // want `badunlock: r\.mu\.Unlock\(\) releases r\.mu where it is not held, on a path that has not acquired it`
	return true
}

// FailedOk releases in the branch.
func (r *roster) FailedOk(name string) bool {
	if r.mu.TryLock() {
		r.groups[name] = ""
		r.mu.Unlock()
	}
	return true
}

// DeferredFailedBad defers the release in front of the question.
func (r *roster) DeferredFailedBad(name string) error {
	ok := r.mu.TryLock()
	defer r.mu.Unlock() // want `badunlock: r\.mu\.Unlock\(\) releases r\.mu where it is not held, on a path that has not acquired it`
	if !ok {
		return errUnknown
	}
	r.groups[name] = ""
	return nil
}

// DeferredFailedOk defers it behind that.
func (r *roster) DeferredFailedOk(name string) error {
	ok := r.mu.TryLock()
	if !ok {
		return errUnknown
	}
	defer r.mu.Unlock()
	r.groups[name] = ""
	return nil
}

// ReaderFailedBad releases a reader that it has not become.
func (r *roster) ReaderFailedBad(name string) string {
	if !r.mu.TryRLock() {
		println("busy")
	}
	g := r.groups[name]
	r.mu.RUnlock() // want `badunlock: r\.mu\.RUnlock\(\) releases r\.mu where it is not held, on a path that has not acquired it`
	return g
}

// ReaderFailedOk waits where the try has failed.
func (r *roster) ReaderFailedOk(name string) string {
	if !r.mu.TryRLock() {
		println("busy")
		r.mu.RLock()
	}
	g := r.groups[name]
	r.mu.RUnlock()
	return g
}
