package obligation

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// flow returns the states behind the instructions of b, all but the last one,
// which decides where control goes. This and [unit.instruction] are the only
// interpretation of instructions.
func (u *unit) flow(fr *frame, b *ssa.BasicBlock, in []state) []state {
	cur := in
	var old states // no longer asked for: room for the next ones
	begun := false // cur is not in, which is the caller's
	for _, instr := range b.Instrs[:len(b.Instrs)-1] {
		if len(cur) == 0 || u.exhausted {
			return nil
		}
		if !u.matters(instr) {
			u.spend(1)
			continue
		}
		out := old[:0]
		for _, s := range cur {
			u.spend(1)
			for _, t := range u.instruction(fr, instr, s) {
				if u.witness {
					out = append(out, t)
				} else {
					out = out.add(t)
				}
			}
		}
		if begun {
			old = cur
		}
		cur, begun = out, true
	}
	return cur
}

func (u *unit) spend(n int) {
	u.budget -= n
	u.work += n
	if u.budget < 0 {
		u.exhausted = true
	}
}

// matters reports whether instr can change a state.
func (u *unit) matters(instr ssa.Instruction) bool {
	switch in := instr.(type) {
	case *ssa.Phi, *ssa.DebugRef:
		return false // phis are assigned on the edges
	case *ssa.Call:
		return u.family.roots[in] || u.callsChange || u.family.shared && letsOthersRun(in) ||
			u.handle || !u.future.IsZero() || !u.isIdle(in)
	case *ssa.Defer, *ssa.Go, *ssa.RunDefers, *ssa.Send, *ssa.Select, *ssa.MapUpdate:
		return true
	case *ssa.Store:
		return !u.future.IsZero() || u.family.places[in] || isFunc(in.Val.Type()) || u.isNamed(in.Val) || remembers(in) || u.overwrites(in)
	case *ssa.Alloc:
		return true
	case *ssa.UnOp:
		return in.Op == token.ARROW || u.family.roots[in]
	case ssa.Value:
		return u.family.roots[in] || u.family.shared && letsOthersRun(instr)
	}
	return false
}

// isNamed reports whether v names the lock, an object on the way to it, or a
// variable that may hold the handle.
func (u *unit) isNamed(v ssa.Value) bool {
	t := u.paths.Term(v)
	return slices.Contains(u.bases, t) || slices.Contains(u.handles, t)
}

// instruction returns the states that instr makes of s.
func (u *unit) instruction(fr *frame, instr ssa.Instruction, s state) []state {
	if c, ok := instr.(*ssa.Call); ok && u.handle && u.holdsAgain(s, c) {
		return nil
	}
	if v, ok := instr.(ssa.Value); ok && u.family.roots[v] {
		if ld, ok := v.(*ssa.UnOp); ok && u.family.contents[ld] {
			return one(u.load(s, ld))
		}
		if fr.depth > 0 || u.paths.InCycle(instr.Block()) {
			s = u.redefine(s, v, instr)
		}
	}
	if u.family.shared && letsOthersRun(instr) {
		s.facts = u.writtenByOthers(s.facts, instr)
	}
	if s.entered == givenBack && isExchange(instr) {
		s.unsure = true // who is on the other side may have the lock now, and pass it on
	}
	if _, ok := instr.(*ssa.Call); ok && u.callsChange {
		s.facts = s.facts.drop(func(x fact) bool { return isObserved(x.term) })
	}
	switch in := instr.(type) {
	case *ssa.Alloc:
		return one(u.allocate(s, in))
	case *ssa.Store:
		return one(u.store(s, in))
	case *ssa.MapUpdate:
		return one(u.puts(u.puts(s, in, in.Key), in, in.Value))
	case *ssa.Send:
		return one(u.puts(s, in, in.X))
	case *ssa.Select:
		return u.selects(s, in)
	case *ssa.Call:
		return u.call(fr, s, in)
	case *ssa.Defer:
		return one(u.deferCall(s, in))
	case *ssa.Go:
		return one(u.goCall(fr, s, in))
	case *ssa.RunDefers:
		return u.runDefers(fr, s)
	}
	return one(s)
}

func one(s state) []state { return []state{s} }

// isExchange reports whether in sends or receives, or waits for others.
func isExchange(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.UnOp:
		return in.Op == token.ARROW
	case *ssa.Call:
		return lexicon.CalleeName(&in.Call) == "Wait"
	case *ssa.Send, *ssa.Select:
		return true
	}
	return false
}

// redefine returns s with the value v made anew: what was known of the old one
// is forgotten, and a lock that is named by it becomes another lock.
func (u *unit) redefine(s state, v ssa.Value, at ssa.Instruction) state {
	kept := s.facts.forget(v)
	if a, ok := v.(*ssa.Alloc); ok {
		kept = u.keepRound(kept, s.facts, a)
	}
	s.facts = kept
	if u.id.DependsOn(v) {
		s = u.rename(s, at)
	}
	return s
}

// rename returns s at the point where the identity of the unit begins to name
// another lock. What is held then is not held under this name any more.
func (u *unit) rename(s state, at ssa.Instruction) state {
	pending, by := u.without(s.pending)
	if s.freed && !s.held() || s.held() && by != nil {
		u.record(event{kind: evRound, site: -1, at: at, state: s})
	}
	if s.held() && by != nil {
		u.released(s.top(), by, s) // at the end of the function
	} else if s.held() {
		switch {
		case s.doubt != noDoubt:
			u.doubtful(s, s.doubt, at)
		case s.escaped:
			u.doubtful(s, closureLeaves, at)
		case s.stored:
			u.doubtful(s, holderStored, at)
		case s.missed == nil && u.releasedElsewhere():
			u.doubtful(s, otherLoop, at)
		default:
			u.exit(s, ExitLoop, at)
		}
	}
	s.prop = prop{foreign: s.foreign, crossed: s.crossed, pending: pending}
	return s
}

func (u *unit) doubtful(s state, why doubt, at ssa.Instruction) {
	for _, h := range s.holds {
		if h != 0 {
			s.doubt = why
			u.record(event{kind: evDoubt, site: h.site(), at: at, state: s})
		}
	}
}

// exit records that a path ends, with the lock held or not.
func (u *unit) exit(s state, kind ExitKind, at ssa.Instruction) {
	if !s.held() {
		u.record(event{kind: evExit, site: -1, at: at, exit: kind, state: s})
	}
	for i, h := range s.holds {
		if h != 0 && !slices.Contains(s.holds[:i], h) {
			u.record(event{kind: evExit, site: h.site(), at: at, exit: kind, state: s})
		}
	}
}

// puts returns s after v was put into a map or sent on a channel: who finds it
// there can release what it is or holds.
func (u *unit) puts(s state, at ssa.Instruction, v ssa.Value) state {
	return u.givesHandle(u.lets(u.leaves(u.keeps(s, v), at, v), v), at, v)
}

// givesHandle returns s after v was stored where others find it: if v is the
// handle, they have the hold.
func (u *unit) givesHandle(s state, at ssa.Instruction, v ssa.Value) state {
	if u.handle && s.held() && (u.isLock(s.facts, v) || u.mayBeHandle(s.facts, v)) {
		return u.weaken(u.entrust(s, at), holderStored, at)
	}
	return s
}

// selects returns the states behind a select: where it may send, one for each of
// its cases, which know what the case is.
func (u *unit) selects(s state, in *ssa.Select) []state {
	if !sends(in) {
		return one(s)
	}
	var out states
	chosen := func(s state, i int) {
		s.facts = s.facts.set(u.paths.ChosenCase(in), value{same: u.paths.ConstOf(int64(i))})
		out = u.join(out, s)
	}
	for i, c := range in.States {
		if c.Send != nil {
			chosen(u.puts(s, in, c.Send), i)
		} else {
			chosen(s, i)
		}
	}
	if !in.Blocking {
		chosen(s, -1)
	}
	return out
}

// sends reports whether a select has a case that sends.
func sends(in *ssa.Select) bool {
	return slices.ContainsFunc(in.States, func(c *ssa.SelectState) bool { return c.Send != nil })
}

// keeps returns s after v was stored or sent: if v is what the lock belongs
// to, somebody may find the lock there later.
func (u *unit) keeps(s state, v ssa.Value) state {
	if s.held() && !s.stored && u.isBase(s.facts, v) {
		s.stored = true
	}
	return s
}

// isBase reports whether v is the lock or the object that it belongs to.
func (u *unit) isBase(f facts, v ssa.Value) bool {
	return u.isOnTheWay(f, u.resolve(f, u.paths.Term(v)))
}

// isOnTheWay reports whether t is the lock or an object on the way to it.
func (u *unit) isOnTheWay(f facts, t lock.Term) bool {
	if t.IsZero() || t.Kind() == lock.Const {
		return false
	}
	return slices.ContainsFunc(u.bases, func(b lock.Term) bool { return b == t || u.resolve(f, b) == t })
}
