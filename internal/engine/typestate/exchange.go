package typestate

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// A lock can be handed over by a message that says nothing but that it is held. Who
// sends it releases the lock if nobody receives:
//
//	mu.Lock()
//	select {
//	case got <- struct{}{}:
//	case <-ctx.Done():
//		mu.Unlock()
//	}

// An exchange answers what a message says of the lock.
type exchange struct{ *Subject }

// LeavesHeld returns s at the return at of a goroutine, whose lock may be that of whoever
// it has told.
func (mc *Machine) LeavesHeld(s domain.State, at ssa.Instruction) domain.State {
	if !s.Held() || s.Doubt != domain.NoDoubt || mc.Subject.Fn.Parent() == nil || !mc.Subject.Family.HandsOver(mc.Subject.Fn, mc.Subject.ID) {
		return s
	}
	return mc.Weaken(mc.Entrust(s, at), domain.GoroutineReleases, at)
}

// SendIn returns s after the i-th case of in has sent what it sends.
func (mc *Machine) SendIn(s domain.State, in *ssa.Select, i int) domain.State {
	if x := (exchange{mc.Subject}); x.handsOver(s, in, i) {
		return mc.Weaken(mc.Entrust(s, in), domain.GoroutineReleases, in)
	}
	return mc.Send(s, in, in.States[i].Chan, in.States[i].Send)
}

// handsOver reports whether the hold of s goes to whoever receives what the i-th case of
// in sends: the lock is released in other cases only, and somebody receives.
func (x exchange) handsOver(s domain.State, in *ssa.Select, i int) bool {
	if !s.Held() || s.Doubt != domain.NoDoubt || !x.isReceived(in.States[i].Chan) {
		return false
	}
	sent := caseBlock(in, i)
	return sent != nil && !x.releasesFrom(sent, in.Block()) && x.releasesFrom(in.Block(), nil)
}

// Send returns s after v was sent on ch. What the lock belongs to may be v or a part of it:
// who receives it has the hold, if receivers release it.
func (mc *Machine) Send(s domain.State, at ssa.Instruction, ch, v ssa.Value) domain.State {
	if !s.Held() || s.Doubt != domain.NoDoubt || !(exchange{mc.Subject}).carries(s, v) {
		return s
	}
	if t, ok := ch.Type().Underlying().(*types.Chan); !ok || !mc.Prog.ReleasesReceived(t.Elem(), mc.Subject.Class) {
		return s
	}
	return mc.Weaken(mc.Entrust(s, at), domain.GoroutineReleases, at)
}

// carries reports whether v is what the lock belongs to, or a struct literal with that in
// one of its fields, or a pointer to one.
func (x exchange) carries(s domain.State, v ssa.Value) bool {
	for {
		switch w := v.(type) {
		case *ssa.MakeInterface:
			v = w.X
			continue
		case *ssa.UnOp:
			if a, ok := w.X.(*ssa.Alloc); ok && w.Op == token.MUL && x.isFilled(s, a) {
				return true
			}
		case *ssa.Alloc:
			if x.isFilled(s, w) {
				return true
			}
		}
		return x.IsBase(s.Facts, v)
	}
}

// isFilled reports whether what the lock belongs to is stored in a field of the variable a.
func (x exchange) isFilled(s domain.State, a *ssa.Alloc) bool {
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			for _, r := range *ref.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == ref && x.IsBase(s.Facts, st.Val) {
					return true
				}
			}
		case *ssa.Store: // of a literal, as a whole
			if ld, ok := ref.Val.(*ssa.UnOp); ok && ref.Addr == a {
				if b, ok := ld.X.(*ssa.Alloc); ok && b != a && b.Comment == "complit" && x.isFilled(s, b) {
					return true
				}
			}
		}
	}
	return false
}

// isReceived reports whether who sends on ch knows that somebody has received: the channel
// is not buffered, or comes from elsewhere, or the receiver waits for nothing else.
func (x exchange) isReceived(ch ssa.Value) bool {
	t := x.Reason.Paths.Term(ch)
	m, ok := t.Sym().(*ssa.MakeChan)
	if !ok {
		return true
	}
	if c, ok := m.Size.(*ssa.Const); ok && c.Value != nil && constant.Sign(c.Value) == 0 {
		return true
	}
	found := false
	accesspath.Family(callinfo.Outermost(x.Fn), func(fn *ssa.Function) {
		for in := range accesspath.Instructions(fn) {
			r, ok := in.(*ssa.UnOp)
			found = found || ok && r.Op == token.ARROW && x.Reason.Paths.Term(r.X) == t
		}
	})
	return found
}

// caseBlock returns the block to which control goes if the i-th case of in is chosen, nil
// if that is not known.
func caseBlock(in *ssa.Select, i int) *ssa.BasicBlock {
	for _, ref := range *in.Referrers() {
		x, ok := ref.(*ssa.Extract)
		if !ok || x.Index != 0 {
			continue
		}
		for _, ref := range *x.Referrers() {
			test, ok := ref.(*ssa.BinOp)
			if !ok || test.Op != token.EQL {
				continue
			}
			c, isConst := test.Y.(*ssa.Const)
			br, isIf := test.Block().Instrs[len(test.Block().Instrs)-1].(*ssa.If)
			if isConst && isIf && br.Cond == test && c.Int64() == int64(i) {
				return test.Block().Succs[0]
			}
		}
	}
	return nil
}

// releasesFrom reports whether the lock may be released in from, or in a block that can be
// reached from there, other than by way of the block end.
func (x exchange) releasesFrom(from, end *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{end: true}
	work := []*ssa.BasicBlock{from}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok && x.mayRelease(c) {
				return true
			}
		}
		work = append(work, b.Succs...)
	}
	return false
}

// mayRelease reports whether c may release the lock, by what is known of it on any path.
func (x exchange) mayRelease(c ssa.CallInstruction) bool {
	for _, op := range x.Prog.Calls.At(c) {
		if x.Concerns(op) && op.Releases() {
			return true
		}
	}
	if x.Handle && x.Mentions(c.Common()) {
		return !c.Common().IsInvoke() && c.Common().StaticCallee() == nil || lexicon.ReleasesHandle(lexicon.CalleeName(c.Common()))
	}
	f := x.Prog.Summaries.At(c)
	return f != nil && callinfo.MayRelease(f, x.Class)
}
