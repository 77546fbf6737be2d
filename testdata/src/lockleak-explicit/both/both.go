// Package both has acquires that some paths leave by a panic, and some by a return: the
// latter is what is told, as without the panics.
package both

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

type backend struct {
	mu   sync.RWMutex
	tx   sync.Mutex
	n    int
	path string
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// defragOk has a panic and a return after its defer.
func (b *backend) defragOk() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	f, err := os.Open(b.path)
	if err != nil {
		return err
	}
	must(f.Close())
	return nil
}

// firstBad panics before it returns.
func (b *backend) firstBad(c, d bool) error {
	b.tx.Lock() // want `lockleak: b\.tx\.Lock\(\) is not released on a path that returns`
	if c {
		panic("c")
	}
	if d {
		return errors.New("d")
	}
	must(fmt.Errorf("x"))
	b.tx.Unlock()
	return nil
}

// secondBad calls what may panic.
func (b *backend) secondBad(c, d bool) error {
	b.tx.Lock() // want `lockleak: b\.tx\.Lock\(\) is not released on a path that returns`
	must(check(b))
	if d {
		return errors.New("d")
	}
	b.tx.Unlock()
	return nil
}

func check(b *backend) error {
	if b.n > 3 {
		return errors.New("three")
	}
	return nil
}
