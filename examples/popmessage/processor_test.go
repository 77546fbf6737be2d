package popmessage

import (
	"errors"
	"testing"
)

// A memory is a store with one queue.
type memory struct {
	messages []message
	err      error
}

func (m *memory) Offset(string, queue) (int64, error) { return 0, m.err }

func (m *memory) Rest(_ queue, offset int64) int { return len(m.messages) - int(offset) }

func (m *memory) GetAsync(_ queue, offset int64, limit int) *future[[]message] {
	f := new(future[[]message])
	go f.Complete(m.messages[offset:min(int(offset)+limit, len(m.messages))])
	return f
}

// pops returns how many messages pop gives.
func pops(pop func(string, queue, int) *future[result]) int {
	n := make(chan int)
	pop("group", queue{"topic", 1}, 2).WhenComplete(func(r result) { go func() { n <- len(r.messages) }() })
	return <-n
}

// TestPop pops a queue when all is well, when reading fails, when there are
// too many messages in flight, and when all is well again.
func TestPop(t *testing.T) {
	for _, tt := range []struct {
		name string
		pop  func(*processor) func(string, queue, int) *future[result]
		want int // messages in the end
	}{
		{"bug", func(p *processor) func(string, queue, int) *future[result] { return p.popFromQueue }, 0},
		{"fixed", func(p *processor) func(string, queue, int) *future[result] { return p.popFromQueueFixed }, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inFlight := 0
			st := &memory{messages: []message{{id: "a"}, {id: "b"}, {id: "c"}}}
			p := &processor{
				locks:       newQueueLocks(),
				store:       st,
				inFlight:    func(string, queue) int { return inFlight },
				maxInFlight: 10,
			}
			pop := tt.pop(p)
			if n := pops(pop); n != 2 {
				t.Fatalf("popped %d messages at first, want 2", n)
			}
			st.err = errors.New("no disk")
			if n := pops(pop); n != 0 {
				t.Fatalf("popped %d messages in spite of the error", n)
			}
			st.err = nil
			inFlight = 10
			if n := pops(pop); n != 0 {
				t.Fatalf("popped %d messages although too many are in flight", n)
			}
			inFlight = 0
			if n := pops(pop); n != tt.want {
				t.Errorf("popped %d messages in the end, want %d", n, tt.want)
			}
		})
	}
}
