// Package rbmutex3 uses the RBMutex of github.com/puzpuzpuz/xsync/v3.
package rbmutex3

import "github.com/puzpuzpuz/xsync/v3"

type routes struct {
	mu   *xsync.RBMutex
	next map[string]string
}

// ReaderOk gives the token back on both exits.
func (r *routes) ReaderOk(dst string) string {
	t := r.mu.RLock()
	if r.next == nil {
		r.mu.RUnlock(t)
		return ""
	}
	hop := r.next[dst]
	r.mu.RUnlock(t)
	return hop
}

// ReaderDeferOk defers the release with its token.
func (r *routes) ReaderDeferOk(dst string) string {
	t := r.mu.RLock()
	defer r.mu.RUnlock(t)
	return r.next[dst]
}

// ReaderBad lacks one line of ReaderOk.
func (r *routes) ReaderBad(dst string) string {
	t := r.mu.RLock() // want `lockleak: r\.mu\.RLock\(\) .* returns`
	if r.next == nil {
		return ""
	}
	hop := r.next[dst]
	r.mu.RUnlock(t)
	return hop
}

// TryReaderOk has nothing where the first result is false; the token may be nil.
func (r *routes) TryReaderOk(dst string) string {
	ok, t := r.mu.TryRLock()
	if !ok {
		return ""
	}
	defer r.mu.RUnlock(t)
	return r.next[dst]
}

// TryReaderBad returns early as a reader.
func (r *routes) TryReaderBad(dst string) string {
	ok, t := r.mu.TryRLock() // want `lockleak: r\.mu\.TryRLock\(\) .* returns`
	if !ok {
		return ""
	}
	hop, found := r.next[dst]
	if !found {
		return ""
	}
	r.mu.RUnlock(t)
	return hop
}

// WriterOk defers the release of a writer.
func (r *routes) WriterOk(dst, hop string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next[dst] = hop
}

// WriterBad returns early as a writer.
func (r *routes) WriterBad(dst, hop string) {
	r.mu.Lock() // want `lockleak: r\.mu\.Lock\(\) .* returns`
	if r.next[dst] == hop {
		return
	}
	r.next[dst] = hop
	r.mu.Unlock()
}

// TryWriterBad returns early where the attempt succeeded.
func (r *routes) TryWriterBad(dst, hop string) bool {
	if !r.mu.TryLock() { // want `lockleak: r\.mu\.TryLock\(\) .* returns`
		return false
	}
	if r.next[dst] == hop {
		return true
	}
	r.next[dst] = hop
	r.mu.Unlock()
	return true
}

// TryWriterOk has nothing where the attempt failed.
func (r *routes) TryWriterOk(dst, hop string) bool {
	if !r.mu.TryLock() {
		return false
	}
	defer r.mu.Unlock()
	r.next[dst] = hop
	return true
}
