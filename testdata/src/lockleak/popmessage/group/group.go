// Package group runs functions that can fail, in the manner of errgroup.
package group

import "sync"

// A Group is a number of goroutines with one error.
type Group struct {
	wg    sync.WaitGroup
	once  sync.Once
	err   error
	slots chan struct{}
}

func (g *Group) run(f func() error) {
	defer g.wg.Done()
	if err := f(); err != nil {
		g.once.Do(func() { g.err = err })
	}
	if g.slots != nil {
		<-g.slots
	}
}

// Go runs f in a goroutine.
func (g *Group) Go(f func() error) {
	if g.slots != nil {
		g.slots <- struct{}{}
	}
	g.wg.Add(1)
	go g.run(f)
}

// TryGo runs f in a goroutine if there is room for one, and reports whether it does.
func (g *Group) TryGo(f func() error) bool {
	if g.slots != nil {
		select {
		case g.slots <- struct{}{}:
		default:
			return false
		}
	}
	g.wg.Add(1)
	go g.run(f)
	return true
}

// Wait waits for all of them and returns the first error.
func (g *Group) Wait() error {
	g.wg.Wait()
	return g.err
}
