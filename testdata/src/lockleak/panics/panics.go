// Package panics holds functions that recover from their own panics.
package panics

import (
	"errors"
	"fmt"
	"log"
	"sync"
)

var errEmpty = errors.New("empty")

type parser struct {
	mu    sync.Mutex
	other sync.Mutex
	toks  []string
	pos   int
	err   error
}

// rescue turns a panic into an error.
func rescue(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("parse: %v", r)
	}
}

// note does not recover.
func (p *parser) note() { p.err = errEmpty }

// RecoverBad panics inside a section and recovers in a deferred closure.
func (p *parser) RecoverBad(want string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("parse: %v", r)
		}
	}()
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* panics`
	if p.toks[p.pos] != want {
		panic("unexpected " + p.toks[p.pos])
	}
	p.pos++
	p.mu.Unlock()
	return nil
}

// RecoverOk defers the release, else it is RecoverBad.
func (p *parser) RecoverOk(want string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("parse: %v", r)
		}
	}()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.toks[p.pos] != want {
		panic("unexpected " + p.toks[p.pos])
	}
	p.pos++
	return nil
}

// RecoverFuncBad recovers in a deferred function of its own package.
func (p *parser) RecoverFuncBad(want string) (err error) {
	defer rescue(&err)
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* panics`
	if p.toks[p.pos] != want {
		panic("unexpected " + p.toks[p.pos])
	}
	p.pos++
	p.mu.Unlock()
	return nil
}

// RecoverFuncOk releases before it panics, else it is RecoverFuncBad.
func (p *parser) RecoverFuncOk(want string) (err error) {
	defer rescue(&err)
	p.mu.Lock()
	if got := p.toks[p.pos]; got != want {
		p.mu.Unlock()
		panic("unexpected " + got)
	}
	p.pos++
	p.mu.Unlock()
	return nil
}

// RecoverLaterOk defers the recovering closure first, so the release runs before it.
func (p *parser) RecoverLaterOk(want string) (err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer rescue(&err)
	if p.toks[p.pos] != want {
		panic("unexpected " + p.toks[p.pos])
	}
	return nil
}

// RecoverReleasesOk releases in the closure that recovers, and by hand on success.
func (p *parser) RecoverReleasesOk(want string) (err error) {
	p.mu.Lock()
	defer func() {
		if r := recover(); r != nil {
			p.mu.Unlock()
			err = errEmpty
		}
	}()
	if p.toks[p.pos] != want {
		panic("unexpected " + p.toks[p.pos])
	}
	p.pos++
	p.mu.Unlock()
	return nil
}

// InSwitchBad panics in the default clause and recovers.
func (p *parser) InSwitchBad(op byte) {
	defer func() {
		if r := recover(); r != nil {
			log.Print(r)
		}
	}()
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* panics`
	switch op {
	case '+':
		p.pos++
	case '-':
		p.pos--
	default:
		panic("unknown operation")
	}
	p.mu.Unlock()
}

// InnerOnlyBad defers the release of one mutex, but not of the other.
func (p *parser) InnerOnlyBad(op byte) {
	defer func() { _ = recover() }()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.other.Lock() // want `lockleak: p\.other\.Lock\(\) .* panics`
	if op == 0 {
		panic("no operation")
	}
	p.pos++
	p.other.Unlock()
}

// InGoBad panics and recovers inside a goroutine.
func (p *parser) InGoBad(in <-chan string) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Print(r)
			}
		}()
		for tok := range in {
			p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* panics`
			if tok == "" {
				panic("empty token")
			}
			p.toks = append(p.toks, tok)
			p.mu.Unlock()
		}
	}()
}

// OutsideOk panics and recovers, but never inside its section.
func (p *parser) OutsideOk(want string) (err error) {
	defer rescue(&err)
	p.mu.Lock()
	got := p.toks[p.pos]
	p.mu.Unlock()
	if got != want {
		panic("unexpected " + got)
	}
	return nil
}

// NoRecoverOk has a deferred call that does not recover.
func (p *parser) NoRecoverOk(want string) {
	defer p.note()
	p.mu.Lock()
	if p.toks[p.pos] != want {
		panic("unexpected " + p.toks[p.pos])
	}
	p.pos++
	p.mu.Unlock()
}

// RecoverTooLateOk defers its recovery behind the panic, so it is not there yet.
func (p *parser) RecoverTooLateOk(want string) (err error) {
	p.mu.Lock()
	if p.toks[p.pos] != want {
		panic("unexpected " + p.toks[p.pos])
	}
	p.mu.Unlock()
	defer rescue(&err)
	return p.err
}

// OtherGoroutineOk panics in a goroutine, where its parent's recovery does not help.
func (p *parser) OtherGoroutineOk() (err error) {
	defer rescue(&err)
	go func() {
		p.mu.Lock()
		if p.pos == 0 {
			panic("no tokens")
		}
		p.pos--
		p.mu.Unlock()
	}()
	return nil
}

// ReturnBad recovers, and forgets the mutex in a plain return.
func (p *parser) ReturnBad(want string) (err error) {
	defer rescue(&err)
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* returns`
	if p.toks[p.pos] != want {
		return errEmpty
	}
	p.pos++
	p.mu.Unlock()
	return nil
}

func (p *parser) must(want string) {
	if p.toks[p.pos] != want {
		panic("unexpected " + p.toks[p.pos])
	}
}

// FN_CalleePanics recovers from the panic of a function that it calls: by default only its own explicit panics count.
func (p *parser) FN_CalleePanics(want string) (err error) {
	defer rescue(&err)
	p.mu.Lock()
	p.must(want)
	p.pos++
	p.mu.Unlock()
	return nil
}

// FN_ImplicitPanic recovers from an index out of range: by default only explicit panics count.
func (p *parser) FN_ImplicitPanic(i int) (tok string, err error) {
	defer rescue(&err)
	p.mu.Lock()
	tok = p.toks[i]
	p.mu.Unlock()
	return tok, nil
}

// A feed has a slot for one sender at a time, and subscribers under a mutex.
type feed struct {
	slot chan struct{}
	mu   sync.Mutex
	want string
	subs []string
}

// SlotFreedBad frees the slot before it panics, so somebody is expected to go on; but
// keeps the mutex.
func (f *feed) SlotFreedBad(kind string) int {
	<-f.slot
	f.mu.Lock() // want `lockleak: f\.mu\.Lock\(\) .* panics`
	if kind != f.want {
		f.slot <- struct{}{}
		panic("wrong kind " + kind)
	}
	n := len(f.subs)
	f.mu.Unlock()
	f.slot <- struct{}{}
	return n
}

// SlotKeptOk leaves everything as it is: the process ends.
func (f *feed) SlotKeptOk(kind string) int {
	<-f.slot
	f.mu.Lock()
	if kind != f.want {
		panic("wrong kind " + kind)
	}
	n := len(f.subs)
	f.mu.Unlock()
	f.slot <- struct{}{}
	return n
}

// MutexFreedBad releases one mutex before it panics, and keeps the other.
func (p *parser) MutexFreedBad(op byte) {
	p.mu.Lock()
	p.other.Lock() // want `lockleak: p\.other\.Lock\(\) .* panics`
	if op == 0 {
		p.mu.Unlock()
		panic("no operation")
	}
	p.pos++
	p.other.Unlock()
	p.mu.Unlock()
}
