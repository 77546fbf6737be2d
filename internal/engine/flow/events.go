package flow

import (
	"maps"
	"slices"

	"github.com/lockleak/lockleak/internal/engine/domain"
)

// The events of a data flow are those of the fixpoint: what happens where each block is
// run with all states in which paths come there. A block is run again whenever these
// grow, so its events replace those of the visit before; what has happened with fewer
// states, which know more, does not count. That is the same as a pass over the in-states
// once nothing changes any more, without interpreting anything for it.
//
// What a function literal does is known by the states in which it is called, and run
// once for these. Its events count wherever it is called so, and are told once.

// A record is the events of a function that was run, by the places where they happened.
type record struct {
	entries map[place][]entry
}

// A place is a block of a function, or one of the edges that leave it: to the first
// successor, and to the second.
type place struct {
	block int
	edge  int // 0 for the block itself
}

// An entry is an event, or the record of a function that was run there.
type entry struct {
	event domain.Event
	run   *record
}

// A recorder takes the events of a function while it is run.
type recorder struct {
	record *record
	at     place
}

// begin has the events that follow happen at a place, in place of those that have
// happened there before.
func (r *recorder) begin(at place) {
	r.at = at
	delete(r.record.entries, at)
}

func (r *recorder) add(x entry) {
	if r.record.entries == nil {
		r.record.entries = make(map[place][]entry)
	}
	r.record.entries[r.at] = append(r.record.entries[r.at], x)
}

// tell hands the events of r to o, in the order of the blocks.
func (r *record) tell(o Observer, told map[*record]bool) {
	if told[r] {
		return
	}
	told[r] = true
	places := slices.SortedFunc(maps.Keys(r.entries), func(a, b place) int {
		if a.block != b.block {
			return a.block - b.block
		}
		return a.edge - b.edge
	})
	for _, at := range places {
		for _, x := range r.entries[at] {
			if x.run != nil {
				x.run.tell(o, told)
			} else {
				o.Observe(x.event)
			}
		}
	}
}
