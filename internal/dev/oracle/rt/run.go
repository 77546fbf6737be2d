package rt

import (
	"fmt"
	"runtime"
	"sort"
	"strings"
)

// A run is one execution of a program.
type run struct {
	cur      *thread
	threads  []*thread
	holds    []*hold // all that were ever acquired, in order
	faults   []*Event
	broken   map[any]bool // locks with which something went wrong
	steps    int
	unjudged string
	values   string // what the function under test returned
	held     string // the locks that were held in the end
}

// now is the run that goes on.
var now *run

// A thread is a goroutine of the program.
type thread struct {
	frames []*frame
	wake   chan struct{}
	ready  func() bool // nil if it can go on
	stuck  bool        // it waits for what cannot happen
	done   bool
}

// A frame is a call of a function.
type frame struct {
	exit  int // the line of the exit it is about to take
	ended bool
}

// A hold is one acquire of a lock.
type hold struct {
	lock     any
	name     string
	shared   bool
	stack    []Call // innermost first
	frames   []*frame
	exits    []Exit
	thread   *thread
	released bool
	own      int
	by       string
	lent     *frame // the callee that released it, and may take it back
	shadowed bool
}

// once runs a program with the choices as they are.
func once(program func() string) *run {
	r := &run{broken: make(map[any]bool)}
	now = r
	main := &thread{wake: make(chan struct{})}
	r.cur, r.threads = main, []*thread{main}
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		defer func() {
			if v := recover(); v != nil {
				if _, ok := v.(endless); ok {
					r.unjudged = "it does not end"
				} else {
					r.unjudged = fmt.Sprint("it panics: ", v)
				}
			}
		}()
		values := program()
		r.drain()
		r.values, r.held = values, r.heldAtEnd()
	}()
	<-finished
	return r
}

// Done returns the values that the function under test has returned.
func Done(values ...any) string { return fmt.Sprint("(", fmt.Sprint(values...), ")") }

// heldAtEnd returns the names of the locks that nobody has released.
func (r *run) heldAtEnd() string {
	var held []string
	for _, h := range r.holds {
		switch {
		case h.shadowed:
			held = append(held, "?"+h.name)
		case !h.released:
			held = append(held, h.name)
		}
	}
	sort.Strings(held)
	return strings.Join(held, " ")
}

type endless struct{}

// step counts an operation.
func (r *run) step() {
	if r.steps++; r.steps > maxSteps {
		panic(endless{})
	}
}

// Enter notes that a function begins. What it returns is to be called when the
// function ends.
func Enter() func() {
	r := now
	r.step()
	f := &frame{}
	t := r.cur
	t.frames = append(t.frames, f)
	depth := len(t.frames) - 1
	return func() {
		f.ended = true
		t.frames = t.frames[:depth]
		for _, h := range r.holds {
			if !h.released && depth < len(h.frames) && h.frames[depth] == f {
				h.exits = append(h.exits, Exit{depth, f.exit})
			}
		}
	}
}

// Leave notes that the function is about to be left at this line.
func Leave(line int) {
	t := now.cur
	t.frames[len(t.frames)-1].exit = line
}

// where returns the calls of the program that go on, the innermost first.
func (r *run) where() []Call {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	var out []Call
	for {
		f, more := frames.Next()
		base := f.File[strings.LastIndexByte(f.File, '/')+1:]
		if strings.HasPrefix(f.Function, "main.") && !strings.HasPrefix(f.Function, "main.init.") && strings.HasPrefix(base, "p") {
			out = append(out, Call{f.Function[strings.LastIndexByte(f.Function, '/')+1:], f.Line})
		}
		if !more {
			break
		}
	}
	if len(out) != len(r.cur.frames) {
		panic(fmt.Sprintf("%d calls on the stack, %d entered: %v", len(out), len(r.cur.frames), out))
	}
	return out
}

// events returns what the run shows.
func (r *run) events() []*Event {
	if r.unjudged != "" {
		return nil
	}
	out := r.faults
	for _, h := range r.holds {
		e := &Event{Kind: Leaked, Lock: h.name, Stack: h.stack, Exits: h.exits, Own: h.own, By: h.by}
		switch {
		case h.shadowed:
			e.Kind = Shadowed
		case h.released:
			e.Kind = Released
		}
		out = append(out, e)
	}
	return out
}

// Go starts a goroutine. Whether it begins at once is a choice.
func Go(f func()) {
	r := now
	t := &thread{wake: make(chan struct{})}
	r.threads = append(r.threads, t)
	go func() {
		<-t.wake
		defer func() {
			if v := recover(); v != nil {
				r.unjudged = fmt.Sprint("a goroutine panics: ", v)
			}
			t.done = true
			r.cur = nil
			r.next(nil)
		}()
		f()
	}()
	if Bool() {
		r.yield()
	}
}

// yield lets another goroutine run.
func (r *run) yield() {
	t := r.cur
	t.ready = nil
	if u := r.runnable(t); u != nil {
		r.switchTo(t, u)
	}
}

// wait waits until ready reports true, and reports whether it does. It does
// not if nobody is left that could change that.
func (r *run) wait(ready func() bool) bool {
	r.step()
	t := r.cur
	for !ready() {
		t.ready = ready
		u := r.runnable(t)
		if u == nil {
			t.ready = nil
			return false
		}
		r.switchTo(t, u)
		t.ready = nil
		if t.stuck {
			t.stuck = false
			return ready()
		}
	}
	return true
}

// runnable returns the first goroutine but t that can go on, nil if there is
// none.
func (r *run) runnable(t *thread) *thread {
	for _, u := range r.threads {
		if u != t && !u.done && (u.ready == nil || u.ready()) {
			return u
		}
	}
	return nil
}

func (r *run) switchTo(t, u *thread) {
	r.cur = u
	u.wake <- struct{}{}
	<-t.wake
	r.cur = t
}

// next hands over to some goroutine when one has ended.
func (r *run) next(t *thread) {
	u := r.runnable(t)
	if u == nil { // all wait: the first one learns that it waits in vain
		for _, v := range r.threads {
			if !v.done {
				v.stuck = true
				u = v
				break
			}
		}
	}
	r.cur = u
	u.wake <- struct{}{}
}

// drain lets all goroutines come to their ends.
func (r *run) drain() {
	t := r.cur
	for {
		open := 0
		for _, u := range r.threads {
			if u != t && !u.done {
				open++
			}
		}
		if open == 0 {
			return
		}
		t.ready = nil
		u := r.runnable(t)
		if u == nil {
			for _, v := range r.threads {
				if v != t && !v.done {
					v.stuck, u = true, v
					break
				}
			}
		}
		r.switchTo(t, u)
	}
}
