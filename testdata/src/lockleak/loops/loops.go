// Package loops holds mutexes that are entered before, in, and behind loops.
package loops

import (
	"errors"
	"sync"
	"time"
)

var (
	errBroken  = errors.New("broken")
	errTimeout = errors.New("timeout")
)

type part struct {
	mu    sync.Mutex
	n     int
	old   bool
	items []int
}

type worker struct {
	mu    sync.Mutex
	parts []*part
	queue []int
	ready bool
	stop  bool
}

// ContinueOk leaves the element before it goes on.
func ContinueOk(parts []*part) {
	for _, p := range parts {
		p.mu.Lock()
		if p.n == 0 {
			p.mu.Unlock()
			continue
		}
		p.n--
		p.mu.Unlock()
	}
}

// ContinueBad lacks one line of ContinueOk.
func ContinueBad(parts []*part) {
	for _, p := range parts {
		p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* next round of the loop`
		if p.n == 0 {
			continue
		}
		p.n--
		p.mu.Unlock()
	}
}

// ContinueIndexedBad takes its element by index.
func (w *worker) ContinueIndexedBad() {
	for i := 0; i < len(w.parts); i++ {
		p := w.parts[i]
		p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* next round of the loop`
		if p.old {
			continue
		}
		p.n++
		p.mu.Unlock()
	}
}

// ContinueMapBad takes its element from a map.
func ContinueMapBad(parts map[string]*part) {
	for _, p := range parts {
		p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* next round of the loop`
		if p.old {
			continue
		}
		p.n++
		p.mu.Unlock()
	}
}

// FallOutBad forgets the element at the end of the body, in one of two arms.
func FallOutBad(parts []*part) {
	for _, p := range parts {
		p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* next round of the loop`
		if p.old {
			p.n = 0
		} else {
			p.n++
			p.mu.Unlock()
		}
	}
}

// LabelledContinueOk leaves the element before it goes on with the outer loop.
func LabelledContinueOk(parts []*part) {
outer:
	for _, p := range parts {
		p.mu.Lock()
		for _, n := range p.items {
			if n == 0 {
				p.mu.Unlock()
				continue outer
			}
		}
		p.n++
		p.mu.Unlock()
	}
}

// LabelledContinueBad lacks one line of LabelledContinueOk.
func LabelledContinueBad(parts []*part) {
outer:
	for _, p := range parts {
		p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* next round of the loop`
		for _, n := range p.items {
			if n == 0 {
				continue outer
			}
		}
		p.n++
		p.mu.Unlock()
	}
}

// LabelledBreakOk leaves the element before it breaks out of both loops.
func LabelledBreakOk(parts []*part) (sum int) {
outer:
	for _, p := range parts {
		p.mu.Lock()
		for _, n := range p.items {
			if n < 0 {
				p.mu.Unlock()
				break outer
			}
			sum += n
		}
		p.mu.Unlock()
	}
	return sum
}

// LabelledBreakBad lacks one line of LabelledBreakOk.
func LabelledBreakBad(parts []*part) (sum int) {
outer:
	for _, p := range parts {
		p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* returns`
		for _, n := range p.items {
			if n < 0 {
				break outer
			}
			sum += n
		}
		p.mu.Unlock()
	}
	return sum
}

// ReturnOk leaves the element before it returns.
func ReturnOk(parts []*part, visit func(int) error) error {
	for _, p := range parts {
		p.mu.Lock()
		for _, n := range p.items {
			if err := visit(n); err != nil {
				p.mu.Unlock()
				return err
			}
		}
		p.mu.Unlock()
	}
	return nil
}

// ReturnBad lacks one line of ReturnOk.
func ReturnBad(parts []*part, visit func(int) error) error {
	for _, p := range parts {
		p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* returns`
		for _, n := range p.items {
			if err := visit(n); err != nil {
				return err
			}
		}
		p.mu.Unlock()
	}
	return nil
}

// AroundOk releases before it returns from a loop inside the section.
func (w *worker) AroundOk(visit func(*part) error) error {
	w.mu.Lock()
	for _, p := range w.parts {
		if err := visit(p); err != nil {
			w.mu.Unlock()
			return err
		}
	}
	w.mu.Unlock()
	return nil
}

// AroundBad lacks one line of AroundOk.
func (w *worker) AroundBad(visit func(*part) error) error {
	w.mu.Lock() // want `lockleak: w\.mu\.Lock\(\) .* returns`
	for _, p := range w.parts {
		if err := visit(p); err != nil {
			return err
		}
	}
	w.mu.Unlock()
	return nil
}

// InnerOnlyBad releases the element on its error return, but not the worker.
func (w *worker) InnerOnlyBad(visit func(*part) error) error {
	w.mu.Lock() // want `lockleak: w\.mu\.Lock\(\) .* returns`
	for _, p := range w.parts {
		p.mu.Lock()
		if err := visit(p); err != nil {
			p.mu.Unlock()
			return err
		}
		p.mu.Unlock()
	}
	w.mu.Unlock()
	return nil
}

// BreakOnPurposeOk breaks with the mutex, which the code behind the loop needs.
func (w *worker) BreakOnPurposeOk() int {
	for {
		w.mu.Lock()
		if w.ready {
			break
		}
		w.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
	n := len(w.queue)
	w.mu.Unlock()
	return n
}

// BreakBad has no release behind the loop, unlike BreakOnPurposeOk.
func (w *worker) BreakBad() int {
	for {
		w.mu.Lock() // want `lockleak: w\.mu\.Lock\(\) .* returns`
		if w.ready {
			break
		}
		w.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
	return 0
}

// WaitOk opens a window in every round of its wait.
func (w *worker) WaitOk() {
	w.mu.Lock()
	for !w.ready {
		w.mu.Unlock()
		time.Sleep(time.Millisecond)
		w.mu.Lock()
	}
	w.ready = false
	w.mu.Unlock()
}

// WaitBad returns behind the window of one round.
func (w *worker) WaitBad() error {
	w.mu.Lock()
	for !w.ready {
		w.mu.Unlock()
		time.Sleep(time.Millisecond)
		w.mu.Lock() // want `lockleak: w\.mu\.Lock\(\) .* returns`
		if w.stop {
			return errTimeout
		}
	}
	w.ready = false
	w.mu.Unlock()
	return nil
}

// ConsumeOk releases before it starts over.
func (w *worker) ConsumeOk(handle func(int)) {
	for {
		w.mu.Lock()
		if len(w.queue) == 0 {
			w.mu.Unlock()
			continue
		}
		n := w.queue[0]
		w.queue = w.queue[1:]
		w.mu.Unlock()
		handle(n)
	}
}

// ConsumeBad lacks one line of ConsumeOk: the next round waits for itself.
func (w *worker) ConsumeBad(handle func(int)) {
	for {
		w.mu.Lock() // want `relock: w\.mu\.Lock\(\) acquires w\.mu, which the path holds already`
		if len(w.queue) == 0 {
			continue
		}
		n := w.queue[0]
		w.queue = w.queue[1:]
		w.mu.Unlock()
		handle(n)
	}
}

// RetryOk releases after every attempt.
func (w *worker) RetryOk(try func() error) error {
	for range 3 {
		w.mu.Lock()
		if err := try(); err == nil {
			w.mu.Unlock()
			return nil
		}
		w.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
	return errTimeout
}

// RetryBad releases only after the attempt that succeeds.
func (w *worker) RetryBad(try func() error) {
	for {
		w.mu.Lock() // want `relock: w\.mu\.Lock\(\) acquires w\.mu, which the path holds already`
		if err := try(); err == nil {
			w.mu.Unlock()
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// LastAttemptBad releases between its attempts, but not after the last one.
func (w *worker) LastAttemptBad(try func() error) error {
	for i := 0; ; i++ {
		w.mu.Lock() // want `lockleak: w\.mu\.Lock\(\) .* returns`
		err := try()
		if i == 3 {
			return err
		}
		w.mu.Unlock()
	}
}

// ChannelOk releases in every round over a channel.
func (w *worker) ChannelOk(in <-chan int) {
	for n := range in {
		w.mu.Lock()
		if w.stop {
			w.mu.Unlock()
			return
		}
		w.queue = append(w.queue, n)
		w.mu.Unlock()
	}
}

// ChannelBad lacks one line of ChannelOk.
func (w *worker) ChannelBad(in <-chan int) {
	for n := range in {
		w.mu.Lock() // want `lockleak: w\.mu\.Lock\(\) .* returns`
		if w.stop {
			return
		}
		w.queue = append(w.queue, n)
		w.mu.Unlock()
	}
}

// DeferBad defers in the body, too late for the second round.
func (w *worker) DeferBad(in []int) {
	for _, n := range in {
		w.mu.Lock()
		defer w.mu.Unlock() // want `deferlock: the release of w\.mu`
		w.queue = append(w.queue, n)
	}
}

// DeferInFuncOk defers in a literal, which ends with the round.
func (w *worker) DeferInFuncOk(in []int) {
	for _, n := range in {
		func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.queue = append(w.queue, n)
		}()
	}
}

// ReturnAtOnceOk defers in a loop that it always leaves with that round.
func (w *worker) ReturnAtOnceOk(in []int) int {
	for _, n := range in {
		if n > 0 {
			w.mu.Lock()
			defer w.mu.Unlock()
			return len(w.queue)
		}
	}
	return 0
}

// AllThenAllOk enters all elements and leaves all of them.
func AllThenAllOk(parts []*part, work func()) {
	for _, p := range parts {
		p.mu.Lock()
	}
	work()
	for _, p := range parts {
		p.mu.Unlock()
	}
}

// HandOverHandOk enters the next element before it leaves the last.
func HandOverHandOk(parts []*part) {
	if len(parts) == 0 {
		return
	}
	prev := parts[0]
	prev.mu.Lock()
	for _, p := range parts[1:] {
		p.mu.Lock()
		p.n += prev.n
		prev.mu.Unlock()
		prev = p
	}
	prev.mu.Unlock()
}

// SwitchBad goes on from inside a switch.
func (w *worker) SwitchBad(ops <-chan byte) {
	for {
		op := <-ops
		w.mu.Lock() // want `relock: w\.mu\.Lock\(\) acquires w\.mu, which the path holds already`
		switch op {
		case 'r':
			w.ready = true
		case 's':
			w.stop = true
		default:
			continue
		}
		w.mu.Unlock()
	}
}

// FirstBrokenOk returns what it found in the element after it has left it.
func FirstBrokenOk(parts []*part) error {
	for _, p := range parts {
		p.mu.Lock()
		broken := p.old
		p.mu.Unlock()
		if broken {
			return errBroken
		}
	}
	return nil
}
