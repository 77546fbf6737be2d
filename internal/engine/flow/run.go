package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
	"github.com/lockleak/lockleak/internal/engine/typestate"
)

// An Analysis is what the runs of a package share.
type Analysis struct {
	Prog     *callinfo.Program
	Families *prepass.Families
	Sites    *typestate.Sites
	Work     int // how many instructions were interpreted, each for one state
	Searched int // how many of them in the search for witnesses

	// Inspect is called, if it is not nil, with each state after an instruction: tests
	// check with it that states keep their invariants.
	Inspect func(ssa.Instruction, domain.State)

	releases map[probeKey]Release // see Run.Releases
	room     store
	searches int // how many instructions all searches may interpret
}

// NewAnalysis returns an analysis of which nothing has run yet.
func NewAnalysis(f *prepass.Families) *Analysis {
	return &Analysis{
		Prog:     f.Prog,
		Families: f,
		Sites:    &typestate.Sites{SiteIndex: make(map[typestate.SiteKey]int)},
		releases: make(map[probeKey]Release),
		searches: searchBase + searchPerInstruction*f.Prog.Size(),
	}
}

// SearchesSpent reports whether the searches of the package have used up what they may
// interpret together. Those that follow are not complete.
func (an *Analysis) SearchesSpent() bool { return an.Searched >= an.searches }

// Forget drops what was found out about function literals on the basis of summaries
// that have changed.
func (an *Analysis) Forget() { clear(an.releases) }

// An Observer is told what happens to the lock of a run.
type Observer interface {
	Observe(domain.Event)
}

// A mode is a way to run a function: whether paths are merged or kept apart, and what
// becomes of events and steps.
type mode interface {
	typestate.Sink

	// exec returns the states in which the function of fr returns when it begins in s,
	// with its deferred calls done.
	exec(u *Run, fr *Frame, s domain.State) domain.States

	// call is exec for a function literal, whose results may be kept for the next call.
	call(u *Run, fr *Frame, s domain.State) domain.States

	// join returns ss with s added. It may change ss in place.
	join(ss domain.States, s domain.State) domain.States

	// again returns the state in which the next round of a loop over a function begins,
	// of those that have led there in s, and whether that round is still to be run.
	again(seen *rounds, s domain.State) (domain.State, bool)
}

// A Run is the analysis of one lock in one function under way: the function with the
// literals that it calls and defers, and the bodies of its range-over-func loops.
type Run struct {
	Prog      *callinfo.Program
	Families  *prepass.Families
	Reason    *domain.Reasoner
	Subject   *typestate.Subject
	Sites     *typestate.Sites
	Machine   *typestate.Machine
	relevance *relevance
	analysis  *Analysis

	mode      mode
	budget    int  // how many instructions may still be interpreted
	Exhausted bool // the budget is spent: nothing follows from what the run did not find

	CallsChange bool // calls may change memory that conditions depend on
}

// NewRun returns a run of the data flow for a lock in fn.
func (an *Analysis) NewRun(fn *ssa.Function, id lock.ID, class lock.Class) *Run {
	return an.newRun(fn, id, class, newDataFlow(&an.room))
}

func (an *Analysis) newRun(fn *ssa.Function, id lock.ID, class lock.Class, m mode) *Run {
	s := typestate.NewSubject(an.Families, fn, id, class)
	return &Run{
		Prog:      s.Prog,
		Families:  s.Families,
		Reason:    s.Reason,
		Subject:   s,
		Sites:     an.Sites,
		Machine:   typestate.NewMachine(s, an.Sites, m),
		relevance: &relevance{prog: s.Prog, subject: s, relevant: make(map[*ssa.Function]bool)},
		analysis:  an,
		mode:      m,
		budget:    budgetBase + budgetPerInstruction*s.Family.Size,
	}
}

// A Frame is one activation of a function: that of the run itself, or that of a
// function literal which is called in it.
type Frame struct {
	Fn       *ssa.Function
	depth    int
	outer    *Frame
	detached bool           // others run the function, later
	handed   int            // the site of the hold that it is to release, if it is detached
	pending  *domain.Defers // what the outer frame has deferred
}

// isRunning reports whether fn is active in fr or around it.
func (fr *Frame) isRunning(fn *ssa.Function) bool {
	for f := fr; f != nil; f = f.outer {
		if f.Fn == fn {
			return true
		}
	}
	return false
}

// spend takes n instructions from the budget.
func (u *Run) spend(n int) {
	u.budget -= n
	u.analysis.Work += n
	if u.Reason.Counting {
		u.analysis.Searched += n
	}
	if u.budget < 0 {
		u.Exhausted = true
	}
}

// join returns the states of each of cur after step, joined.
func (u *Run) join(cur []domain.State, step func(domain.State) []domain.State) []domain.State {
	var out domain.States
	for _, s := range cur {
		for _, t := range step(s) {
			out = u.mode.join(out, t)
		}
	}
	return out
}
