package channels

import (
	"context"
	"sync"
	"sync/atomic"
)

// A page counts its references.
type page struct{ refs atomic.Int32 }

// Acquire adds one.
func (p *page) Acquire() { p.refs.Add(1) }

// Release removes one.
func (p *page) Release() { p.refs.Add(-1) }

type entry struct {
	key string
	p   *page
}

// A cache writes its pages later.
type cache struct {
	pages   map[string]*page
	pending chan entry
	marked  chan *entry
	loose   chan *page
	lost    chan struct{ p *page }
}

// AddOk sends the reference in a struct.
func (c *cache) AddOk(key string, p *page) {
	p.Acquire()
	c.pages[key] = p
	select {
	case c.pending <- entry{key, p}:
	default:
		delete(c.pages, key)
		p.Release()
	}
}

// QueueOk sends it without a way out.
func (c *cache) QueueOk(key string, p *page, full bool) {
	p.Acquire()
	if full {
		p.Release()
		return
	}
	e := entry{key: key, p: p}
	c.pending <- e
}

// MarkOk sends a pointer to it.
func (c *cache) MarkOk(key string, p *page, full bool) {
	p.Acquire()
	if full {
		p.Release()
		return
	}
	c.marked <- &entry{key, p}
}

// MarkBad returns early.
func (c *cache) MarkBad(key string, p *page, full bool) {
	p.Acquire() // want `lockleak: p\.Acquire\(\) is not released on a path that returns`
	if full {
		return
	}
	c.marked <- &entry{key, p}
}

// LooseOk sends the reference itself.
func (c *cache) LooseOk(p *page, full bool) {
	p.Acquire()
	if full {
		p.Release()
		return
	}
	c.loose <- p
}

// LostBad sends it to where nobody releases it.
func (c *cache) LostBad(p *page, full bool) {
	p.Acquire() // want `lockleak: p\.Acquire\(\) is not released on a path that returns`
	if full {
		p.Release()
		return
	}
	c.lost <- struct{ p *page }{p}
}

func (c *cache) flushOk() {
	for e := range c.pending {
		delete(c.pages, e.key)
		e.p.Release()
	}
}

func (c *cache) sweepOk(ctx context.Context) {
	for {
		select {
		case e := <-c.marked:
			c.drop(e)
		case p := <-c.loose:
			p.Release()
		case <-ctx.Done():
			return
		}
	}
}

func (c *cache) drop(e *entry) {
	delete(c.pages, e.key)
	e.p.Release()
}

func (c *cache) countOk() (n int32) {
	for e := range c.lost {
		n += e.p.refs.Load()
	}
	return n
}

// A job is locked while it is done.
type job struct {
	mu sync.Mutex
	n  int
}

// An engine has workers.
type engine struct {
	jobs chan *job
}

// SubmitBad keeps the lock where it gives up.
func (e *engine) SubmitBad(ctx context.Context, j *job) error {
	j.mu.Lock() // want `lockleak: j\.mu\.Lock\(\) is not released on a path that returns`
	j.n++
	select {
	case e.jobs <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// SubmitOk unlocks it there.
func (e *engine) SubmitOk(ctx context.Context, j *job) error {
	j.mu.Lock()
	j.n++
	select {
	case e.jobs <- j:
		return nil
	case <-ctx.Done():
		j.mu.Unlock()
		return ctx.Err()
	}
}

func (e *engine) work() {
	for j := range e.jobs {
		j.n--
		j.mu.Unlock()
	}
}

// A report is of a type of its own, whose receivers lock it themselves.
type report struct {
	mu sync.Mutex
	n  int
}

// ReportBad sends a locked report to who locks it again.
func ReportBad(ch chan *report, r *report, quiet bool) {
	r.mu.Lock() // want `lockleak: r\.mu\.Lock\(\) is not released on a path that returns`
	r.n++
	if quiet {
		r.mu.Unlock()
		return
	}
	ch <- r
}

func readOk(ch chan *report) (n int) {
	for r := range ch {
		r.mu.Lock()
		n += r.n
		r.mu.Unlock()
	}
	return n
}
