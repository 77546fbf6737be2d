package flow

import (
	"go/constant"
	"go/token"

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
