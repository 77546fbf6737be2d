package flow

import (
	"container/heap"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
)

// A merged state can suggest a path that cannot happen: the facts of different
// paths were intersected. So each candidate exit is searched again with states
// kept apart, from the beginning of the function, for one path that all facts
// allow. Best-first search over the blocks, nearest to the exit first.

// witnessBudget is how many blocks a search may enter.
const witnessBudget = 20_000

// visitCost is how much of the budget it takes to enter a block in s: paths that
// know hundreds of things take as much longer to follow.
func visitCost(s domain.State) int { return 1 + len(s.Facts)/256 }

// nestedBudget is how many blocks of a function literal one call of it may
// enter in a search.
const nestedBudget = 2_000

// search returns the steps of a path that ends in c, nil if none was found, and
// whether the search was complete: then there is none.
func (u *Run) Search(c domain.Candidate) (steps []domain.Step, complete bool) {
	found, complete := u.Find(u.Sites.All[c.Site].At, c.At, func(e domain.Event) bool {
		return e.Kind == domain.EventExit && e.Site == c.Site && e.Exit == c.Kind && e.At == c.At && e.State.Leaks()
	})
	if found == nil {
		return nil, complete
	}
	steps = domain.FromAcquire(found.Steps(), u.Sites.All[c.Site].At)
	return append(steps, domain.Step{Kind: domain.StepExit, At: c.At, Pos: domain.ExitPos(c.At), Exit: c.Kind}), complete
}

// canEnter reports whether a path that can happen releases at at what the
// caller must hold. It errs on the side of saying so.
func (u *Run) CanEnter(at ssa.Instruction) bool {
	found, complete := u.Find(nil, at, func(e domain.Event) bool { return e.Kind == domain.EventEntered && e.At == at })
	return found != nil || !complete
}

// find searches for a path on which the event that is wanted happens at the
// instruction at, by way of the instruction via if that is not nil. It returns
// the way there, which is not nil if there is one, and whether the search was
// complete.
func (u *Run) Find(via, at ssa.Instruction, wanted func(domain.Event) bool) (found *domain.Trace, complete bool) {
	w := u.analysis.NewRun(u.Subject.Fn, u.Subject.ID, u.Subject.Class)
	w.Reason.Counting = true
	w.traceAll = via == nil && len(u.Families.OperationsOf(u.Subject.Fn)) > 0 && !u.Subject.AcquiresHere()
	w.budget = u.budget + 50*witnessBudget
	w.Machine.Record = func(e domain.Event) {
		if found == nil && wanted(e) {
			if found = e.State.Trace; found == nil {
				found = &domain.Trace{}
			}
		}
	}
	complete = w.bestFirst(via, at, func() bool { return found != nil || w.Exhausted })
	return found, complete && !w.Exhausted
}

type visit struct {
	block *ssa.BasicBlock
	state domain.State
	cost  int
	order int
}

type queue []visit

func (q queue) Len() int { return len(q) }

func (q queue) Less(i, j int) bool {
	if q[i].cost != q[j].cost {
		return q[i].cost < q[j].cost
	}
	return q[i].order < q[j].order
}

func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

func (q *queue) Push(x any) { *q = append(*q, x.(visit)) }

func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// bestFirst runs the function of the unit path by path, those first that are
// nearest to at, until done reports true. It reports whether all paths were
// run that can lead there.
func (u *Run) bestFirst(via, at ssa.Instruction, done func() bool) (complete bool) {
	fn := u.Subject.Fn
	toExit := distances(fn, blockIn(fn, at))
	site := blockIn(fn, via)
	toSite := distances(fn, site)
	cost := func(b *ssa.BasicBlock, s domain.State) (int, bool) {
		if !s.Held() && site != nil {
			// Past the acquire without it, the path is not one that is looked for.
			return toSite[b.Index] + toExit[site.Index], toSite[b.Index] >= 0 && toExit[site.Index] >= 0
		}
		return toExit[b.Index], toExit[b.Index] >= 0
	}
	fr := &Frame{Fn: fn}
	seen := make(map[domain.WitnessKey]bool)
	q := &queue{}
	order := 0
	push := func(b *ssa.BasicBlock, s domain.State) {
		if k, ok := cost(b, s); ok {
			heap.Push(q, visit{b, s, k, order})
			order++
		}
	}
	for _, s := range u.beginnings() {
		push(fn.Blocks[0], s)
	}
	for n := 0; q.Len() > 0; {
		if n >= witnessBudget || done() {
			return false
		}
		v := heap.Pop(q).(visit)
		n += visitCost(v.state)
		if u.enters != nil {
			u.enters(v.block, v.state)
		}
		k := v.state.WitnessKey(v.block.Index)
		if seen[k] {
			continue
		}
		seen[k] = true
		out := u.flow(fr, v.block, []domain.State{v.state})
		for i, succ := range v.block.Succs {
			if i == 1 && succ == v.block.Succs[0] {
				continue
			}
			for _, s := range u.branch(v.block, i, out) {
				push(succ, s)
			}
		}
		if len(v.block.Succs) == 0 && v.block != fn.Recover {
			for _, s := range out {
				u.leave(fr, v.block, s)
			}
		}
	}
	return true
}

// enumerate returns the states in which the function of fr returns when it
// begins in s, each with its trace.
func (u *Run) enumerate(fr *Frame, s domain.State) domain.States {
	fn := fr.Fn
	if len(fn.Blocks) == 0 {
		return nil
	}
	type place struct {
		block *ssa.BasicBlock
		state domain.State
	}
	var out domain.States
	seen := make(map[domain.WitnessKey]bool)
	ends := make(map[domain.WitnessKey]bool)
	work := []place{{fn.Blocks[0], s}}
	for n := 0; len(work) > 0 && !u.Exhausted; {
		if n >= nestedBudget {
			u.Exhausted = true
			break
		}
		p := work[0]
		work = work[1:]
		n += visitCost(p.state)
		k := p.state.WitnessKey(p.block.Index)
		if seen[k] {
			continue
		}
		seen[k] = true
		behind := u.flow(fr, p.block, []domain.State{p.state})
		for i, succ := range p.block.Succs {
			if i == 1 && succ == p.block.Succs[0] {
				continue
			}
			for _, t := range u.branch(p.block, i, behind) {
				work = append(work, place{succ, t})
			}
		}
		if len(p.block.Succs) == 0 && p.block != fn.Recover {
			for _, t := range behind {
				for _, r := range u.leave(fr, p.block, t) {
					if k := r.WitnessKey(0); !ends[k] {
						ends[k] = true
						out = append(out, r)
					}
				}
			}
		}
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
