// Package progress shows on a terminal how far a long run is, in one line that
// is drawn anew and removed before anything else is written.
package progress

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// The line appears after delay, as most runs end before, and is drawn at most
// once in interval.
const (
	delay    = time.Second
	interval = 100 * time.Millisecond
)

// A Meter shows the progress of a run. As an [io.Writer], it writes to the
// terminal what else is to be seen there, above the line. It is safe for
// concurrent use. A nil Meter shows nothing.
type Meter struct {
	mu    sync.Mutex
	w     io.Writer
	cols  func() int // of the terminal: a line that wraps could not be removed
	clock clock

	all, done int
	drawn     string // what is on the terminal now
	midLine   bool   // what was written last did not end its line
	stopped   bool
	stop      func()
}

// A clock calls tick after delay, and then once in interval, until it is
// stopped. When stop returns, tick may still be on its way.
type clock func(delay, interval time.Duration, tick func()) (stop func())

// Start begins to show progress on w, which is a terminal with so many columns.
func Start(w io.Writer, columns func() int) *Meter { return start(w, columns, system) }

func start(w io.Writer, columns func() int, c clock) *Meter {
	m := &Meter{w: w, cols: columns, clock: c}
	m.stop = c(delay, interval, m.draw)
	return m
}

// system is the clock of the system.
func system(delay, interval time.Duration, tick func()) (stop func()) {
	done := make(chan struct{})
	go func() {
		timer := time.NewTimer(delay)
		defer timer.Stop()
		for {
			select {
			case <-done:
				return
			case <-timer.C:
				tick()
				timer.Reset(interval)
			}
		}
	}()
	return func() { close(done) }
}

// Expect says that there are n more packages to analyse.
func (m *Meter) Expect(n int) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all += n
}

// Done says that one more package is analysed.
func (m *Meter) Done() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done = min(m.done+1, m.all)
}

// Write removes the line and writes b. The line comes back at the next tick, if
// b ends a line.
func (m *Meter) Write(b []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clear()
	if len(b) > 0 {
		m.midLine = b[len(b)-1] != '\n'
	}
	return m.w.Write(b)
}

// Stop removes the line for good. The Meter still writes what it is given.
func (m *Meter) Stop() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.stopped {
		m.stopped = true
		m.stop()
		m.clear()
	}
}

// draw brings the line up to date.
func (m *Meter) draw() {
	m.mu.Lock()
	defer m.mu.Unlock()
	text := m.text()
	if m.stopped || m.midLine || text == m.drawn {
		return
	}
	io.WriteString(m.w, "\r"+text+blanks(m.drawn, text)) // nothing to be done when standard error is gone
	m.drawn = text
}

// text returns the line, cut to what the terminal can hold without a cursor that
// moves on to the next line.
func (m *Meter) text() string {
	text := "lockleak: loading packages"
	if m.all > 0 {
		text = fmt.Sprintf("lockleak: %d of %d packages", m.done, m.all)
	}
	return text[:min(len(text), max(m.cols()-1, 0))]
}

// clear removes the line, with characters that every terminal knows.
func (m *Meter) clear() {
	if m.drawn != "" {
		io.WriteString(m.w, "\r"+blanks(m.drawn, "")+"\r")
		m.drawn = ""
	}
}

// blanks returns as many spaces as before is longer than after.
func blanks(before, after string) string {
	return strings.Repeat(" ", max(0, len(before)-len(after)))
}
