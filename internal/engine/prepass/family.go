package prepass

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A Family is a declared function and its literals, and what is worth following there:
// the terms that decide more than one branch, and those that name locks or functions to
// call. Facts about other terms cannot exclude a path.
type Family struct {
	prog     *callinfo.Program
	families *Families
	fn       *ssa.Function

	Tracked    map[lock.Term]bool              // the terms to follow
	Roots      map[ssa.Value]bool              // values in tracked terms and lock identities
	Places     map[ssa.Instruction]bool        // stores to follow
	Contents   map[*ssa.UnOp]bool              // loads whose content is followed
	Readings   map[lock.Term][]ssa.Instruction // where terms are read from memory
	Shared     bool                            // some followed variable is written by code that is not followed
	Operations []*accesspath.Operation         // the lock operations, each identity and effect once
	Futures    []*ssa.Call                     // calls that register a function with a future
	Loads      []*ssa.UnOp                     // loads from variables that are written
	Size       int                             // instructions

	calls      map[*ssa.Function][]ssa.CallInstruction // of literals that are only called
	reachable  map[*ssa.BasicBlock][]bool              // see Reaches
	lifetimes  map[*ssa.Function]*lifetimes
	footprints footprints
	handOvers  map[lock.ID][]handOver // see HandsOver
	set        map[any]bool           // see IsSetByCalls
	changes    changes
}

// Families are the declared functions of a package, with what is found out about them
// as it is asked for.
type Families struct {
	Prog      *callinfo.Program
	families  map[*ssa.Function]*Family
	recovers  map[*ssa.Function][]*ssa.Defer
	recovered map[*ssa.Function]bool         // nil before it is asked for
	retaken   map[*ssa.Function][]lock.Class // by what callers have deferred; nil before it is asked for
	stored    map[*ssa.Function]map[any]bool // see sets
	writes    *writes                        // see written
	detached  map[*ssa.Function][]lock.Class // see Detached
}

// NewFamilies returns the families of p.
func NewFamilies(p *callinfo.Program) *Families {
	return &Families{
		Prog:     p,
		families: make(map[*ssa.Function]*Family),
		recovers: make(map[*ssa.Function][]*ssa.Defer),
		stored:   make(map[*ssa.Function]map[any]bool),
		detached: make(map[*ssa.Function][]lock.Class),
	}
}

// Of returns the family that fn is in.
func (fs *Families) Of(fn *ssa.Function) *Family {
	fn = callinfo.Outermost(fn)
	if f, ok := fs.families[fn]; ok {
		return f
	}
	f := &Family{
		families: fs,
		prog:     fs.Prog,
		fn:       fn,
		Tracked:  make(map[lock.Term]bool),
		Roots:    make(map[ssa.Value]bool),
		Places:   make(map[ssa.Instruction]bool),
		Contents: make(map[*ssa.UnOp]bool),
		Readings: make(map[lock.Term][]ssa.Instruction),
		calls:    make(map[*ssa.Function][]ssa.CallInstruction),

		reachable:  make(map[*ssa.BasicBlock][]bool),
		lifetimes:  make(map[*ssa.Function]*lifetimes),
		footprints: footprints{of: make(map[*ssa.Function]Footprint)},
		handOvers:  make(map[lock.ID][]handOver),
		changes:    changes{at: make(map[*ssa.Call][]*Change), carried: make(map[observation]bool), tested: make(map[observation]bool)},
	}
	fs.families[fn] = f
	f.Operations = fs.Prog.Calls.OperationsIn(fn)
	f.track()
	return f
}

// OperationsOf returns the lock operations in the family of fn.
func (fs *Families) OperationsOf(fn *ssa.Function) []*accesspath.Operation {
	return fs.Of(fn).Operations
}

// Forget drops what was found out about the declared function fn.
func (fs *Families) Forget(fn *ssa.Function) { delete(fs.families, fn) }
