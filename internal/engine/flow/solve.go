package flow

import (
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"
	"honnef.co/go/tools/analysis/dfa/dense"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// The states of a function are solved by a forward data-flow analysis whose
// elements are sets of states merged by property state: ESP (Das, Lerner,
// Seigle: ESP: path-sensitive program verification in polynomial time, PLDI
// 2002), limited to one lock at a time.

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

// A solution is the states before each block of a function.
type solution []domain.States

// run returns the states in which the function of fr returns when it begins in
// s, with its deferred calls done.
func (u *Run) Exec(fr *Frame, s domain.State) domain.States {
	if u.Reason.Counting {
		return u.enumerate(fr, s)
	}
	_, out := u.Solve(fr, s)
	return out
}

// solve runs the data-flow analysis over the function of fr.
func (u *Run) Solve(fr *Frame, entry domain.State) (solution, domain.States) {
	fn := fr.Fn
	if len(fn.Blocks) == 0 {
		return nil, nil
	}
	in := make(solution, len(fn.Blocks))
	behind := make([]domain.States, len(fn.Blocks)) // before the last instruction
	visited := make([]bool, len(fn.Blocks))
	// The states of a block only grow: that, and a finite number of property
	// states, ends the iteration whatever the transfer does.
	transfer := func(from, to int, fact domain.States) domain.States {
		if u.Exhausted {
			return nil
		}
		b := fn.Blocks[from]
		if !visited[from] || !(domain.Lattice{}).Equals(fact, in[from]) { // else there is nothing to merge
			merged := domain.Lattice{}.Merge(in[from], fact)
			if !visited[from] || !(domain.Lattice{}).Equals(merged, in[from]) {
				visited[from] = true
				in[from] = merged
				behind[from] = u.flow(fr, b, merged)
			}
		}
		for i, succ := range b.Succs {
			if succ.Index == to {
				return u.branch(b, i, behind[from])
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
		for _, s := range u.flow(fr, b, in[b.Index]) {
			for _, t := range u.leave(fr, b, s) {
				out = out.Add(t)
			}
		}
	}
	return in, out
}

// leave returns the states in which the function of fr returns from its block
// b, which has no successors, and records the exit.
func (u *Run) leave(fr *Frame, b *ssa.BasicBlock, s domain.State) []domain.State {
	switch last := b.Instrs[len(b.Instrs)-1].(type) {
	case *ssa.Return:
		if accesspath.IsYieldFunc(fr.Fn) {
			return domain.Single(u.results(fr, s, last))
		}
		var out []domain.State
		// go/ssa runs the deferred calls of a function by an instruction, but
		// leaves it out where all of them are deferred in the bodies of
		// range-over-func loops.
		for _, t := range u.runDefers(fr, s) {
			if fr.depth == 0 {
				u.Machine.Exit(u.gives(t, last), domain.ExitReturn, last)
			} else if h := t.Top(); fr.detached && h != 0 && h.Site() == fr.handed {
				u.Machine.Exit(t, domain.ExitReturn, last)
			}
			out = append(out, u.results(fr, t, last))
		}
		return out
	case *ssa.Panic:
		if at := u.Prog.Summaries.PanicAt(last); at != nil && u.isExitPanic(fr, s, at) {
			for _, t := range u.unwind(fr, s) {
				u.Machine.Exit(t, domain.ExitPanic, at)
			}
		}
	}
	return nil
}

// enter returns the states behind a call of the function literal fn.
func (u *Run) enter(fr *Frame, s domain.State, at ssa.CallInstruction, fn *ssa.Function) []domain.State {
	return u.follow(fr, s, at, fn, true)
}

// follow returns the states behind a run of the function literal fn in the call
// at, whose result is that of fn or, if fn is only given to what is called, not.
func (u *Run) follow(fr *Frame, s domain.State, at ssa.CallInstruction, fn *ssa.Function, isResult bool) []domain.State {
	for f := fr; f != nil; f = f.outer {
		if f.Fn == fn {
			return domain.Single(u.Machine.Weaken(s, domain.TooDeep, at))
		}
	}
	if fr.depth >= maxDepth {
		return domain.Single(u.Machine.Weaken(s, domain.TooDeep, at))
	}
	inner := &Frame{Fn: fn, depth: fr.depth + 1, outer: fr, pending: s.Pending}
	pending := s.Pending
	s.Pending = nil
	if u.Reason.Counting && s.Held() && !s.Panicking {
		s = s.Step(domain.Step{Kind: domain.StepCall, At: at, Pos: at.Pos()})
	}
	out := u.memo(inner, s)
	back := make([]domain.State, 0, len(out))
	for _, t := range out {
		t.Pending = pending
		if v := at.Value(); v != nil && isResult {
			t = u.returned(t, v)
		}
		t.Facts = u.Reason.ForgetLocals(t.Facts, fn)
		back = append(back, t)
	}
	return back
}

// memo is run with its results kept.
func (u *Run) memo(fr *Frame, s domain.State) domain.States {
	if u.Reason.Counting {
		return u.Exec(fr, s)
	}
	var rest domain.Facts
	s.Facts, rest = u.split(s.Facts, fr.Fn)
	k := nestedKey{fr.Fn, s.Property, s.Facts.Key()}
	out, ok := u.nested[k]
	if !ok {
		out = u.Exec(fr, s)
		u.nested[k] = out
	}
	if len(rest) == 0 {
		return out
	}
	out = slices.Clone(out)
	for i := range out {
		out[i].Facts = out[i].Facts.With(rest)
	}
	return out
}

// results returns s with what is known of the results that ret gives.
func (u *Run) results(fr *Frame, s domain.State, ret *ssa.Return) domain.State {
	if fr.depth == 0 {
		return s
	}
	for i, r := range ret.Results {
		s.Facts = s.Facts.Set(u.Reason.ResultTerm(i), u.Reason.ValueOf(s.Facts, r))
	}
	if u.Reason.Counting && s.Held() && !s.Panicking && !accesspath.IsYieldFunc(fr.Fn) {
		s = s.Step(domain.Step{Kind: domain.StepReturn, At: ret, Pos: ret.Pos()})
	}
	return s
}

// returned returns s with v, the value of the call, known to be what the
// function has just returned.
func (u *Run) returned(s domain.State, v *ssa.Call) domain.State {
	t := u.Reason.Paths.Term(v)
	s.Facts = s.Facts.Forget(v)
	for i := range v.Call.Signature().Results().Len() {
		x := u.Reason.Paths.Component(v, i)
		r := s.Facts.Get(u.Reason.ResultTerm(i))
		s.Facts = s.Facts.Set(u.Reason.ResultTerm(i), domain.Value{})
		if u.Reason.Tracked[x] && t.Kind() == lock.Root {
			s.Facts = s.Facts.Set(x, r)
		}
	}
	return s
}

// iterate returns the states behind the call of an iterator, which runs body
// any number of times. What is deferred in the body is deferred in the
// function around it.
func (u *Run) iterate(fr *Frame, s domain.State, at *ssa.Call, body *ssa.Function) []domain.State {
	if fr.depth >= maxDepth {
		return domain.Single(u.Machine.Weaken(s, domain.TooDeep, at))
	}
	inner := &Frame{Fn: body, depth: fr.depth + 1, outer: fr, pending: nil}
	var seen, done domain.States
	keys := make(map[domain.WitnessKey]bool)
	work := []domain.State{s}
	for len(work) > 0 && !u.Exhausted {
		t := work[0]
		work = work[1:]
		if u.Reason.Counting {
			k := t.WitnessKey(0)
			if keys[k] {
				continue
			}
			keys[k] = true
			seen = append(seen, t)
		} else {
			before := seen.Find(t.Property)
			var old domain.Facts
			if before >= 0 {
				old = seen[before].Facts
			}
			seen = seen.Add(t)
			if before >= 0 && domain.EqualFacts(old, seen[before].Facts) {
				continue
			}
			t = seen[seen.Find(t.Property)]
		}
		for _, p := range body.Params {
			t = u.Machine.Redefine(t, p, at)
		}
		for _, r := range u.Exec(inner, t) {
			last := r.Facts.Get(u.Reason.ResultTerm(0)).Same == u.Reason.Paths.ConstOf(false)
			r.Facts = u.Reason.ForgetLocals(r.Facts, body)
			if last {
				done = u.join(done, r)
			} else {
				work = append(work, r)
			}
		}
	}
	for _, t := range seen {
		done = u.join(done, t)
	}
	return done
}
