// Package noreturn holds functions of this package that never return, and
// their callers.
package noreturn

import (
	"errors"
	"fmt"
	"log"
	"os"
	"sync"
)

var errClosed = errors.New("closed")

type server struct {
	mu    sync.Mutex
	state int
	conns map[string]int
}

// die ends the program.
func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format, args...)
	os.Exit(1)
}

// dieLogged ends the program by another function that does.
func dieLogged(err error) {
	log.Print(err)
	die("%v", err)
}

// bug panics.
func bug(format string, args ...any) {
	panic(fmt.Sprintf(format, args...))
}

// forever does not end.
func forever(tick <-chan int) {
	for {
		<-tick
	}
}

// sleep waits for nothing.
func sleep() {
	select {}
}

// maybe ends the program only for some errors.
func maybe(err error) {
	if errors.Is(err, errClosed) {
		os.Exit(1)
	}
	log.Print(err)
}

func (s *server) find(name string) error {
	if _, ok := s.conns[name]; !ok {
		return errClosed
	}
	return nil
}

// DieOk calls a function that ends the program.
func (s *server) DieOk(name string) {
	s.mu.Lock()
	if err := s.find(name); err != nil {
		die("find: %v", err)
		return
	}
	s.state++
	s.mu.Unlock()
}

// DieNestedOk calls a function that calls a function that ends the program.
func (s *server) DieNestedOk(name string) int {
	s.mu.Lock()
	if err := s.find(name); err != nil {
		dieLogged(err)
		return 0
	}
	n := s.conns[name]
	s.mu.Unlock()
	return n
}

// MaybeBad calls a function that may come back.
func (s *server) MaybeBad(name string) int {
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	if err := s.find(name); err != nil {
		maybe(err)
		return 0
	}
	n := s.conns[name]
	s.mu.Unlock()
	return n
}

// BugOk calls a function that panics.
func (s *server) BugOk(kind int) {
	s.mu.Lock()
	switch kind {
	case 0:
		s.state = 1
	case 1:
		s.state = 2
	default:
		bug("kind %d", kind)
		return
	}
	s.mu.Unlock()
}

// FN_FuncValue calls a function value that by its name does not come back: not decided.
func (s *server) FN_FuncValue(kind int, fatalf func(string, ...any)) {
	s.mu.Lock()
	switch kind {
	case 0:
		s.state = 1
	case 1:
		s.state = 2
	default:
		fatalf("kind %d", kind)
		return
	}
	s.mu.Unlock()
}

// ForeverOk never comes back from the loop that it calls.
func (s *server) ForeverOk(tick <-chan int) {
	s.mu.Lock()
	if s.state == 0 {
		s.mu.Unlock()
		return
	}
	forever(tick)
}

// SleepOk never comes back from an empty select.
func (s *server) SleepOk() {
	s.mu.Lock()
	if s.state == 0 {
		s.mu.Unlock()
		return
	}
	sleep()
}

// LiteralOk calls a literal that ends the program.
func (s *server) LiteralOk(name string) {
	fail := func(err error) {
		log.Fatal(err)
	}
	s.mu.Lock()
	if err := s.find(name); err != nil {
		fail(err)
		return
	}
	s.mu.Unlock()
}

// LiteralBad calls a literal that only logs, unlike LiteralOk.
func (s *server) LiteralBad(name string) {
	fail := func(err error) {
		log.Print(err)
	}
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	if err := s.find(name); err != nil {
		fail(err)
		return
	}
	s.mu.Unlock()
}

// EndlessOk never returns itself.
func (s *server) EndlessOk(in <-chan string) {
	s.mu.Lock()
	for name := range in {
		if s.find(name) == nil {
			s.mu.Unlock()
			for {
				<-in
			}
		}
	}
	s.mu.Unlock()
}
