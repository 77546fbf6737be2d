package callees

import "sync"

// A book is read more often than it is written.
type book struct {
	mu    sync.RWMutex
	pages []string
	reads int
}

// Page reads.
func (b *book) Page(i int) string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.pages[i]
}

// Add writes.
func (b *book) Add(p string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pages = append(b.pages, p)
}

// ReadInWriteBad calls a reader as a writer.
func (b *book) ReadInWriteBad(i int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pages = append(b.pages, b.Page(i)) // want `relock: b\.Page\(i\) acquires b\.mu, which the path holds already`
}

// WriteInReadBad calls a writer as a reader.
func (b *book) WriteInReadBad(i int) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	b.Add(b.pages[i]) // want `relock: b\.Add\(b\.pages\[i\]\) acquires b\.mu, which the path holds already`
}

// ReadInReadOk calls a reader as a reader, which waits only if a writer comes in between.
func (b *book) ReadInReadOk(i int) string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.pages[0] + b.Page(i)
}

// copyPage leaves as reader before it enters as writer.
func (b *book) copyPage(i int) {
	p := b.Page(i)
	b.Add(p)
}

// FN_CopyInRead calls, as a reader, what reads and then writes: of what a function does to a lock, the first
// acquire counts, and that shares.
func (b *book) FN_CopyInRead(i int) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if len(b.pages) > i {
		b.copyPage(i)
	}
}

// CopyOk calls it without the lock.
func (b *book) CopyOk(i int) {
	b.mu.RLock()
	n := len(b.pages)
	b.mu.RUnlock()
	if n > i {
		b.copyPage(i)
	}
}
