package obligation

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// An EmptySection is a critical section with nothing in it, in front of what
// it is there to protect: the release lacks its defer.
//
// An empty section is right where it waits for others to leave theirs. What
// tells the two apart is what comes next: containers of the object that the
// lock is a part of, used in the same function without the lock; and what comes
// first: who waits for others has told them to go, by a flag or a channel of the
// object.
type EmptySection struct {
	Function              *ssa.Function
	Acquire, Release, Use token.Pos
	Lock                  lock.ID
	At                    *ssa.Call // the acquire
	Base                  lock.Term // the object that has the lock
	Field                 string    // that of the object that is used
}

// emptySections returns the empty sections of the package in source order.
func (e *engine) emptySections() []*EmptySection {
	var out []*EmptySection
	for fn := range e.prog.Functions() {
		if !e.rerun.concerns(fn) {
			continue
		}
		e.contained(callinfo.Outermost(fn), func() {
			var found []*EmptySection
			for _, b := range fn.Blocks {
				for i := range b.Instrs {
					if s := e.emptySection(b, i); s != nil {
						found = append(found, s)
					}
				}
			}
			out = append(out, found...)
		})
	}
	return out
}

// emptySection returns the empty section that the i-th instruction of b begins,
// nil if it begins none.
func (e *engine) emptySection(b *ssa.BasicBlock, i int) *EmptySection {
	call, ok := b.Instrs[i].(*ssa.Call)
	if !ok {
		return nil
	}
	ops := e.prog.Calls.At(call)
	if len(ops) != 1 || !ops[0].Acquires() || len(ops[0].Outcomes) > 1 {
		return nil
	}
	op := ops[0]
	guarded := op.ID.Addr
	if op.Result.Handle >= 0 {
		guarded = op.Guards
	}
	base := ownerOf(guarded)
	if base.IsZero() || !op.ID.Key.IsZero() {
		return nil
	}
	if _, isNew := base.Sym().(*ssa.Alloc); isNew {
		return nil // nobody else has it yet
	}
	j := e.releasedAtOnce(b, i, op)
	if j < 0 || e.isAnnounced(call, base) {
		return nil
	}
	use := e.usedAfter(b, j, base)
	if use == nil {
		return nil
	}
	_, field := accesspath.FieldOf(use)
	return &EmptySection{Function: b.Parent(), Acquire: call.Pos(), Release: b.Instrs[j].Pos(), Use: use.Pos(), Lock: lock.ID{Addr: guarded}, At: call, Base: base, Field: field}
}

// ownerOf returns the object that the lock at addr is a field of, the outermost
// one that is reached without following a pointer; zero if there is none.
func ownerOf(addr lock.Term) lock.Term {
	if addr.Kind() != lock.Field {
		return lock.Term{}
	}
	for addr.Kind() == lock.Field {
		addr = addr.X()
	}
	return addr
}

// releasedAtOnce returns the index of the release in b of what its i-th
// instruction acquires, if nothing is done in between; -1 else.
func (e *engine) releasedAtOnce(b *ssa.BasicBlock, i int, op *accesspath.Operation) int {
	var loads []*ssa.UnOp // of what names the lock, or of what the section is there for
	for j := i + 1; j < len(b.Instrs); j++ {
		switch in := b.Instrs[j].(type) {
		case *ssa.FieldAddr, *ssa.Extract, *ssa.DebugRef, *ssa.MakeInterface:
		case *ssa.UnOp:
			if in.Op != token.MUL {
				return -1
			}
			loads = append(loads, in)
		case *ssa.Call:
			outlives := func(ld *ssa.UnOp) bool { return isUsedAfter(ld, b, j) }
			if e.releasesAgain(in, op) && !slices.ContainsFunc(loads, outlives) {
				return j
			}
			return -1
		default:
			return -1
		}
	}
	return -1
}

// isAnnounced reports whether every way to the section that begins at at has
// told others to stay out of the object base.
func (e *engine) isAnnounced(at *ssa.Call, base lock.Term) bool {
	for _, b := range at.Parent().Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(*ssa.Call); ok && c != at && e.announces(c, base) && accesspath.Precedes(c, at) {
				return true
			}
		}
	}
	return false
}

// announces reports whether a call sets an atomic flag of the object base, closes
// a channel of it, or cancels a context that it has the function for.
func (e *engine) announces(c *ssa.Call, base lock.Term) bool {
	part := func(v ssa.Value) bool {
		t := e.prog.Paths.Term(v)
		for t.Kind() == lock.Field || t.Kind() == lock.Load {
			if t = t.X(); t == base {
				return true
			}
		}
		return false
	}
	if b, ok := c.Call.Value.(*ssa.Builtin); ok {
		return b.Name() == "close" && part(c.Call.Args[0])
	}
	if lexicon.CalleeName(&c.Call) == "Wait" {
		return true // for those who use the object
	}
	if lexicon.SetsFlag(&c.Call) {
		return part(c.Call.Args[0])
	}
	return lexicon.IsCancel(c.Call.Value.Type()) && part(c.Call.Value)
}

// isUsedAfter reports whether v is used after the j-th instruction of b.
func isUsedAfter(v ssa.Value, b *ssa.BasicBlock, j int) bool {
	return slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		_, debug := ref.(*ssa.DebugRef)
		return !debug && (ref.Block() != b || slices.Index(b.Instrs, ref) > j)
	})
}

// releasesAgain reports whether a call releases what op acquires, and does
// nothing else.
func (e *engine) releasesAgain(in *ssa.Call, op *accesspath.Operation) bool {
	if op.Result.Handle >= 0 {
		u := e.analysis.NewRun(in.Parent(), op.ID, op.Class)
		return u.Subject.ReleasesHandle(domain.State{}, &in.Call)
	}
	r := e.prog.Calls.Direct(in)
	return r != nil && r.Effect == lock.Release && r.ID == op.ID
}

// usedAfter returns the address of a container in the object base that is used
// after the j-th instruction of b and nowhere but after it, nil if there is
// none or if a lock of the object is taken there.
func (e *engine) usedAfter(b *ssa.BasicBlock, j int, base lock.Term) *ssa.FieldAddr {
	var use *ssa.FieldAddr
	for _, x := range b.Parent().Blocks {
		from := 0
		switch {
		case x == b:
			from = j + 1
		case !b.Dominates(x):
			continue
		}
		for _, in := range x.Instrs[from:] {
			switch in := in.(type) {
			case *ssa.FieldAddr:
				if use == nil && e.prog.Paths.Term(in.X) == base && isContainer(in) {
					use = in
				}
			case ssa.CallInstruction:
				if slices.ContainsFunc(e.prog.Calls.At(in), func(op *accesspath.Operation) bool {
					return op.Acquires() && (ownerOf(op.ID.Addr) == base || ownerOf(op.Guards) == base)
				}) {
					return nil
				}
			}
		}
	}
	return use
}

// isContainer reports whether a is the address of a map or slice.
func isContainer(a *ssa.FieldAddr) bool {
	p, ok := a.Type().Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	switch p.Elem().Underlying().(type) {
	case *types.Map, *types.Slice:
		return true
	}
	return false
}
