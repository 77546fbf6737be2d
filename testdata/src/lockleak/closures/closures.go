// Package closures holds function literals and method values that release,
// and literals that enter and leave by themselves.
package closures

import (
	"errors"
	"sort"
	"sync"
	"time"
)

var (
	errClosed = errors.New("closed")
	errEmpty  = errors.New("empty")
)

type cache struct {
	mu      sync.Mutex
	items   map[string]int
	closed  bool
	cleanup func()
	once    sync.Once
	hooks   []func()
}

func (c *cache) fill(n int) error {
	if n < 0 {
		return errEmpty
	}
	return nil
}

// each runs f for every key.
func (c *cache) each(f func(string)) {
	for k := range c.items {
		f(k)
	}
}

// CalledOk releases by a closure on both exits.
func (c *cache) CalledOk(n int) error {
	done := func() { c.mu.Unlock() }
	c.mu.Lock()
	if err := c.fill(n); err != nil {
		done()
		return err
	}
	done()
	return nil
}

// CalledBad lacks one line of CalledOk.
func (c *cache) CalledBad(n int) error {
	done := func() { c.mu.Unlock() }
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	if err := c.fill(n); err != nil {
		return err
	}
	done()
	return nil
}

// EarlyInsideBad has a closure that should release, but returns early itself.
func (c *cache) EarlyInsideBad(n int) {
	done := func() {
		if c.closed {
			return
		}
		c.mu.Unlock()
	}
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	c.items["n"] = n
	done()
}

// EnterAndLeaveOk enters and leaves by two closures that test the same parameter.
func (c *cache) EnterAndLeaveOk(need bool, n int) error {
	enter := func() {
		if need {
			c.mu.Lock()
		}
	}
	leave := func() {
		if need {
			c.mu.Unlock()
		}
	}
	enter()
	if err := c.fill(n); err != nil {
		leave()
		return err
	}
	leave()
	return nil
}

// DeferredOk defers a named closure.
func (c *cache) DeferredOk(n int) error {
	done := func() { c.mu.Unlock() }
	c.mu.Lock()
	defer done()
	return c.fill(n)
}

// DeferredBad defers the named closure behind a return.
func (c *cache) DeferredBad(n int) error {
	done := func() { c.mu.Unlock() }
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	if err := c.fill(n); err != nil {
		return err
	}
	defer done()
	c.items["n"] = n
	return nil
}

// NestedOk releases by a closure that calls another one.
func (c *cache) NestedOk(n int) {
	done := func() { c.mu.Unlock() }
	finish := func(err error) {
		if err != nil {
			delete(c.items, "n")
		}
		done()
	}
	c.mu.Lock()
	if err := c.fill(n); err != nil {
		finish(err)
		return
	}
	finish(nil)
}

// NestedBad lacks one line of NestedOk.
func (c *cache) NestedBad(n int) {
	done := func() { c.mu.Unlock() }
	finish := func(err error) {
		if err != nil {
			delete(c.items, "n")
		}
		done()
	}
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	if err := c.fill(n); err != nil {
		return
	}
	finish(nil)
}

// MethodValueOk calls the bound method on both exits.
func (c *cache) MethodValueOk(n int) error {
	done := c.mu.Unlock
	c.mu.Lock()
	if err := c.fill(n); err != nil {
		done()
		return err
	}
	done()
	return nil
}

// MethodValueBad lacks one line of MethodValueOk.
func (c *cache) MethodValueBad(n int) error {
	done := c.mu.Unlock
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	if err := c.fill(n); err != nil {
		return err
	}
	done()
	return nil
}

// MethodValueEnterOk enters and leaves by bound methods.
func (c *cache) MethodValueEnterOk(n int) error {
	enter, leave := c.mu.Lock, c.mu.Unlock
	enter()
	defer leave()
	return c.fill(n)
}

// MethodExpressionOk releases by a method expression.
func (c *cache) MethodExpressionOk(n int) error {
	c.mu.Lock()
	err := c.fill(n)
	(*sync.Mutex).Unlock(&c.mu)
	return err
}

// MethodExpressionBad returns before the method expression.
func (c *cache) MethodExpressionBad(n int) error {
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	if err := c.fill(n); err != nil {
		return err
	}
	(*sync.Mutex).Unlock(&c.mu)
	return nil
}

// CapturedFuncOk defers a closure that calls a captured func variable.
func (c *cache) CapturedFuncOk(n int) error {
	done := c.mu.Unlock
	c.mu.Lock()
	defer func() { done() }()
	return c.fill(n)
}

// ReassignedOk has a release function that does nothing until there is something to release.
func (c *cache) ReassignedOk(need bool, n int) error {
	done := func() {}
	if need {
		c.mu.Lock()
		done = c.mu.Unlock
	}
	defer done()
	return c.fill(n)
}

// ReassignedBad returns the error before it calls the release function.
func (c *cache) ReassignedBad(need bool, n int) error {
	done := func() {}
	if need {
		c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
		done = c.mu.Unlock
	}
	if err := c.fill(n); err != nil {
		return err
	}
	done()
	return nil
}

// ReassignedNilOk has a nil release function where there is nothing to release.
func (c *cache) ReassignedNilOk(need bool, n int) error {
	var done func()
	if need {
		c.mu.Lock()
		done = c.mu.Unlock
	}
	err := c.fill(n)
	if done != nil {
		done()
	}
	return err
}

// InvokedOk enters and leaves in a literal that runs at once.
func (c *cache) InvokedOk(n int) error {
	err := func() error {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.closed {
			return errClosed
		}
		return c.fill(n)
	}()
	return err
}

// InvokedBad returns from the literal before it defers.
func (c *cache) InvokedBad(n int) error {
	err := func() error {
		c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
		if c.closed {
			return errClosed
		}
		defer c.mu.Unlock()
		return c.fill(n)
	}()
	return err
}

// InvokedAtReturnOk computes its result in a literal that releases first.
func (c *cache) InvokedAtReturnOk(n int) error {
	c.mu.Lock()
	c.items["n"] = n
	return func() error {
		c.mu.Unlock()
		return c.fill(n)
	}()
}

// GoOk leaves the release to a goroutine, unless there is nothing to do.
func (c *cache) GoOk(n int) error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return errClosed
	}
	go func() {
		defer c.mu.Unlock()
		c.items["n"] = n
	}()
	return nil
}

// GoBad has an error return between the guard of GoOk and its goroutine.
func (c *cache) GoBad(n int) error {
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	if c.closed {
		c.mu.Unlock()
		return errClosed
	}
	if err := c.fill(n); err != nil {
		return err
	}
	go func() {
		defer c.mu.Unlock()
		c.items["n"] = n
	}()
	return nil
}

// BalancedGoOk starts a goroutine that enters and leaves by itself.
func (c *cache) BalancedGoOk(n int) error {
	c.mu.Lock()
	go func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.items["n"] = n
	}()
	err := c.fill(n)
	c.mu.Unlock()
	return err
}

// BalancedGoBad starts the same goroutine, which releases nothing of its parent's.
func (c *cache) BalancedGoBad(n int) error {
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	go func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.items["n"] = n
	}()
	if err := c.fill(n); err != nil {
		return err
	}
	c.mu.Unlock()
	return nil
}

// InGoBad leaks inside the goroutine.
func (c *cache) InGoBad(in <-chan string) {
	go func() {
		for key := range in {
			c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
			if c.closed {
				return
			}
			c.items[key]++
			c.mu.Unlock()
		}
	}()
}

// WaitGroupBad leaks inside a goroutine of a wait group.
func (c *cache) WaitGroupBad(keys []string) {
	var wg sync.WaitGroup
	for i, key := range keys {
		wg.Go(func() {
			c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
			if err := c.fill(i); err != nil {
				return
			}
			c.items[key] = i
			c.mu.Unlock()
		})
	}
	wg.Wait()
}

// OnceOk releases on both exits of a literal that runs once.
func (c *cache) OnceOk() {
	c.once.Do(func() {
		c.mu.Lock()
		if c.items != nil {
			c.mu.Unlock()
			return
		}
		c.items = map[string]int{}
		c.mu.Unlock()
	})
}

// OnceBad lacks one line of OnceOk.
func (c *cache) OnceBad() {
	c.once.Do(func() {
		c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
		if c.items != nil {
			return
		}
		c.items = map[string]int{}
		c.mu.Unlock()
	})
}

// AfterFuncBad leaks inside a timer's function.
func (c *cache) AfterFuncBad(d time.Duration) *time.Timer {
	return time.AfterFunc(d, func() {
		c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
		if c.closed {
			return
		}
		clear(c.items)
		c.mu.Unlock()
	})
}

// LessBad leaks inside a comparison.
func (c *cache) LessBad(keys []string) {
	sort.Slice(keys, func(i, j int) bool {
		c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
		a, ok := c.items[keys[i]]
		if !ok {
			return false
		}
		b := c.items[keys[j]]
		c.mu.Unlock()
		return a < b
	})
}

// VisitorBad leaks inside a literal that a function of this package runs.
func (c *cache) VisitorBad(other *cache) {
	c.each(func(key string) {
		other.mu.Lock() // want `lockleak: other\.mu\.Lock\(\) .* returns`
		if other.closed {
			return
		}
		other.items[key]++
		other.mu.Unlock()
	})
}

// LocalBad leaks a local mutex inside nested literals.
func LocalBad(jobs []func() (int, error)) (total int) {
	var mu sync.Mutex
	errs := make(chan error, len(jobs))
	for _, job := range jobs {
		go func() {
			errs <- func() error {
				mu.Lock() // want `lockleak: mu\.Lock\(\) .* returns`
				n, err := job()
				if err != nil {
					return err
				}
				total += n
				mu.Unlock()
				return nil
			}()
		}()
	}
	for range jobs {
		<-errs
	}
	return total
}

// ReturnedOk returns the release.
func (c *cache) ReturnedOk(n int) (func(), error) {
	c.mu.Lock()
	if err := c.fill(n); err != nil {
		c.mu.Unlock()
		return nil, err
	}
	return func() { c.mu.Unlock() }, nil
}

// ReturnedBad returns the release, but drops it in one of two error returns.
func (c *cache) ReturnedBad(n int) (func(), error) {
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	if c.closed {
		c.mu.Unlock()
		return nil, errClosed
	}
	if err := c.fill(n); err != nil {
		return nil, err
	}
	return func() { c.mu.Unlock() }, nil
}

// StoredOk stores the release in a field.
func (c *cache) StoredOk(n int) error {
	c.mu.Lock()
	if err := c.fill(n); err != nil {
		c.mu.Unlock()
		return err
	}
	c.cleanup = func() { c.mu.Unlock() }
	return nil
}

// StoredBad returns an error before it stores the release.
func (c *cache) StoredBad(n int) error {
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	if c.closed {
		c.mu.Unlock()
		return errClosed
	}
	if err := c.fill(n); err != nil {
		return err
	}
	c.cleanup = func() { c.mu.Unlock() }
	return nil
}

// AppendedOk appends the release to a list of hooks.
func (c *cache) AppendedOk(n int) error {
	c.mu.Lock()
	if err := c.fill(n); err != nil {
		c.mu.Unlock()
		return err
	}
	c.hooks = append(c.hooks, c.mu.Unlock)
	return nil
}

// SentOk sends the release to a worker.
func (c *cache) SentOk(n int, work chan<- func()) error {
	c.mu.Lock()
	if err := c.fill(n); err != nil {
		c.mu.Unlock()
		return err
	}
	work <- c.mu.Unlock
	return nil
}

// SentBad returns an error before it sends the release.
func (c *cache) SentBad(n int, work chan<- func()) error {
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	if c.closed {
		c.mu.Unlock()
		return errClosed
	}
	if err := c.fill(n); err != nil {
		return err
	}
	work <- c.mu.Unlock
	return nil
}

// PassedOk passes the release to a timer.
func (c *cache) PassedOk(d time.Duration) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	time.AfterFunc(d, c.mu.Unlock)
}

// PassedBad returns before it passes the release to a timer.
func (c *cache) PassedBad(d time.Duration) {
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	if c.closed {
		c.mu.Unlock()
		return
	}
	if d == 0 {
		return
	}
	time.AfterFunc(d, c.mu.Unlock)
}

// EarlyInsideGoBad starts a goroutine that should release, but returns early itself.
func (c *cache) EarlyInsideGoBad(n int) error {
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	if err := c.fill(n); err != nil {
		c.mu.Unlock()
		return err
	}
	go func() {
		if c.closed {
			return
		}
		c.mu.Unlock()
	}()
	return nil
}

// PingPongOk has a goroutine that gives back what its starter holds, and takes it again.
func (c *cache) PingPongOk(stop chan struct{}, step func()) {
	var mu sync.Mutex
	mu.Lock()
	go func() {
		for {
			step()
			mu.Unlock()
			mu.Lock()
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	mu.Lock()
	step()
	mu.Unlock()
}

// The literals of a table that is made with the package are functions like
// others.
var commands = map[string]func(*ledger) int{
	"countOk": func(l *ledger) int {
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.total
	},
	"sumOk": func(l *ledger) int {
		l.mu.Lock()
		if l.total == 0 {
			l.mu.Unlock()
			return 0
		}
		l.mu.Unlock()
		return 1
	},
	"sumBad": func(l *ledger) int {
		l.mu.Lock() // want `lockleak: l\.mu\.Lock\(\) .* returns`
		if l.total == 0 {
			return 0
		}
		l.mu.Unlock()
		return 1
	},
}

type ledger struct {
	mu    sync.Mutex
	total int
}

// A watcher stops when its owner does.
type watcher struct {
	mu      sync.RWMutex
	logf    interface{ Fatalf(string, ...any) }
	stopped chan bool
	stop    bool
}

// stopping asks in a section of its own.
func (w *watcher) stopping() bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.stop
}

// FatalOk starts a goroutine that may end the process, and else waits for the end of this section.
func (w *watcher) FatalOk(run func() error) {
	w.mu.Lock()
	go func() {
		if err := run(); err != nil {
			w.logf.Fatalf("run: %v", err)
		}
		w.stopped <- w.stopping()
	}()
	w.mu.Unlock()
}

// onStack runs what it is given, which nobody sees: it has no body here.
var onStack func(func())

// FN_Before leaves the lock held on the path that is bad. The literal has run
// before the acquire, but whether onStack keeps it and runs it later, as the
// registration of a clean-up does, is not known.
func (w *watcher) FN_Before(bad bool) bool {
	onStack(func() { w.mu.Unlock() })
	w.mu.Lock()
	if bad {
		return false
	}
	w.mu.Unlock()
	return true
}
