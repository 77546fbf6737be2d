package flow

import (
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"
	"honnef.co/go/tools/analysis/dfa/dense"

	"github.com/lockleak/lockleak/internal/engine/domain"
)

// The states of a function are solved by a forward data-flow analysis whose elements
// are sets of states merged by property state: ESP (Das, Lerner, Seigle: ESP:
// path-sensitive program verification in polynomial time, PLDI 2002), limited to one
// lock at a time.

// Analyze runs the function of u from the state s, tells o what happens at the
// fixpoint, and returns the states in which the function returns.
func (u *Run) Analyze(s domain.State, o Observer) domain.States {
	d := u.mode.(*dataFlow)
	out, r := d.run(u, &Frame{Fn: u.Subject.Fn}, s)
	r.tell(o)
	r.free(d.room)
	return out
}

// A dataFlow is the mode of a run in which states are merged by property state.
type dataFlow struct {
	recorder recorder // of the function that is run
	called   map[callKey]callResult
	room     *store
}

// A callKey tells the runs of a function literal apart.
type callKey struct {
	fn       *ssa.Function
	property domain.Property
	facts    string
}

type callResult struct {
	states domain.States
	record *record
}

func newDataFlow(room *store) *dataFlow {
	return &dataFlow{room: room}
}

// Record implements [typestate.Sink].
func (d *dataFlow) Record(e domain.Event) { d.recorder.event(e, d.room) }

// Trace implements [typestate.Sink]. Merged states have no single way.
func (d *dataFlow) Trace(s domain.State, _ domain.Step) domain.State { return s }

func (d *dataFlow) join(ss domain.States, s domain.State) domain.States { return ss.Add(s) }

func (d *dataFlow) exec(u *Run, fr *Frame, s domain.State) domain.States {
	out, r := d.run(u, fr, s)
	d.recorder.run(r, d.room)
	return out
}

// run returns the states in which the function of fr returns, and what happened in it.
func (d *dataFlow) run(u *Run, fr *Frame, s domain.State) (domain.States, *record) {
	outer := d.recorder
	d.recorder = recorder{record: d.room.record()}
	_, out := d.solve(u, fr, s)
	r := d.recorder.record
	d.recorder = outer
	return out, r
}

// call is exec with the result kept: a literal is run once for what it can see of the
// facts (see [typestate.Subject.Split]).
func (d *dataFlow) call(u *Run, fr *Frame, s domain.State) domain.States {
	var rest domain.Facts
	s.Facts, rest = u.Subject.Split(s.Facts, fr.Fn)
	k := callKey{fr.Fn, s.Property, s.Facts.Key()}
	r, ok := d.called[k]
	if !ok {
		r.states, r.record = d.run(u, fr, s)
		if d.called == nil {
			d.called = make(map[callKey]callResult)
		}
		d.called[k] = r
	}
	d.recorder.run(r.record, d.room)
	if len(rest) == 0 {
		return r.states
	}
	out := slices.Clone(r.states)
	for i := range out {
		out[i].Facts = out[i].Facts.With(rest)
	}
	return out
}

func (d *dataFlow) again(seen *rounds, s domain.State) (domain.State, bool) {
	before := seen.states.Find(s.Property)
	var old domain.Facts
	if before >= 0 {
		old = seen.states[before].Facts
	}
	seen.states = seen.states.Add(s)
	i := seen.states.Find(s.Property)
	return seen.states[i], before < 0 || !domain.EqualFacts(old, seen.states[i].Facts)
}

// blocks presents a function's control-flow graph to the solver: its nodes are
// the indexes of the blocks.
type blocks struct{ fn *ssa.Function }

func (g blocks) NumNodes() int { return len(g.fn.Blocks) }

func (g blocks) Nodes() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range g.fn.Blocks {
			if !yield(i) {
				return
			}
		}
	}
}

func (g blocks) Out(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		succs := g.fn.Blocks[n].Succs
		for i := len(succs) - 1; i >= 0; i-- {
			s := succs[i]
			if i == 0 && len(succs) == 2 && s == succs[1] {
				return
			}
			if !yield(s.Index) {
				return
			}
		}
	}
}

// A Solution is the states before each block of a function, by its index.
type Solution []domain.States

// Solve returns the states before each block of the function of u when it begins in s.
func (u *Run) Solve(s domain.State) Solution {
	d := u.mode.(*dataFlow)
	d.recorder = recorder{record: d.room.record()}
	in, _ := d.solve(u, &Frame{Fn: u.Subject.Fn}, s)
	return in
}

// solve runs the data-flow analysis over the function of fr.
func (d *dataFlow) solve(u *Run, fr *Frame, entry domain.State) (Solution, domain.States) {
	fn := fr.Fn
	if len(fn.Blocks) == 0 {
		return nil, nil
	}
	in := make(Solution, len(fn.Blocks))
	last := make([]domain.States, len(fn.Blocks)) // before the last instruction
	visited := make([]bool, len(fn.Blocks))
	// The states of a block only grow: that, and a finite number of property
	// states, ends the iteration whatever the transfer does.
	transfer := func(from, to int, fact domain.States) domain.States {
		if u.Exhausted {
			return nil
		}
		b := fn.Blocks[from]
		if merged, grown := grow(in[from], fact, visited[from]); grown {
			visited[from] = true
			in[from] = merged
			d.recorder.begin(place{block: from}, d.room)
			last[from] = u.flow(fr, b, merged)
		}
		for i, succ := range b.Succs {
			if succ.Index == to {
				d.recorder.begin(place{from, 1 + i}, d.room)
				return u.branch(b, i, last[from])
			}
		}
		return nil
	}
	a := dense.Forward[domain.Lattice](blocks{fn}, map[int]domain.States{0: {entry}}, transfer)
	var out domain.States
	for _, b := range fn.Blocks {
		if len(b.Succs) > 0 || b == fn.Recover {
			continue
		}
		in[b.Index] = domain.Lattice{}.Merge(in[b.Index], a.In(b.Index))
		d.recorder.begin(place{block: b.Index}, d.room)
		for _, s := range u.flow(fr, b, in[b.Index]) {
			for _, t := range u.leave(fr, b, s) {
				out = out.Add(t)
			}
		}
	}
	return in, out
}

// grow returns the states of a block with those in fact merged in, and whether the
// block has to be run for them.
func grow(in, fact domain.States, visited bool) (domain.States, bool) {
	if visited && (domain.Lattice{}).Equals(fact, in) {
		return in, false // there is nothing to merge
	}
	merged := domain.Lattice{}.Merge(in, fact)
	return merged, !visited || !(domain.Lattice{}).Equals(merged, in)
}
