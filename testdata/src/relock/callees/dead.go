package callees

import "sync"

// A feed has a source from the beginning to the end.
type feed struct {
	mu     sync.Mutex
	source func() string
	reads  int
}

// newFeed returns a feed, which reads from source.
func newFeed(source func() string) *feed {
	return &feed{source: source}
}

// restart begins anew.
func (f *feed) restart() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads = 0
}

// FP_Read restarts, with the lock, a feed without a source. The call could only wait for itself, but there is no such
// feed: that all who make one set the field, and nothing sets it to nil, is not known.
func (f *feed) FP_Read() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.source == nil {
		f.restart() // want `relock: f\.restart\(\) acquires f\.mu, which the path holds already`
	}
	f.reads++
	return f.source()
}
