package obligation

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
const maxHolds = 4

// A hold is one acquire that has not been given back: the number of its site
// and the mode, with 0 for none.
type hold int32

func newHold(site int, m lock.Mode) hold { return hold(site+1)<<1 | hold(m) }

func (h hold) site() int       { return int(h>>1) - 1 }
func (h hold) mode() lock.Mode { return lock.Mode(h & 1) }

// entered says what became of a hold that the caller had before the function
// began.
type entered uint8

const (
	unknownEntry entered = iota // nothing shows that the caller holds the lock
	givenBack                   // the function has released the caller's hold
	takenBack                   // and has acquired it again
)

// A released says in which mode a release gives a lock back.
type released struct {
	mode lock.Mode
	any  bool // either mode
}

// A doubt says why it is not known whether the holds of a path are still
// there, or why somebody else has them now.
type doubt uint8

const (
	noDoubt doubt = iota
	otherName
	calleeReleases
	namedRelease
	lockPassed
	closureLeaves
	goroutineReleases
	holderReturned
	holderStored
	flagRemembers
	resultTells
	namedAcquire
	callerHolds
	tooManyHolds
	tooDeep
	workBudget
	noWitness
	neverNil
	otherLoop
	notReturning
	otherGoroutine
	changedByCall
	replacedByCall
	alwaysHeld
	nobodyWaits
)

// isHandOff reports whether the doubt is knowledge: somebody else releases.
func (d doubt) isHandOff() bool {
	switch d {
	case closureLeaves, goroutineReleases, holderReturned, holderStored, flagRemembers, resultTells, namedAcquire, alwaysHeld, nobodyWaits:
		return true
	}
	return false
}

func (d doubt) String() string {
	return [...]string{
		noDoubt:           "",
		otherName:         "a lock that may be the same under another name is released",
		calleeReleases:    "a function that it calls releases it",
		namedRelease:      "a function that it calls may release it, by its name",
		lockPassed:        "the lock is passed to a function that is not looked into",
		closureLeaves:     "a function value that releases it is returned, stored or passed on",
		goroutineReleases: "a goroutine releases it",
		holderReturned:    "the result can release it",
		holderStored:      "what can release it is stored for later",
		flagRemembers:     "a variable remembers that it is held",
		resultTells:       "the result says whether it is held",
		namedAcquire:      "the function is there to acquire it, by its name or comment",
		callerHolds:       "on another path the caller holds it already",
		tooManyHolds:      "it is held more often than is followed",
		tooDeep:           "function literals call each other too deeply",
		workBudget:        "its function is too large to follow all paths",
		neverNil:          "the path to it wants a field nil that is always set",
		noWitness:         "no path was found that can happen",
		otherLoop:         "another loop releases locks of this kind",
		otherGoroutine:    "a function literal beside this one releases it",
		alwaysHeld:        "every return leaves it held",
		nobodyWaits:       "the lock ends with the function",
		changedByCall:     "a call may change what the conditions depend on",
		replacedByCall:    "the object that it is in may be another one by then",
		notReturning:      "a call there may not return, by its name",
	}[d]
}

// A prop is the property state of one lock on a path: what ESP keeps apart.
// Comparable with ==.
type prop struct {
	holds     [maxHolds]hold // oldest first
	touched   bool           // the function has taken the lock, or tried to
	entered   entered
	foreign   int8            // other locks of the class that are held, at most maxForeign
	doubt     doubt           // about the holds
	escaped   bool            // a function value that releases the lock got away
	stored    bool            // a pointer to what holds the lock was stored while it was held
	panicking bool            // the deferred calls run because of a panic
	missed    ssa.Instruction // a release of the same table with another key
	ident     string          // what the names of locks on the path mean; see [unit.identify]
	unsure    bool            // something called may have acquired the lock, or not have returned
	promise   promise         // of the future that the function makes
	early     ssa.Instruction // where the release was registered with it before the lock was acquired
	back      released        // how the caller's hold was given back
	again     hold            // by which it was taken again
	freed     bool            // a hold of this round has been given back
	perhaps   bool            // the caller's hold may have been given back
	another   bool            // the caller's hold may have been given back under another name
	holder    *ssa.Alloc      // where a function value that releases the lock was stored
	given     int             // 1 + the index of the result that releases, at a return
	crossed   bool            // another key of the table was held beside this one
	many      bool            // the shared hold stands for several of a loop
	pending   *defers         // what is deferred in this frame, last first
}

const maxForeign = 7

func (p prop) top() hold {
	for i := maxHolds - 1; i >= 0; i-- {
		if p.holds[i] != 0 {
			return p.holds[i]
		}
	}
	return 0
}

func (p prop) held() bool { return p.holds[0] != 0 }

// push returns p with h on top, and whether there was room.
func (p prop) push(h hold) (prop, bool) {
	for i := range p.holds {
		if p.holds[i] == 0 {
			p.holds[i] = h
			return p, true
		}
	}
	return p, false
}

// remove returns p without its i-th hold.
func (p prop) remove(i int) prop {
	copy(p.holds[i:], p.holds[i+1:])
	p.holds[maxHolds-1] = 0
	return p
}

// release returns the index of the hold that a release of mode m gives back,
// -1 if there is none.
func (p prop) release(m lock.Mode, both bool) int {
	for i := maxHolds - 1; i >= 0; i-- {
		if h := p.holds[i]; h != 0 && (both || h.mode() == m) {
			return i
		}
	}
	return -1
}

func (p prop) String() string {
	var parts []string
	for _, h := range p.holds {
		if h != 0 {
			parts = append(parts, fmt.Sprintf("%s by site %d", h.mode(), h.site()))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "free")
	}
	if p.touched {
		parts = append(parts, "touched")
	}
	switch p.entered {
	case givenBack:
		parts = append(parts, "caller's hold given back")
	case takenBack:
		parts = append(parts, "caller's hold taken back")
	}
	if p.foreign > 0 {
		parts = append(parts, fmt.Sprintf("foreign %d", p.foreign))
	}
	if p.doubt != noDoubt {
		parts = append(parts, "doubt: "+p.doubt.String())
	}
	if p.escaped {
		parts = append(parts, "escaped")
	}
	if p.stored {
		parts = append(parts, "stored")
	}
	for d := p.pending; d != nil; d = d.next {
		parts = append(parts, "defer "+d.String())
	}
	return strings.Join(parts, ", ")
}

// A defers is a stack of deferred calls. Equal stacks are the same pointer.
type defers struct {
	deferred
	next *defers
}

// A deferred is one deferred call, as far as it concerns the lock.
type deferred struct {
	at     *ssa.Defer
	target target
}

// A target is what a call does to the lock of the unit.
type target struct {
	kind targetKind
	op   *accesspath.Operation // for ours, foreignOp and through
	take summary.Take          // for through
	fn   *ssa.Function         // for inline
	why  doubt                 // for discharge
}

type targetKind uint8

const (
	nothing   targetKind = iota
	ours                 // the operation works on the lock itself
	foreignOp            // the operation works on another lock that may be the same
	inline               // a function literal that is looked into
	discharge            // may give the lock back, or hands it off
	through              // acquires the lock and gives it back
)

func (d deferred) String() string {
	switch d.target.kind {
	case inline:
		return d.target.fn.Name()
	case discharge:
		return d.target.why.String()
	case foreignOp:
		return "other " + d.at.Call.String()
	case through:
		return "through " + d.at.Call.String()
	}
	return d.at.Call.String()
}

// A state is one way to arrive at an instruction: the property state, what is
// known there, and, when a witness is looked for, the steps so far.
type state struct {
	prop
	facts facts
	trace *trace
}

// A trace is the way that a state came, last step first.
type trace struct {
	Step
	prev *trace
}

func (s state) step(x Step) state {
	s.trace = &trace{x, s.trace}
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
type states []state

func (ss states) find(p prop) int {
	return slices.IndexFunc(ss, func(s state) bool { return s.prop == p })
}

// add returns ss with s merged in. It may change ss in place.
func (ss states) add(s state) states {
	if i := ss.find(s.prop); i >= 0 {
		ss[i].facts = ss[i].facts.meet(s.facts)
		return ss
	}
	return append(ss, s)
}

// lattice is the lattice of states, for the solver.
type lattice struct{}

// Ident returns the empty set: no way leads here.
func (lattice) Ident() states { return nil }

// Equals reports whether a and b hold the same states.
func (lattice) Equals(a, b states) bool {
	if len(a) != len(b) {
		return false
	}
	for _, s := range a {
		i := b.find(s.prop)
		if i < 0 || !slices.Equal(s.facts, b[i].facts) {
			return false
		}
	}
	return true
}

// Merge returns the union of a and b.
func (lattice) Merge(a, b states) states {
	if len(a) == 0 {
		return b
	}
	out := make(states, len(a), len(a)+len(b))
	copy(out, a)
	for _, s := range b {
		out = out.add(s)
	}
	return out
}
