package obligation

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/accesspath"
	"github.com/lockleak/lockleak/internal/lock"
	"github.com/lockleak/lockleak/internal/model"
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
		return model.CalleeName(&in.Call) == "Wait"
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

// keepRound returns kept with what f knows of the variable of a loop in the round that
// a was made for. From now on, a is the variable of the next round.
func (u *unit) keepRound(kept, f facts, a *ssa.Alloc) facts {
	for _, ref := range *a.Referrers() {
		p, ok := ref.(*ssa.Phi)
		if !ok || !accesspath.IsLoopVariable(p) || f.get(u.paths.Term(p)).same != u.paths.Term(a) {
			continue
		}
		if v := f.get(u.paths.Content(a)); !v.same.DependsOn(a) {
			kept = kept.set(u.paths.Content(p), v)
		}
	}
	return kept
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

// allocate returns s with a new variable, which is zero.
func (u *unit) allocate(s state, a *ssa.Alloc) state {
	c := u.paths.Content(a)
	if !u.tracked[c] {
		return s
	}
	zero := zeroOf(a.Type().Underlying().(*types.Pointer).Elem())
	if zero == nil {
		s.facts = s.facts.set(c, value{})
		return s
	}
	s.facts = s.facts.set(c, value{same: u.paths.Const(zero)})
	return s
}

// zeroOf returns the zero value of t, nil if it is no constant.
func zeroOf(t types.Type) *ssa.Const {
	switch b := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case b.Info()&types.IsBoolean != 0:
			return ssa.NewConst(constant.MakeBool(false), t)
		case b.Info()&types.IsInteger != 0:
			return ssa.NewConst(constant.MakeInt64(0), t)
		case b.Info()&types.IsString != 0:
			return ssa.NewConst(constant.MakeString(""), t)
		}
	case *types.Pointer, *types.Signature, *types.Map, *types.Chan, *types.Slice:
		return ssa.NewConst(nil, t)
	case *types.Interface:
		if _, ok := types.Unalias(t).(*types.TypeParam); !ok {
			return ssa.NewConst(nil, t)
		}
	}
	return nil
}

// load returns s with the value that ld loads.
func (u *unit) load(s state, ld *ssa.UnOp) state {
	self := u.paths.Term(ld)
	c := u.resolve(s.facts, u.paths.Content(ld.X))
	if c == self {
		return s // loaded before, and not written since
	}
	v := value{same: c}
	switch c.Kind() {
	case lock.Load:
		if !isNonNil(c) {
			v = s.facts.get(c)
		}
	case lock.Binary, lock.Unary:
		if !u.isFollowed(c) {
			v, c = value{}, u.content(s.facts, ld.X)
		}
	}
	s = u.redefine(s, ld, ld)
	if v.same.IsZero() {
		// From here on the content is named by this load.
		s.facts = s.facts.set(c, value{same: self})
	}
	s.facts = s.facts.set(self, v)
	return u.identify(s)
}

// store returns s with a value stored.
func (u *unit) store(s state, in *ssa.Store) state {
	if u.family.places[in] {
		s = u.write(s, in)
	}
	if u.overwrites(in) {
		s = u.weaken(s, replacedByCall, in)
	}
	if s.held() && s.doubt == noDoubt && remembers(in) {
		s.doubt = flagRemembers
	}
	if _, isVar := in.Addr.(*ssa.Alloc); !isVar {
		s = u.keeps(s, in.Val)
	}
	if !isLocal(in.Addr) {
		s = u.lets(s, in.Val)
		before := s.doubt
		s = u.leaves(s, in, in.Val)
		if before == noDoubt && s.doubt == closureLeaves {
			s.holder = u.paths.Variable(in.Addr)
		}
		s = u.givesHandle(s, in, in.Val)
	} else if v := u.paths.Variable(in.Addr); v != nil && !isWithin(v.Parent(), u.fn) {
		s = u.givesHandle(s, in, in.Val) // to the function around the literal
	}
	return s
}

// overwrites reports whether in sets the whole object that the lock is in, and with
// it the lock.
func (u *unit) overwrites(in *ssa.Store) bool {
	return u.replaces(in, u.bases)
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

// write returns s with the content at in.Addr replaced. Other addresses of the
// same place may be the same variable, so what is known of them goes.
func (u *unit) write(s state, in *ssa.Store) state {
	c := u.content(s.facts, in.Addr)
	v := u.valueOf(s.facts, in.Val)
	if k := v.same.Kind(); k != lock.Const && k != lock.Root && k != 0 && u.paths.InCycle(in.Block()) {
		v = value{nonNil: v.knownNonNil()} // as in growsFrom
	}
	s.facts = s.facts.drop(func(x fact) bool {
		return x.term != c && x.term.Kind() == lock.Load && (mayOverlap(x.term.X(), c.X()) || isPartOf(c.X(), x.term.X()))
	})
	if u.isUnread(c) {
		return s
	}
	s.facts = s.facts.set(c, v)
	return u.identify(s)
}

// content returns the term for what is at addr, whatever it is.
func (u *unit) content(f facts, addr ssa.Value) lock.Term {
	return u.paths.Table.Make(lock.Load, nil, u.resolve(f, u.paths.Term(addr)), lock.Term{})
}

// isUnread reports whether c is the content of a field of a variable that is
// only used in the family, and that no load there sees: it is a part of a
// literal, say, that is copied as a whole.
func (u *unit) isUnread(c lock.Term) bool {
	if u.tracked[c] || len(u.family.readings[c]) > 0 {
		return false
	}
	root := c.X()
	for root.Kind() == lock.Field {
		root = root.X()
	}
	a, ok := root.Sym().(*ssa.Alloc)
	return ok && root.Kind() == lock.Root && !u.paths.IsShared(a)
}

// isPartOf reports whether the address a is inside the variable at b.
func isPartOf(a, b lock.Term) bool {
	for a.Kind() == lock.Field || a.Kind() == lock.Index {
		a = a.X()
		if a == b {
			return true
		}
	}
	return false
}

// mayOverlap reports whether the addresses a and b, by their last step, may be
// the same.
func mayOverlap(a, b lock.Term) bool {
	return a.Kind() == b.Kind() && a.Kind() != lock.Root && a.Sym() == b.Sym() && !distinct(a, b)
}

// valueOf returns what is known of v: that it is what it is.
func (u *unit) valueOf(f facts, v ssa.Value) value {
	t := u.resolve(f, u.paths.Term(v))
	if _, ok := v.(*ssa.FieldAddr); ok && t.Depth() <= maxNesting {
		return value{same: t, nonNil: true} // or it has panicked
	}
	if t.Depth() > maxNesting {
		return value{nonNil: isNonNil(t)}
	}
	if t.Kind() == lock.Const || isNonNil(t) || u.tracked[t] || isFunc(v.Type()) {
		return value{same: t}
	}
	if _, ok := v.(*ssa.MakeInterface); ok {
		return value{nonNil: true}
	}
	if t.Kind() == lock.Binary || t.Kind() == lock.Unary {
		return value{same: t}
	}
	if k := u.known(f, t); !k.isTop() {
		return k
	}
	return value{same: t}
}

// remembers reports whether in sets a variable that by its name says that a
// lock is held.
func remembers(in *ssa.Store) bool {
	c, ok := in.Val.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Bool || !constant.BoolVal(c.Value) {
		return false
	}
	f, ok := in.Addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	st, ok := f.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct)
	return ok && model.SpeaksOfLock(st.Field(f.Field).Name())
}

// isLocal reports whether addr is a variable of the function or one that it
// captures: what is stored there can be followed.
func isLocal(addr ssa.Value) bool {
	switch addr.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		return true
	}
	return false
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

// branch returns the states that leave from for its i-th successor.
func (u *unit) branch(from *ssa.BasicBlock, i int, in []state) []state {
	to := from.Succs[i]
	var out states
	for _, s := range in {
		if c, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If); ok && from.Succs[0] != from.Succs[1] {
			f, feasible := u.refine(s.facts, u.paths.Term(c.Cond), i == 0)
			if !feasible {
				continue
			}
			s.facts = f
			if u.witness && (s.touched || u.traceAll) && !s.panicking {
				s = s.step(Step{Kind: StepBranch, At: c, Pos: c.Cond.Pos(), Taken: i == 0})
			}
		}
		s = u.phis(s, from, to)
		s.facts = u.living(s.facts, to)
		if u.witness {
			out = append(out, s)
		} else {
			out = out.add(s)
		}
	}
	return out
}

// phis returns s behind the edge from from to to, where the phis of to take
// their values, all at once.
func (u *unit) phis(s state, from, to *ssa.BasicBlock) state {
	edge := -1
	for i, p := range to.Preds {
		if p == from {
			edge = i
			break
		}
	}
	type assignment struct {
		phi *ssa.Phi
		value
	}
	var set []assignment
	for _, in := range to.Instrs {
		p, ok := in.(*ssa.Phi)
		if !ok {
			break
		}
		if u.family.roots[p] && p.Edges[edge] != ssa.Value(p) {
			v := u.valueOf(s.facts, p.Edges[edge])
			if u.paths.InCycle(to) && growsFrom(u.paths.Term(p.Edges[edge]), to) && !(u.witness && isCount(v.same)) {
				v = u.grown(s.facts, p, u.paths.Term(p.Edges[edge]), value{nonNil: v.knownNonNil()})
			}
			set = append(set, assignment{p, v})
		}
	}
	for _, a := range set {
		s = u.redefine(s, a.phi, from.Instrs[len(from.Instrs)-1])
	}
	for _, a := range set {
		t := u.paths.Term(a.phi)
		stale := false
		for _, b := range set {
			stale = stale || a.same.DependsOn(b.phi)
		}
		if !stale && a.same != t && t.Kind() == lock.Root {
			s.facts = s.facts.set(t, a.value)
		}
	}
	return u.identify(s)
}
