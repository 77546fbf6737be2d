package fix

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// A release that is inserted after something that waits comes too late: what is waited
// for may need the lock. Where other paths hold the lock over that as well, and release
// it afterwards, the code means it so.

// waiters are the names of functions and methods that wait for somebody else.
var waiters = []string{"Wait", "Sleep", "Accept", "Serve", "ServeTLS", "ListenAndServe", "ListenAndServeTLS"}

// comesTooLate reports whether a release before one of the exits of the site would come
// after something that waits.
func (s *source) comesTooLate(site *verdict.Site) bool {
	return slices.ContainsFunc(exits(site.Leak), func(x domain.Step) bool { return s.waitsBefore(site, x.At) })
}

// waitsBefore reports whether a path from the acquire of the site to the exit at at may
// wait for something where no release comes after it.
func (s *source) waitsBefore(site *verdict.Site, at ssa.Instruction) bool {
	from := site.At
	if at.Parent() != site.Function {
		from = at.Parent().Blocks[0].Instrs[0] // a literal that is to release
	}
	after := reachable(from, nil)
	for in := range after {
		if !s.waits(in) {
			continue
		}
		on := reachable(in, site.At)
		if !on[at] && in != at {
			continue
		}
		if !slices.ContainsFunc(site.Leak.Releases, func(r domain.Step) bool { return on[r.At] }) {
			return true
		}
	}
	return false
}

// reachable returns the instructions that may run after from in its function, up to the
// instruction last, which is among them.
func reachable(from, last ssa.Instruction) map[ssa.Instruction]bool {
	out := make(map[ssa.Instruction]bool)
	seen := make(map[*ssa.BasicBlock]bool)
	var visit func(b *ssa.BasicBlock, instrs []ssa.Instruction)
	visit = func(b *ssa.BasicBlock, instrs []ssa.Instruction) {
		for _, in := range instrs {
			out[in] = true
			if in == last {
				return
			}
		}
		for _, succ := range b.Succs {
			if !seen[succ] {
				seen[succ] = true
				visit(succ, succ.Instrs)
			}
		}
	}
	b := from.Block()
	visit(b, b.Instrs[slices.Index(b.Instrs, from)+1:])
	return out
}

// waits reports whether in waits for another goroutine, or for time to pass: itself, or
// by what it calls in the package. It errs on the side of no for what is called
// dynamically, and where functions call each other.
func (s *source) waits(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.UnOp:
		return in.Op == token.ARROW
	case *ssa.Send:
		return true
	case *ssa.Select:
		return in.Blocking
	case *ssa.Call:
		fn := in.Call.StaticCallee()
		if slices.Contains(waiters, lexicon.CalleeName(&in.Call)) {
			return !isCondWait(fn)
		}
		return fn != nil && s.waitsIn(fn)
	}
	return false
}

// waitsIn reports whether an instruction of fn waits.
func (s *source) waitsIn(fn *ssa.Function) bool {
	if waits, known := s.waiting[fn]; known {
		return waits
	}
	s.waiting[fn] = false // for functions that call each other
	s.waiting[fn] = slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, s.waits)
	})
	return s.waiting[fn]
}

// isCondWait reports whether fn is the method Wait of [sync.Cond], which releases the
// lock meanwhile.
func isCondWait(fn *ssa.Function) bool {
	return fn != nil && fn.Signature.Recv() != nil && lexicon.TypeName(fn.Signature.Recv().Type()) == "sync.Cond"
}
