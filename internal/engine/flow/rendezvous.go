package flow

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

// handsOver reports whether the hold of s goes to whoever receives what the i-th case of
// in sends: the lock is released in other cases only, and somebody receives.
func (u *Run) handsOver(s domain.State, in *ssa.Select, i int) bool {
	if !s.Held() || s.Doubt != domain.NoDoubt || !u.isReceived(in.States[i].Chan) {
		return false
	}
	sent := caseBlock(in, i)
	return sent != nil && !u.releasesFrom(sent, in.Block()) && u.releasesFrom(in.Block(), nil)
}

// sends returns s after v was sent on ch. What the lock belongs to may be v or a part of
// it: who receives it has the hold, if receivers release it.
func (u *Run) sends(s domain.State, at ssa.Instruction, ch, v ssa.Value) domain.State {
	s = u.puts(s, at, v)
	if !s.Held() || s.Doubt != domain.NoDoubt || !u.carries(s, v) {
		return s
	}
	if t, ok := ch.Type().Underlying().(*types.Chan); !ok || !u.Prog.ReleasesReceived(t.Elem(), u.Subject.Class) {
		return s
	}
	return u.Machine.Weaken(u.Machine.Entrust(s, at), domain.GoroutineReleases, at)
}

// carries reports whether v is what the lock belongs to, or a struct literal with that in
// one of its fields, or a pointer to one.
func (u *Run) carries(s domain.State, v ssa.Value) bool {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
			continue
		case *ssa.UnOp:
			if a, ok := x.X.(*ssa.Alloc); ok && x.Op == token.MUL && u.isFilled(s, a) {
				return true
			}
		case *ssa.Alloc:
			if u.isFilled(s, x) {
				return true
			}
		}
		return u.Subject.IsBase(s.Facts, v)
	}
}

// isFilled reports whether what the lock belongs to is stored in a field of the variable a.
func (u *Run) isFilled(s domain.State, a *ssa.Alloc) bool {
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			for _, r := range *ref.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == ref && u.Subject.IsBase(s.Facts, st.Val) {
					return true
				}
			}
		case *ssa.Store: // of a literal, as a whole
			if ld, ok := ref.Val.(*ssa.UnOp); ok && ref.Addr == a {
				if b, ok := ld.X.(*ssa.Alloc); ok && b != a && b.Comment == "complit" && u.isFilled(s, b) {
					return true
				}
			}
		}
	}
	return false
}

// isReceived reports whether who sends on ch knows that somebody has received: the channel
// is not buffered, or comes from elsewhere, or the receiver waits for nothing else.
func (u *Run) isReceived(ch ssa.Value) bool {
	t := u.Reason.Paths.Term(ch)
	m, ok := t.Sym().(*ssa.MakeChan)
	if !ok {
		return true
	}
	if c, ok := m.Size.(*ssa.Const); ok && c.Value != nil && constant.Sign(c.Value) == 0 {
		return true
	}
	found := false
	accesspath.Family(callinfo.Outermost(u.Subject.Fn), func(fn *ssa.Function) {
		for in := range accesspath.Instructions(fn) {
			r, ok := in.(*ssa.UnOp)
			found = found || ok && r.Op == token.ARROW && u.Reason.Paths.Term(r.X) == t
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
func (u *Run) releasesFrom(from, end *ssa.BasicBlock) bool {
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
			if c, ok := in.(ssa.CallInstruction); ok && u.mayRelease(c) {
				return true
			}
		}
		work = append(work, b.Succs...)
	}
	return false
}

// mayRelease reports whether c may release the lock, by what is known of it on any path.
func (u *Run) mayRelease(c ssa.CallInstruction) bool {
	for _, op := range u.Prog.Calls.At(c) {
		if u.Subject.Concerns(op) && op.Releases() {
			return true
		}
	}
	if u.Subject.Handle && u.Subject.Mentions(c.Common()) {
		return !c.Common().IsInvoke() && c.Common().StaticCallee() == nil || lexicon.ReleasesHandle(lexicon.CalleeName(c.Common()))
	}
	f := u.Prog.Summaries.At(c)
	return f != nil && callinfo.MayRelease(f, u.Subject.Class)
}
