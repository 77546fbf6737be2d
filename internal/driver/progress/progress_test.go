package progress

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"
)

// A screen is a terminal of which the lines are kept. It knows the carriage
// return and the line feed, and a line that wraps.
type screen struct {
	cols  int
	lines []string
	at    int // column of the cursor
}

func (s *screen) Write(b []byte) (int, error) {
	if len(s.lines) == 0 {
		s.lines = []string{""}
	}
	for _, c := range b {
		last := &s.lines[len(s.lines)-1]
		switch c {
		case '\r':
			s.at = 0
		case '\n':
			s.lines, s.at = append(s.lines, ""), 0
		default:
			if s.at == s.cols {
				s.lines, s.at = append(s.lines, ""), 0
				last = &s.lines[len(s.lines)-1]
			}
			*last += strings.Repeat(" ", max(0, s.at+1-len(*last)))
			*last = (*last)[:s.at] + string(c) + (*last)[s.at+1:]
			s.at++
		}
	}
	return len(b), nil
}

// text returns what is to be seen.
func (s *screen) text() string {
	var lines []string
	for _, l := range s.lines {
		lines = append(lines, strings.TrimRight(l, " "))
	}
	return strings.Join(lines, "\n")
}

// A fakeClock ticks when it is told to.
type fakeClock struct {
	delay, interval time.Duration
	tick            func()
	stopped         int
}

func (c *fakeClock) clock(delay, interval time.Duration, tick func()) (stop func()) {
	c.delay, c.interval, c.tick = delay, interval, tick
	return func() { c.stopped++ }
}

func newMeter(cols int) (*Meter, *screen, *fakeClock) {
	s, c := &screen{cols: cols}, new(fakeClock)
	return start(s, func() int { return cols }, c.clock), s, c
}

func want(t *testing.T, s *screen, text string) {
	t.Helper()
	if got := s.text(); got != text {
		t.Errorf("the screen shows %q, want %q", got, text)
	}
}

func TestMeter(t *testing.T) {
	t.Parallel()
	m, s, c := newMeter(80)
	if c.delay != time.Second || c.interval <= 0 {
		t.Errorf("delay %v, interval %v", c.delay, c.interval)
	}
	m.Expect(80)
	m.Done()
	want(t, s, "") // a short run shows nothing
	c.tick()
	want(t, s, "lockleak: 1 of 80 packages")
	for range 11 {
		m.Done()
	}
	want(t, s, "lockleak: 1 of 80 packages")
	c.tick()
	want(t, s, "lockleak: 12 of 80 packages")

	// A message, in two parts.
	m.Write([]byte("go: downloading "))
	want(t, s, "go: downloading")
	c.tick()
	want(t, s, "go: downloading")
	m.Write([]byte("example.com/m v1.0.0\n"))
	c.tick()
	want(t, s, "go: downloading example.com/m v1.0.0\nlockleak: 12 of 80 packages")

	m.Stop()
	want(t, s, "go: downloading example.com/m v1.0.0\n")
	c.tick() // on its way when it was stopped
	m.Done()
	m.Stop()
	m.Write([]byte("lockleak: stopped by a signal\n"))
	want(t, s, "go: downloading example.com/m v1.0.0\nlockleak: stopped by a signal\n")
	if c.stopped != 1 {
		t.Errorf("the clock is stopped %d times", c.stopped)
	}
}

// TestShrink has a line that is shorter than the one before it.
func TestShrink(t *testing.T) {
	t.Parallel()
	m, s, c := newMeter(80)
	c.tick()
	want(t, s, "lockleak: loading packages")
	m.Expect(1)
	c.tick()
	want(t, s, "lockleak: 0 of 1 packages")
	m.Done()
	m.Done() // more than expected
	c.tick()
	want(t, s, "lockleak: 1 of 1 packages")
}

// TestNarrow has terminals that are narrower than the line, which must not wrap.
func TestNarrow(t *testing.T) {
	t.Parallel()
	for cols := 1; cols < 30; cols++ {
		m, s, c := newMeter(cols)
		m.Expect(12345)
		c.tick()
		if len(s.lines) > 1 {
			t.Errorf("%d columns: the line wraps: %q", cols, s.lines)
		}
		m.Stop()
		want(t, s, "")
	}
}

// TestNil has no terminal.
func TestNil(t *testing.T) {
	t.Parallel()
	var m *Meter
	m.Expect(1)
	m.Done()
	m.Stop()
}

// TestSystem has the clock of the system tick once and stop, while others write.
func TestSystem(t *testing.T) {
	t.Parallel()
	ticked := make(chan struct{})
	stop := system(0, time.Hour, func() { close(ticked) })
	<-ticked
	stop()

	var b bytes.Buffer
	m := start(&b, func() int { return 80 }, func(_, _ time.Duration, tick func()) func() {
		return system(0, time.Microsecond, tick)
	})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 100 {
				m.Expect(1)
				m.Write([]byte("x\n"))
				m.Done()
			}
		})
	}
	wg.Wait()
	m.Stop()
	length := b.Len()
	m.draw()
	if n := strings.Count(b.String(), "x\n"); n != 400 || b.Len() != length {
		t.Errorf("%d lines, want 400; %d bytes behind the end", n, b.Len()-length)
	}
}
