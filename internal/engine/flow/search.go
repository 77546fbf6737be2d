package flow

import (
	"container/heap"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
)

// A merged state can suggest a path that cannot happen: the facts of different paths
// were intersected. So each candidate exit is searched for again with states kept
// apart, from the beginning of the function, until there is one path that all facts
// allow. The search is best-first over the blocks, those nearest to the exit first.

// A search is the mode of a run in which paths are kept apart and know their steps.
type search struct {
	event    func(domain.Event)                  // called for each event, if not nil
	enters   func(*ssa.BasicBlock, domain.State) // called where a path enters a block, if not nil
	traceAll bool                                // branches are steps from the beginning, not only once the lock is touched
}

// newSearch returns a run of the search for the lock of u in fn. What calls change is
// what they change in u: else no path is found that u knows to be open.
func newSearch(u *Run, fn *ssa.Function, m *search) *Run {
	w := u.analysis.newRun(fn, u.Subject.ID, u.Subject.Class, m)
	w.Reason.Counting = true
	w.CallsChange, w.Subject.Refuted, w.Subject.Unsettled = u.CallsChange, u.Subject.Refuted, u.Subject.Unsettled
	return w
}

// Record implements [typestate.Sink].
func (x *search) Record(e domain.Event) {
	if x.event != nil {
		x.event(e)
	}
}

// Trace implements [typestate.Sink].
func (x *search) Trace(s domain.State, step domain.Step) domain.State {
	if step.Kind == domain.StepBranch && (s.Panicking || !s.Touched && !x.traceAll) {
		return s
	}
	return s.Step(step)
}

func (x *search) join(ss domain.States, s domain.State) domain.States { return append(ss, s) }

func (x *search) again(seen *rounds, s domain.State) (domain.State, bool) {
	k := s.WitnessKey(0)
	if seen.keys[k] {
		return s, false
	}
	if seen.keys == nil {
		seen.keys = make(map[domain.WitnessKey]bool)
	}
	seen.keys[k] = true
	seen.states = append(seen.states, s)
	return s, true
}

func (x *search) call(u *Run, fr *Frame, s domain.State) domain.States { return x.exec(u, fr, s) }

// exec follows the paths through a function literal, shortest first.
func (x *search) exec(u *Run, fr *Frame, s domain.State) domain.States {
	if len(fr.Fn.Blocks) == 0 {
		return nil
	}
	var out domain.States
	ends := make(map[domain.WitnessKey]bool)
	q := &queue{}
	q.push(fr.Fn.Blocks[0], s, 0)
	e := exploration{
		budget: nestedBudget,
		done:   func() bool { return u.Exhausted },
		push:   func(b *ssa.BasicBlock, s domain.State) { q.push(b, s, 0) },
		end: func(s domain.State) {
			if k := s.WitnessKey(0); !ends[k] {
				ends[k] = true
				out = append(out, s)
			}
		},
	}
	if !e.explore(u, fr, q) {
		u.Exhausted = true
	}
	return out
}

// bestFirst runs the function of u path by path, those first that are nearest to the
// instruction at, until done reports true. It reports whether all paths were run that
// can lead there by way of the instruction via, if that is not nil.
func (x *search) bestFirst(u *Run, via, at ssa.Instruction, done func() bool) (complete bool) {
	fn := u.Subject.Fn
	toExit := distances(fn, blockIn(fn, at))
	site := blockIn(fn, via)
	toSite := distances(fn, site)
	q := &queue{}
	push := func(b *ssa.BasicBlock, s domain.State) {
		cost := toExit[b.Index]
		if !s.Held() && site != nil {
			// Past the acquire without it, the path is not one that is looked for.
			if toSite[b.Index] < 0 || toExit[site.Index] < 0 {
				return
			}
			cost = toSite[b.Index] + toExit[site.Index]
		}
		if cost >= 0 {
			q.push(b, s, cost)
		}
	}
	for _, s := range beginnings(u) {
		push(fn.Blocks[0], s)
	}
	e := exploration{budget: witnessBudget, done: done, push: push, enters: x.enters}
	return e.explore(u, &Frame{Fn: fn}, q)
}

// An exploration follows paths block by block, in the order of a queue.
type exploration struct {
	budget int                                 // how many blocks may be entered
	done   func() bool                         // whether to stop
	push   func(*ssa.BasicBlock, domain.State) // queues a block that a path comes to
	enters func(*ssa.BasicBlock, domain.State) // called where a path enters a block, if not nil
	end    func(domain.State)                  // called with each state in which the function returns, if not nil
}

// explore follows the paths in q through the function of fr. It reports whether all
// were followed to their ends.
func (e *exploration) explore(u *Run, fr *Frame, q *queue) (complete bool) {
	seen := make(map[domain.WitnessKey]bool)
	for spent := 0; q.Len() > 0; {
		if spent >= e.budget || q.facts > maxWaiting || e.done() {
			return false
		}
		v := heap.Pop(q).(*visit)
		spent += visitCost(v.state)
		if e.enters != nil {
			e.enters(v.block, v.state)
		}
		k := v.state.WitnessKey(v.block.Index)
		if seen[k] {
			continue
		}
		seen[k] = true
		e.enter(u, fr, v)
	}
	return true
}

// enter runs a block, and queues its successors.
func (e *exploration) enter(u *Run, fr *Frame, v *visit) {
	out := u.flow(fr, v.block, []domain.State{v.state})
	for i, succ := range v.block.Succs {
		if i == 1 && succ == v.block.Succs[0] {
			continue
		}
		for _, s := range u.branch(v.block, i, out) {
			e.push(succ, s)
		}
	}
	if len(v.block.Succs) > 0 || v.block == fr.Fn.Recover {
		return
	}
	for _, s := range out {
		for _, t := range u.leave(fr, v.block, s) {
			if e.end != nil {
				e.end(t)
			}
		}
	}
}

// visitCost is how much of the budget it takes to enter a block in s, or to interpret
// an instruction: paths that know hundreds of things take as much longer to follow.
func visitCost(s domain.State) int { return 1 + len(s.Facts)/factsPerVisit }

// A visit is a block that a path comes to in a state.
type visit struct {
	block *ssa.BasicBlock
	state domain.State
	cost  int
	order int
}

// A queue holds visits, those of the least cost first, and else in the order in which
// they came.
type queue struct {
	visits []*visit
	order  int
	facts  int // how many the states know in all
}

func (q *queue) push(b *ssa.BasicBlock, s domain.State, cost int) {
	heap.Push(q, &visit{b, s, cost, q.order})
	q.order++
	q.facts += len(s.Facts)
}

// Len implements [heap.Interface].
func (q *queue) Len() int { return len(q.visits) }

// Less implements [heap.Interface].
func (q *queue) Less(i, j int) bool {
	a, b := q.visits[i], q.visits[j]
	if a.cost != b.cost {
		return a.cost < b.cost
	}
	return a.order < b.order
}

// Swap implements [heap.Interface].
func (q *queue) Swap(i, j int) { q.visits[i], q.visits[j] = q.visits[j], q.visits[i] }

// Push implements [heap.Interface].
func (q *queue) Push(x any) { q.visits = append(q.visits, x.(*visit)) }

// Pop implements [heap.Interface].
func (q *queue) Pop() any {
	last := len(q.visits) - 1
	x := q.visits[last]
	q.visits[last] = nil
	q.visits = q.visits[:last]
	q.facts -= len(x.state.Facts)
	return x
}

// beginnings returns the states in which the function of u begins on a path that can
// happen. A literal that is analyzed by itself begins in those in which the function
// around it comes to make it, as far as they never change; in none, if no path leads
// there. Where these are too many, it begins in that of [Run.Initial].
func beginnings(u *Run) []domain.State {
	m := u.Reason.Paths.Maker(u.Subject.Fn)
	if u.Subject.Fn.Parent() == nil || m == nil || accesspath.IsYieldFunc(m.Parent()) {
		return domain.Single(u.Initial())
	}
	var out []domain.State
	x := &search{enters: func(b *ssa.BasicBlock, s domain.State) {
		if b != m.Block() {
			return
		}
		f := s.Facts.Drop(func(x domain.Fact) bool {
			return !domain.IsUnchanging(x.Term) || !x.Same.IsZero() && !domain.IsUnchanging(x.Same)
		})
		if !slices.ContainsFunc(out, func(o domain.State) bool { return domain.EqualFacts(o.Facts, f) }) {
			out = append(out, domain.State{Facts: f})
		}
	}}
	p := newSearch(u, m.Parent(), x)
	p.budget = u.budget
	if complete := x.bestFirst(p, nil, m, func() bool { return p.Exhausted || len(out) > maxBeginnings }); !complete || p.Exhausted {
		return domain.Single(u.Initial())
	}
	return out
}

// blockIn returns the block of fn in which at happens, nil where there is no
// single one: at is in a function literal, or deferred.
func blockIn(fn *ssa.Function, at ssa.Instruction) *ssa.BasicBlock {
	if at == nil || at.Parent() != fn {
		return nil
	}
	if _, ok := at.(*ssa.Defer); ok {
		return nil
	}
	return at.Block()
}

// distances returns for each block of fn the number of edges to target, -1
// where it cannot be reached; all 0 if target is nil.
func distances(fn *ssa.Function, target *ssa.BasicBlock) []int {
	d := make([]int, len(fn.Blocks))
	if target == nil {
		return d
	}
	for i := range d {
		d[i] = -1
	}
	d[target.Index] = 0
	for work := []*ssa.BasicBlock{target}; len(work) > 0; work = work[1:] {
		for _, p := range work[0].Preds {
			if d[p.Index] < 0 {
				d[p.Index] = d[work[0].Index] + 1
				work = append(work, p)
			}
		}
	}
	return d
}
