package flow

import (
	"cmp"
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
	told    bool
}

// A place is a block of a function, or one of the edges that leave it: to the first
// successor, and to the second.
type place struct {
	block int
	edge  int // 0 for the block itself
}

// An entry is an event, or the record of a function that was run there.
type entry struct {
	event *domain.Event
	run   *record
}

// A recorder takes the events of a function while it is run.
type recorder struct {
	record *record
	at     place
}

// A store has the room for records, which the runs of an analysis use one after the
// other.
type store struct {
	events  []*domain.Event
	lists   [][]entry
	records []*record
}

// begin has the events that follow happen at a place, in place of those that have
// happened there before.
func (r *recorder) begin(at place, room *store) {
	r.at = at
	if list, ok := r.record.entries[at]; ok {
		delete(r.record.entries, at)
		room.take(list)
	}
}

// event notes an event.
func (r *recorder) event(e domain.Event, room *store) {
	var x *domain.Event
	if n := len(room.events); n > 0 {
		x = room.events[n-1]
		room.events = room.events[:n-1]
	} else {
		x = new(domain.Event)
	}
	*x = e
	r.add(entry{event: x}, room)
}

// run notes that a function was run, once for each place.
func (r *recorder) run(x *record, room *store) {
	if list := r.record.entries[r.at]; !slices.Contains(list, entry{run: x}) {
		r.add(entry{run: x}, room)
	}
}

func (r *recorder) add(x entry, room *store) {
	list, ok := r.record.entries[r.at]
	if n := len(room.lists); !ok && n > 0 {
		list = room.lists[n-1]
		room.lists = room.lists[:n-1]
	}
	r.record.entries[r.at] = append(list, x)
}

// record returns a record of nothing.
func (room *store) record() *record {
	if n := len(room.records); n > 0 {
		r := room.records[n-1]
		room.records = room.records[:n-1]
		return r
	}
	return &record{entries: make(map[place][]entry)}
}

// take has the room of list used again.
func (room *store) take(list []entry) {
	for _, x := range list {
		if x.event != nil {
			room.events = append(room.events, x.event)
		}
	}
	room.lists = append(room.lists, list[:0])
}

// tell hands the events of r to o, in the order of the blocks.
func (r *record) tell(o Observer) {
	if r.told {
		return
	}
	r.told = true
	for _, at := range slices.SortedFunc(maps.Keys(r.entries), place.compare) {
		for _, x := range r.entries[at] {
			if x.run != nil {
				x.run.tell(o)
			} else {
				o.Observe(*x.event)
			}
		}
	}
}

// free has the room of r, and of what was run in it, used again.
func (r *record) free(room *store) {
	if !r.told {
		return // it has been freed
	}
	r.told = false
	for _, list := range r.entries {
		for _, x := range list {
			if x.run != nil {
				x.run.free(room)
			}
		}
		room.take(list)
	}
	clear(r.entries)
	room.records = append(room.records, r)
}

func (p place) compare(q place) int { return cmp.Or(p.block-q.block, p.edge-q.edge) }
