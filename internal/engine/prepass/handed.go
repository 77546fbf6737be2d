package prepass

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A goroutine can wait for a lock in place of the function that starts it, which waits
// for the goroutine, so that it can stop to wait:
//
//	go func() { mu.Lock(); close(locked) }()
//	select {
//	case <-locked:
//		…
//		mu.Unlock()
//	case <-ctx.Done():
//
// What the goroutine leaves held is the lock of whoever is told by the channel, if that
// releases the lock without having acquired it since.

// A handOver is a goroutine that leaves a lock held, and a variable with the channel by
// which it tells.
type handOver struct {
	goroutine *ssa.Function
	channel   *ssa.Alloc
}

// HandsOver reports whether fn is a goroutine of the family that leaves the lock id to
// whoever is told by a channel.
func (fm *Family) HandsOver(fn *ssa.Function, id lock.ID) bool {
	return slices.ContainsFunc(fm.handOversOf(id), func(h handOver) bool { return h.goroutine == fn })
}

// IsHandedBy reports whether who is told by in, a receive, may have the lock id from a
// goroutine of the family.
func (fm *Family) IsHandedBy(in ssa.Instruction, id lock.ID) bool {
	return slices.ContainsFunc(fm.handOversOf(id), func(h handOver) bool { return fm.receivesFrom(in, h.channel) })
}

func (fm *Family) handOversOf(id lock.ID) []handOver {
	if out, ok := fm.handOvers[id]; ok {
		return out
	}
	var out []handOver
	accesspath.Family(callinfo.Outermost(fm.fn), func(f *ssa.Function) {
		for c := range accesspath.Calls(f) {
			g, ok := c.(*ssa.Go)
			if !ok || g.Call.StaticCallee() == nil || g.Call.StaticCallee().Parent() == nil {
				continue
			}
			fn := g.Call.StaticCallee()
			if !slices.ContainsFunc(fm.prog.Calls.In(fn), func(c ssa.CallInstruction) bool { return fm.does(c, id, (*accesspath.Operation).Acquires) }) {
				continue
			}
			for _, ch := range fm.signalledIn(fn) {
				if fm.releasesAfter(ch, fn, id) {
					out = append(out, handOver{fn, ch})
				}
			}
		}
	})
	fm.handOvers[id] = out
	return out
}

// does reports whether a call operates on the lock id in the way that is asked for.
func (fm *Family) does(c ssa.CallInstruction, id lock.ID, what func(*accesspath.Operation) bool) bool {
	return slices.ContainsFunc(fm.prog.Calls.At(c), func(op *accesspath.Operation) bool { return op.ID == id && what(op) })
}

// signalledIn returns the variables with the channels that fn itself closes or sends on.
func (fm *Family) signalledIn(fn *ssa.Function) []*ssa.Alloc {
	var out []*ssa.Alloc
	add := func(ch ssa.Value) {
		if v := fm.channelVariable(ch); v != nil {
			out = append(out, v)
		}
	}
	for in := range accesspath.Instructions(fn) {
		switch in := in.(type) {
		case *ssa.Send:
			add(in.Chan)
		case ssa.CallInstruction:
			if b, ok := in.Common().Value.(*ssa.Builtin); ok && b.Name() == "close" {
				add(in.Common().Args[0])
			}
		}
	}
	return out
}

// channelVariable returns the variable that ch was loaded from, nil if it is none.
func (fm *Family) channelVariable(ch ssa.Value) *ssa.Alloc {
	if c, ok := ch.(*ssa.ChangeType); ok {
		ch = c.X
	}
	ld, ok := ch.(*ssa.UnOp)
	if !ok || ld.Op != token.MUL {
		return nil
	}
	return fm.prog.Paths.Variable(ld.X)
}

// receivesFrom reports whether in receives from the channel in the variable ch.
func (fm *Family) receivesFrom(in ssa.Instruction, ch *ssa.Alloc) bool {
	switch in := in.(type) {
	case *ssa.UnOp:
		return in.Op == token.ARROW && fm.channelVariable(in.X) == ch
	case *ssa.Select:
		return slices.ContainsFunc(in.States, func(s *ssa.SelectState) bool { return s.Send == nil && fm.channelVariable(s.Chan) == ch })
	}
	return false
}

// releasesAfter reports whether a function of the family other than goroutine releases the
// lock id after it has received from the channel in ch, and has not acquired it since; or
// whether it returns then, and has acquired the lock itself on another way to a return.
func (fm *Family) releasesAfter(ch *ssa.Alloc, goroutine *ssa.Function, id lock.ID) bool {
	found := false
	accesspath.Family(callinfo.Outermost(fm.fn), func(f *ssa.Function) {
		if found || callinfo.IsWithin(f, goroutine) {
			return
		}
		var told, acquired end
		for _, b := range f.Blocks {
			for i, in := range b.Instrs {
				if fm.receivesFrom(in, ch) {
					told |= fm.endsFrom(b, i+1, id, make(map[*ssa.BasicBlock]bool))
				}
				if c, ok := in.(*ssa.Call); ok && fm.does(c, id, (*accesspath.Operation).Acquires) {
					acquired |= fm.endsFrom(b, i+1, id, make(map[*ssa.BasicBlock]bool))
				}
			}
		}
		found = told&released != 0 || told&acquired&returned != 0
	})
	return found
}

// An end is what paths come to first: a release of the lock, or a return. Those that come
// to an acquire have none.
type end uint8

const (
	released end = 1 << iota
	returned
)

// endsFrom returns the ends of the paths from the i-th instruction of b.
func (fm *Family) endsFrom(b *ssa.BasicBlock, i int, id lock.ID, seen map[*ssa.BasicBlock]bool) end {
	for _, in := range b.Instrs[i:] {
		switch in := in.(type) {
		case *ssa.Return:
			return returned
		case ssa.CallInstruction:
			if fm.does(in, id, (*accesspath.Operation).Acquires) {
				return 0
			}
			if fm.does(in, id, (*accesspath.Operation).Releases) {
				return released
			}
		}
	}
	var out end
	for _, s := range b.Succs {
		if !seen[s] {
			seen[s] = true
			out |= fm.endsFrom(s, 0, id, seen)
		}
	}
	return out
}
