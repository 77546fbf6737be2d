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

// read restarts, with the lock, a feed without a source. The call could only wait
// for itself, but there is no such feed: all who make one set the field.
func (f *feed) read() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.source == nil {
		f.restart()
	}
	f.reads++
	return f.source()
}

// lazy is a feed that is opened when it is needed.
type lazy struct {
	mu     sync.Mutex
	source func() string
}

func newLazy() *lazy { return &lazy{} }

func (l *lazy) open(source func() string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.source = source
}

// read opens, with the lock, a feed that is not open.
func (l *lazy) read() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if nil == l.source {
		l.open(func() string { return "" }) // want `relock: l\.open\(func\(\) string .*\) acquires l\.mu, which the path holds already`
	}
	return l.source()
}

// closable is a feed whose source is taken away.
type closable struct {
	mu     sync.Mutex
	source func() string
}

func newClosable(source func() string) *closable { return &closable{source: source} }

func (c *closable) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.source = nil
}

// read closes, with the lock, a feed that is closed.
func (c *closable) read() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.source != nil {
		return c.source()
	}
	c.close() // want `relock: c\.close\(\) acquires c\.mu, which the path holds already`
	return ""
}
