package empty

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
)

type server struct {
	mu     sync.Mutex
	closed atomic.Bool
	state  uint32
	served atomic.Int64
	done   chan struct{}
	cancel context.CancelFunc
	conns  map[int]io.Closer
}

func (s *server) add(id int, c io.Closer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed.Load() {
		return false
	}
	s.conns[id] = c
	return true
}

// CloseOk says that nobody is to add any more, and waits for those who are adding.
func (s *server) CloseOk() {
	s.closed.Store(true)
	s.mu.Lock()
	s.mu.Unlock()
	for _, c := range s.conns {
		c.Close()
	}
}

// CloseBad counts, and says nothing.
func (s *server) CloseBad() {
	s.served.Add(1)
	s.mu.Lock()
	s.mu.Unlock() // want `deferlock: s\.mu\.Unlock\(\) follows the acquire at once, and s\.conns is used`
	for _, c := range s.conns {
		c.Close()
	}
}

// CloseOnceOk does it once.
func (s *server) CloseOnceOk() {
	if !atomic.CompareAndSwapUint32(&s.state, 0, 1) {
		return
	}
	s.mu.Lock()
	s.mu.Unlock()
	for _, c := range s.conns {
		c.Close()
	}
}

// StopOk closes a channel.
func (s *server) StopOk() {
	close(s.done)
	s.mu.Lock()
	s.mu.Unlock()
	for _, c := range s.conns {
		c.Close()
	}
}

// StopBad closes it only where there is something to stop.
func (s *server) StopBad(all bool) {
	if all {
		close(s.done)
	}
	s.mu.Lock()
	s.mu.Unlock() // want `deferlock: s\.mu\.Unlock\(\) follows the acquire at once, and s\.conns is used`
	for _, c := range s.conns {
		c.Close()
	}
}

// CancelOk cancels a context.
func (s *server) CancelOk() {
	s.cancel()
	s.mu.Lock()
	s.mu.Unlock()
	for _, c := range s.conns {
		c.Close()
	}
}

// CancelOtherBad cancels that of another server.
func (s *server) CancelOtherBad(t *server) {
	t.cancel()
	s.mu.Lock()
	s.mu.Unlock() // want `deferlock: s\.mu\.Unlock\(\) follows the acquire at once, and s\.conns is used`
	for _, c := range s.conns {
		c.Close()
	}
}
