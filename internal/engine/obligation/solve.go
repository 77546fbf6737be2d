package obligation

import (
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"
	"honnef.co/go/tools/analysis/dfa/dense"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
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
type solution []states

// run returns the states in which the function of fr returns when it begins in
// s, with its deferred calls done.
func (u *unit) run(fr *frame, s state) states {
	if u.witness {
		return u.enumerate(fr, s)
	}
	_, out := u.solve(fr, s)
	return out
}

// solve runs the data-flow analysis over the function of fr.
func (u *unit) solve(fr *frame, entry state) (solution, states) {
	fn := fr.fn
	if len(fn.Blocks) == 0 {
		return nil, nil
	}
	in := make(solution, len(fn.Blocks))
	behind := make([]states, len(fn.Blocks)) // before the last instruction
	visited := make([]bool, len(fn.Blocks))
	// The states of a block only grow: that, and a finite number of property
	// states, ends the iteration whatever the transfer does.
	transfer := func(from, to int, fact states) states {
		if u.exhausted {
			return nil
		}
		b := fn.Blocks[from]
		if !visited[from] || !(lattice{}).Equals(fact, in[from]) { // else there is nothing to merge
			merged := lattice{}.Merge(in[from], fact)
			if !visited[from] || !(lattice{}).Equals(merged, in[from]) {
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
	a := dense.Forward[lattice](blocks{fn}, map[int]states{0: {entry}}, transfer)
	var out states
	for _, b := range fn.Blocks {
		if len(b.Succs) > 0 || b == fn.Recover {
			continue
		}
		in[b.Index] = lattice{}.Merge(in[b.Index], a.In(b.Index))
		for _, s := range u.flow(fr, b, in[b.Index]) {
			for _, t := range u.leave(fr, b, s) {
				out = out.add(t)
			}
		}
	}
	return in, out
}

// leave returns the states in which the function of fr returns from its block
// b, which has no successors, and records the exit.
func (u *unit) leave(fr *frame, b *ssa.BasicBlock, s state) []state {
	switch last := b.Instrs[len(b.Instrs)-1].(type) {
	case *ssa.Return:
		if accesspath.IsYieldFunc(fr.fn) {
			return one(u.results(fr, s, last))
		}
		var out []state
		// go/ssa runs the deferred calls of a function by an instruction, but
		// leaves it out where all of them are deferred in the bodies of
		// range-over-func loops.
		for _, t := range u.runDefers(fr, s) {
			if fr.depth == 0 {
				u.exit(u.gives(t, last), ExitReturn, last)
			} else if h := t.top(); fr.detached && h != 0 && h.site() == fr.handed {
				u.exit(t, ExitReturn, last)
			}
			out = append(out, u.results(fr, t, last))
		}
		return out
	case *ssa.Panic:
		if at := u.panicAt(last); at != nil && u.isExitPanic(fr, s, at) {
			for _, t := range u.unwind(fr, s) {
				u.exit(t, ExitPanic, at)
			}
		}
	}
	return nil
}

// enter returns the states behind a call of the function literal fn.
func (u *unit) enter(fr *frame, s state, at ssa.CallInstruction, fn *ssa.Function) []state {
	return u.follow(fr, s, at, fn, true)
}

// follow returns the states behind a run of the function literal fn in the call
// at, whose result is that of fn or, if fn is only given to what is called, not.
func (u *unit) follow(fr *frame, s state, at ssa.CallInstruction, fn *ssa.Function, isResult bool) []state {
	for f := fr; f != nil; f = f.outer {
		if f.fn == fn {
			return one(u.weaken(s, tooDeep, at))
		}
	}
	if fr.depth >= maxDepth {
		return one(u.weaken(s, tooDeep, at))
	}
	inner := &frame{fn: fn, depth: fr.depth + 1, outer: fr, pending: s.pending}
	pending := s.pending
	s.pending = nil
	if u.witness && s.held() && !s.panicking {
		s = s.step(Step{Kind: StepCall, At: at, Pos: at.Pos()})
	}
	out := u.memo(inner, s)
	back := make([]state, 0, len(out))
	for _, t := range out {
		t.pending = pending
		if v := at.Value(); v != nil && isResult {
			t = u.returned(t, v)
		}
		t.facts = u.forgetLocals(t.facts, fn)
		back = append(back, t)
	}
	return back
}

// memo is run with its results kept.
func (u *unit) memo(fr *frame, s state) states {
	if u.witness {
		return u.run(fr, s)
	}
	var rest facts
	s.facts, rest = u.split(s.facts, fr.fn)
	k := nestedKey{fr.fn, s.prop, s.facts.key()}
	out, ok := u.nested[k]
	if !ok {
		out = u.run(fr, s)
		u.nested[k] = out
	}
	if len(rest) == 0 {
		return out
	}
	out = slices.Clone(out)
	for i := range out {
		out[i].facts = out[i].facts.with(rest)
	}
	return out
}

// A resultSym is the symbol of the result of a function literal that has just
// returned.
type resultSym struct{ i int }

func (u *unit) resultTerm(i int) lock.Term {
	return u.paths.Table.Make(lock.Root, resultSym{i}, lock.Term{}, lock.Term{})
}

// results returns s with what is known of the results that ret gives.
func (u *unit) results(fr *frame, s state, ret *ssa.Return) state {
	if fr.depth == 0 {
		return s
	}
	for i, r := range ret.Results {
		s.facts = s.facts.set(u.resultTerm(i), u.valueOf(s.facts, r))
	}
	if u.witness && s.held() && !s.panicking && !accesspath.IsYieldFunc(fr.fn) {
		s = s.step(Step{Kind: StepReturn, At: ret, Pos: ret.Pos()})
	}
	return s
}

// returned returns s with v, the value of the call, known to be what the
// function has just returned.
func (u *unit) returned(s state, v *ssa.Call) state {
	t := u.paths.Term(v)
	s.facts = s.facts.forget(v)
	for i := range v.Call.Signature().Results().Len() {
		x := u.paths.Component(v, i)
		r := s.facts.get(u.resultTerm(i))
		s.facts = s.facts.set(u.resultTerm(i), value{})
		if u.tracked[x] && t.Kind() == lock.Root {
			s.facts = s.facts.set(x, r)
		}
	}
	return s
}

// forgetLocals returns f without what it says of values that only live in fn.
func (u *unit) forgetLocals(f facts, fn *ssa.Function) facts {
	local := func(t lock.Term) bool {
		for _, r := range t.Roots() {
			if v, ok := r.(ssa.Value); ok && v.Parent() == fn {
				return true
			}
			if _, ok := r.(resultSym); ok {
				return true
			}
		}
		return false
	}
	return f.drop(func(x fact) bool { return local(x.term) || local(x.same) })
}

// yieldOf returns the body of the range-over-func loop that a call begins, nil
// if it begins none.
func yieldOf(c *ssa.CallCommon) *ssa.Function {
	for _, a := range c.Args {
		if accesspath.IsYield(a) {
			return a.(*ssa.MakeClosure).Fn.(*ssa.Function)
		}
	}
	return nil
}

// iterate returns the states behind the call of an iterator, which runs body
// any number of times. What is deferred in the body is deferred in the
// function around it.
func (u *unit) iterate(fr *frame, s state, at *ssa.Call, body *ssa.Function) []state {
	if fr.depth >= maxDepth {
		return one(u.weaken(s, tooDeep, at))
	}
	inner := &frame{fn: body, depth: fr.depth + 1, outer: fr, pending: nil}
	var seen, done states
	keys := make(map[witnessKey]bool)
	work := []state{s}
	for len(work) > 0 && !u.exhausted {
		t := work[0]
		work = work[1:]
		if u.witness {
			k := t.witnessKey(0)
			if keys[k] {
				continue
			}
			keys[k] = true
			seen = append(seen, t)
		} else {
			before := seen.find(t.prop)
			var old facts
			if before >= 0 {
				old = seen[before].facts
			}
			seen = seen.add(t)
			if before >= 0 && equalFacts(old, seen[before].facts) {
				continue
			}
			t = seen[seen.find(t.prop)]
		}
		for _, p := range body.Params {
			t = u.redefine(t, p, at)
		}
		for _, r := range u.run(inner, t) {
			last := r.facts.get(u.resultTerm(0)).same == u.paths.ConstOf(false)
			r.facts = u.forgetLocals(r.facts, body)
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
