package domain

import (
	"fmt"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// maxHolds is how many holds of one lock a path can have at once. A path with
// more is not decided.
const MaxHolds = 4

// A hold is one acquire that has not been given back: the number of its site
// and the mode, with 0 for none.
type Hold int32

func NewHold(site int, m lock.Mode) Hold { return Hold(site+1)<<1 | Hold(m) }

func (h Hold) Site() int { return int(h>>1) - 1 }

func (h Hold) Mode() lock.Mode { return lock.Mode(h & 1) }

// entered says what became of a hold that the caller had before the function
// began.
type entered uint8

const (
	unknownEntry     entered = iota // nothing shows that the caller holds the lock
	CallerReleased                  // the function has released the caller's hold
	CallerReacquired                // and has acquired it again
)

// A released says in which mode a release gives a lock back.
type ReleaseMode struct {
	Mode lock.Mode
	Any  bool // either mode
}

// A doubt says why it is not known whether the holds of a path are still
// there, or why somebody else has them now.
type Doubt uint8

const (
	NoDoubt Doubt = iota
	OtherName
	CalleeReleases
	NamedRelease
	LockPassed
	ClosureLeaves
	GoroutineReleases
	HolderReturned
	HolderStored
	FlagRemembers
	ResultTells
	NamedAcquire
	CallerHolds
	TooManyHolds
	TooDeep
	WorkBudget
	NoWitness
	NeverNil
	OtherLoop
	NotReturning
	OtherGoroutine
	ChangedByCall
	ReplacedByCall
	AlwaysHeld
	NobodyWaits
)

// isHandOff reports whether the doubt is knowledge: somebody else releases.
func (d Doubt) IsHandOff() bool {
	switch d {
	case ClosureLeaves, GoroutineReleases, HolderReturned, HolderStored, FlagRemembers, ResultTells, NamedAcquire, AlwaysHeld, NobodyWaits:
		return true
	}
	return false
}

func (d Doubt) String() string {
	return [...]string{
		NoDoubt:           "",
		OtherName:         "a lock that may be the same under another name is released",
		CalleeReleases:    "a function that it calls releases it",
		NamedRelease:      "a function that it calls may release it, by its name",
		LockPassed:        "the lock is passed to a function that is not looked into",
		ClosureLeaves:     "a function value that releases it is returned, stored or passed on",
		GoroutineReleases: "a goroutine releases it",
		HolderReturned:    "the result can release it",
		HolderStored:      "what can release it is stored for later",
		FlagRemembers:     "a variable remembers that it is held",
		ResultTells:       "the result says whether it is held",
		NamedAcquire:      "the function is there to acquire it, by its name or comment",
		CallerHolds:       "on another path the caller holds it already",
		TooManyHolds:      "it is held more often than is followed",
		TooDeep:           "function literals call each other too deeply",
		WorkBudget:        "its function is too large to follow all paths",
		NeverNil:          "the path to it wants a field nil that is always set",
		NoWitness:         "no path was found that can happen",
		OtherLoop:         "another loop releases locks of this kind",
		OtherGoroutine:    "a function literal beside this one releases it",
		AlwaysHeld:        "every return leaves it held",
		NobodyWaits:       "the lock ends with the function",
		ChangedByCall:     "a call may change what the conditions depend on",
		ReplacedByCall:    "the object that it is in may be another one by then",
		NotReturning:      "a call there may not return, by its name",
	}[d]
}

// A prop is the property state of one lock on a path: what ESP keeps apart.
// Comparable with ==.
type Property struct {
	Holds      [MaxHolds]Hold // oldest first
	Touched    bool           // the function has taken the lock, or tried to
	Entered    entered
	Foreign    int8            // other locks of the class that are held, at most maxForeign
	Doubt      Doubt           // about the holds
	Escaped    bool            // a function value that releases the lock got away
	Stored     bool            // a pointer to what holds the lock was stored while it was held
	Panicking  bool            // the deferred calls run because of a panic
	Missed     ssa.Instruction // a release of the same table with another key
	Ident      string          // what the names of locks on the path mean; see [unit.identify]
	Unsure     bool            // something called may have acquired the lock, or not have returned
	Future     FutureState     // of the future that the function makes
	Early      ssa.Instruction // where the release was registered with it before the lock was acquired
	ReleasedAs ReleaseMode     // how the caller's hold was given back
	Again      Hold            // by which it was taken again
	Freed      bool            // a hold of this round has been given back
	Perhaps    bool            // the caller's hold may have been given back
	Another    bool            // the caller's hold may have been given back under another name
	Holder     *ssa.Alloc      // where a function value that releases the lock was stored
	Given      int             // 1 + the index of the result that releases, at a return
	Crossed    bool            // another key of the table was held beside this one
	Many       bool            // the shared hold stands for several of a loop
	Pending    *Defers         // what is deferred in this frame, last first
}

const MaxForeign = 7

func (p Property) Top() Hold {
	for i := MaxHolds - 1; i >= 0; i-- {
		if p.Holds[i] != 0 {
			return p.Holds[i]
		}
	}
	return 0
}

func (p Property) Held() bool { return p.Holds[0] != 0 }

// push returns p with h on top, and whether there was room.
func (p Property) Push(h Hold) (Property, bool) {
	for i := range p.Holds {
		if p.Holds[i] == 0 {
			p.Holds[i] = h
			return p, true
		}
	}
	return p, false
}

// remove returns p without its i-th hold.
func (p Property) Remove(i int) Property {
	copy(p.Holds[i:], p.Holds[i+1:])
	p.Holds[MaxHolds-1] = 0
	return p
}

// release returns the index of the hold that a release of mode m gives back,
// -1 if there is none.
func (p Property) HoldFor(m lock.Mode, both bool) int {
	for i := MaxHolds - 1; i >= 0; i-- {
		if h := p.Holds[i]; h != 0 && (both || h.Mode() == m) {
			return i
		}
	}
	return -1
}

func (p Property) String() string {
	var parts []string
	for _, h := range p.Holds {
		if h != 0 {
			parts = append(parts, fmt.Sprintf("%s by site %d", h.Mode(), h.Site()))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "free")
	}
	if p.Touched {
		parts = append(parts, "touched")
	}
	switch p.Entered {
	case CallerReleased:
		parts = append(parts, "caller's hold given back")
	case CallerReacquired:
		parts = append(parts, "caller's hold taken back")
	}
	if p.Foreign > 0 {
		parts = append(parts, fmt.Sprintf("foreign %d", p.Foreign))
	}
	if p.Doubt != NoDoubt {
		parts = append(parts, "doubt: "+p.Doubt.String())
	}
	if p.Escaped {
		parts = append(parts, "escaped")
	}
	if p.Stored {
		parts = append(parts, "stored")
	}
	for d := p.Pending; d != nil; d = d.Next {
		parts = append(parts, "defer "+d.String())
	}
	return strings.Join(parts, ", ")
}

// A defers is a stack of deferred calls. Equal stacks are the same pointer.
type Defers struct {
	Deferred
	Next *Defers
}

// A deferred is one deferred call, as far as it concerns the lock.
type Deferred struct {
	At     *ssa.Defer
	Target Target
}

// A target is what a call does to the lock of the unit.
type Target struct {
	Kind targetKind
	Op   *accesspath.Operation // for ours, foreignOp and through
	Take summary.Take          // for through
	Fn   *ssa.Function         // for inline
	Why  Doubt                 // for discharge
}

type targetKind uint8

const (
	TargetNone      targetKind = iota
	TargetOurs                 // the operation works on the lock itself
	TargetOther                // the operation works on another lock that may be the same
	TargetInline               // a function literal that is looked into
	TargetDischarge            // may give the lock back, or hands it off
	TargetThrough              // acquires the lock and gives it back
)

func (d Deferred) String() string {
	switch d.Target.Kind {
	case TargetInline:
		return d.Target.Fn.Name()
	case TargetDischarge:
		return d.Target.Why.String()
	case TargetOther:
		return "other " + d.At.Call.String()
	case TargetThrough:
		return "through " + d.At.Call.String()
	}
	return d.At.Call.String()
}

// A state is one way to arrive at an instruction: the property state, what is
// known there, and, when a witness is looked for, the steps so far.
type State struct {
	Property
	Facts Facts
	Trace *Trace
}

// A trace is the way that a state came, last step first.
type Trace struct {
	Step
	prev *Trace
}

func (s State) Step(x Step) State {
	s.Trace = &Trace{x, s.Trace}
	return s
}

// A StepKind says what happens in a step of a path.
type StepKind string

// The kinds of steps.
const (
	StepAcquire   StepKind = "acquire"
	StepBranch    StepKind = "branch"
	StepCall      StepKind = "call"
	StepReturn    StepKind = "return"    // of a function literal that was called
	StepComplete  StepKind = "complete"  // a future completes with the lock held
	StepEntrusted StepKind = "entrusted" // a literal that releases goes to others
	StepReleased  StepKind = "released"  // a release on the path
	StepUnheld    StepKind = "unheld"    // a release of what is not held
	StepMiss      StepKind = "miss"      // a release with another key
	StepMode      StepKind = "mode"      // a release in the wrong mode
	StepRelock    StepKind = "relock"    // an acquire of what is held
	StepThrough   StepKind = "through"   // a call of what acquires the lock and gives it back
	StepExit      StepKind = "exit"
	StepAlso      StepKind = "also"    // a further exit
	StepRelease   StepKind = "release" // where other paths release
	StepEntrust   StepKind = "entrust" // where other paths hand the release over
)

// A Step is a step of a path through a function.
type Step struct {
	Kind  StepKind
	At    ssa.Instruction
	Pos   token.Pos
	Taken bool     // for branches: whether the condition was true
	Exit  ExitKind // for exits
	Sure  bool     // for returns: every path that comes here holds the lock, by this acquire and once
}

// states is a set of states in a fixed order, at most one for each property
// state: where two agree in that, their facts are merged (ESP).
type States []State

func (ss States) Find(p Property) int {
	return slices.IndexFunc(ss, func(s State) bool { return s.Property == p })
}

// add returns ss with s merged in. It may change ss in place.
func (ss States) Add(s State) States {
	if i := ss.Find(s.Property); i >= 0 {
		ss[i].Facts = ss[i].Facts.meet(s.Facts)
		return ss
	}
	return append(ss, s)
}

// lattice is the lattice of states, for the solver.
type Lattice struct{}

// Ident returns the empty set: no way leads here.
func (Lattice) Ident() States { return nil }

// Equals reports whether a and b hold the same states.
func (Lattice) Equals(a, b States) bool {
	if len(a) != len(b) {
		return false
	}
	for _, s := range a {
		i := b.Find(s.Property)
		if i < 0 || !slices.Equal(s.Facts, b[i].Facts) {
			return false
		}
	}
	return true
}

// Merge returns the union of a and b.
func (Lattice) Merge(a, b States) States {
	if len(a) == 0 {
		return b
	}
	out := make(States, len(a), len(a)+len(b))
	copy(out, a)
	for _, s := range b {
		out = out.Add(s)
	}
	return out
}

// IsShared reports whether the lock is held, and to share it.
func (s State) IsShared() bool { return s.Held() && s.Top().Mode() == lock.Shared }
