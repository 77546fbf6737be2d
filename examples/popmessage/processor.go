// Package popmessage is a bug that Apache RocketMQ had, written in Go: its
// PopMessageProcessor locks a queue while it takes messages from it, and one
// of its early returns does not unlock it. From then on nobody can pop this
// queue. See https://github.com/apache/rocketmq/issues/8601.
//
// popFromQueue has the bug. popFromQueueFixed has not. Run lockleak here to
// see which path is wrong.
package popmessage

import "strconv"

// A message is what a queue holds.
type message struct {
	id   string
	body []byte
}

// A queue names a part of a topic.
type queue struct {
	topic string
	id    int
}

// A result is what a pop gives.
type result struct {
	messages []message
	rest     int // messages that are still in the queue, as far as is known
}

// A store keeps messages, and how far each group of consumers has read.
type store interface {
	// Offset returns the position from which group reads on in q.
	Offset(group string, q queue) (int64, error)
	// Rest returns how many messages q holds from offset on.
	Rest(q queue, offset int64) int
	// GetAsync reads at most limit messages of q from offset on.
	GetAsync(q queue, offset int64, limit int) *future[[]message]
}

// A processor answers the requests of consumers for messages.
type processor struct {
	locks       *queueLocks
	store       store
	inFlight    func(group string, q queue) int // popped, but not acknowledged yet
	maxInFlight int
}

// isPopShouldStop reports whether group has popped so many messages of q that
// it has to acknowledge some before it gets more.
func (p *processor) isPopShouldStop(group string, q queue) bool {
	return p.inFlight(group, q) >= p.maxInFlight
}

func lockKey(group string, q queue) string {
	return q.topic + "@" + group + "@" + strconv.Itoa(q.id)
}

// popFromQueue pops at most limit messages of q for group. Only one request at
// a time may pop a queue; the others get nothing.
func (p *processor) popFromQueue(group string, q queue, limit int) *future[result] {
	popped := new(future[result])
	key := lockKey(group, q)

	if !p.locks.TryLock(key) {
		popped.Complete(result{}) // right: the queue is not ours
		return popped
	}

	if p.isPopShouldStop(group, q) {
		// BUG: the queue is ours now, and nobody unlocks it. The function
		// below that does is not registered yet, and never will be.
		popped.Complete(result{})
		return popped
	}

	offset, err := p.store.Offset(group, q)
	if err != nil {
		p.locks.Unlock(key) // right: unlocked by hand
		popped.Complete(result{})
		return popped
	}

	p.store.GetAsync(q, offset, limit).WhenComplete(func(msgs []message) {
		p.locks.Unlock(key) // right: unlocked when the messages are here
		popped.Complete(result{
			messages: msgs,
			rest:     p.store.Rest(q, offset+int64(len(msgs))),
		})
	})
	return popped
}

// popFromQueueFixed is popFromQueue with the fix that RocketMQ chose: the
// unlock is entrusted to the result right behind the acquire. Every path
// completes the result, so every path unlocks the queue.
func (p *processor) popFromQueueFixed(group string, q queue, limit int) *future[result] {
	popped := new(future[result])
	key := lockKey(group, q)

	if !p.locks.TryLock(key) {
		popped.Complete(result{})
		return popped
	}
	popped.WhenComplete(func(result) { p.locks.Unlock(key) })

	if p.isPopShouldStop(group, q) {
		popped.Complete(result{})
		return popped
	}

	offset, err := p.store.Offset(group, q)
	if err != nil {
		popped.Complete(result{})
		return popped
	}

	p.store.GetAsync(q, offset, limit).WhenComplete(func(msgs []message) {
		popped.Complete(result{
			messages: msgs,
			rest:     p.store.Rest(q, offset+int64(len(msgs))),
		})
	})
	return popped
}
