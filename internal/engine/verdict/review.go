package verdict

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/custody"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/flow"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// That somebody else releases a lock is a claim: a name, a comment, a result or a flag
// suggests it. For a lock of a confined class the package shows whether anybody can.
// So once all functions are analyzed, such claims are reviewed. What nobody can release
// is a leak, reported where it is acquired; callers that get it get no report.

// A Review is the review of the verdicts of a package.
type Review struct {
	judge   *Judge
	custody *custody.Custody
	sites   []*Site
	byCall  map[*ssa.Function][]*Site // the acquires by calls of a function of the package
	users   *callinfo.Users
	skip    map[int]bool // those that are reported with another acquire

	// Refuted are the doubts that were refuted, by function and class. The review of
	// an edited package goes by those of the package before.
	Refuted map[string]domain.Doubts
	given   bool
}

// NewReview returns a review of sites, the acquires of the package, nil for those that
// have no verdict. If refuted is not nil, it goes by what another review has found out.
func NewReview(j *Judge, sites []*Site, refuted map[string]domain.Doubts) *Review {
	r := &Review{judge: j, custody: custody.New(j.Prog), sites: sites, byCall: make(map[*ssa.Function][]*Site), skip: make(map[int]bool), Refuted: refuted, given: refuted != nil}
	if !r.given {
		r.Refuted = make(map[string]domain.Doubts)
	}
	for _, s := range sites {
		if s == nil {
			continue
		}
		for _, fn := range j.Prog.Graph.Called(s.Call()) {
			r.byCall[fn] = append(r.byCall[fn], s)
		}
	}
	return r
}

// Open returns the numbers of the acquires to review: those that others are said to
// release, and, of locks of confined classes, those that nothing is said to release.
func (r *Review) Open() []int {
	var out []int
	for i, s := range r.sites {
		if s == nil || s.Op.By != "" || !s.Op.Sync || s.Op.Result.Handle >= 0 || r.isDeclared(s.Function) {
			continue
		}
		if s.Verdict == HandedOff || s.Op.Class.IsConfined() && (s.Verdict == Kept || s.Verdict == Undecided) {
			out = append(out, i)
		}
	}
	return out
}

// isDeclared reports whether a directive says, or is meant to say, what fn does to
// locks: that is not questioned.
func (r *Review) isDeclared(fn *ssa.Function) bool {
	fn = callinfo.Outermost(fn)
	if r.judge.Prog.Bindings.Of(fn) != nil {
		return true
	}
	o := fn.Object()
	if o == nil {
		return false
	}
	d := r.judge.docs[o.Pos()]
	return d != nil && d.Doc != nil && slices.ContainsFunc(r.judge.Prog.Bindings.Malformed, func(m declare.Malformed) bool {
		return d.Doc.Pos() <= m.Pos && m.Pos < d.Doc.End()
	})
}

// contracts are the doubts that say that the caller has the lock.
var contracts = domain.Doubts(0).With(domain.ResultTells, domain.NamedAcquire, domain.AlwaysHeld, domain.HolderReturned)

// suppositions are the doubts that suppose that somebody releases it later.
var suppositions = domain.Doubts(0).With(domain.FlagRemembers, domain.HolderStored, domain.NamedRelease, domain.LockPassed)

// Prepare decides which doubts on the acquire with the number i are refuted. It is called
// for all acquires before the first is reviewed, since it asks for the verdicts on others.
func (r *Review) Prepare(i int) {
	s := r.sites[i]
	r.skip[i] = s.Verdict != Undecided && r.isReported(s)
	r.refutedIn(s.Function, s.Op.Class)
}

// Site reviews the verdict on the acquire with the number i.
func (r *Review) Site(i int) {
	s := r.sites[i]
	if r.skip[i] {
		return
	}
	evidence := r.judge.Evidence[i]
	var doubts domain.Doubts
	for _, e := range evidence {
		doubts = doubts.With(e.doubts...)
	}
	if s.Verdict != Kept && doubts&(contracts|suppositions) == 0 {
		return
	}
	refuted := r.refutedIn(s.Function, s.Op.Class)
	if refuted == 0 {
		r.name(s)
		return
	}
	reviewed := slices.Clone(evidence)
	for k, e := range evidence {
		if e.by != nil {
			if again := r.judge.Without(e.by, i, refuted); again != nil {
				reviewed[k] = again
			}
		}
	}
	*s = *NewSite(s.Acquire, reviewed)
	if s.Leak != nil {
		s.Leak.Alone = len(r.releasers(s.Function, s.Op.Class)) == 0
	} else if s.Verdict == Kept || s.Verdict == HandedOff {
		r.name(s)
	}
}

// isReported reports whether another acquire of the lock in the function is reported:
// that is the same mistake.
func (r *Review) isReported(s *Site) bool {
	return slices.ContainsFunc(r.sites, func(o *Site) bool {
		return o != nil && o != s && o.Function == s.Function && o.Op.ID == s.Op.ID && (o.Verdict == Leaks || o.Verdict == Misused)
	})
}

// name adds to the reason of a hand-off who releases the lock.
func (r *Review) name(s *Site) {
	if fns := r.releasers(s.Function, s.Op.Class); len(fns) > 0 {
		s.Reason += "; released by " + releaserName(fns[0])
	}
}

// releaserName returns the name of fn as the source writes it.
func releaserName(fn *ssa.Function) string {
	if fn.Parent() != nil {
		return "a function literal in " + releaserName(callinfo.Outermost(fn))
	}
	return fn.RelString(fn.Pkg.Pkg)
}

// Without returns the evidence of c on a site without the doubts refuted, nil if it
// comes to nothing.
func (j *Judge) Without(c *Collector, site int, refuted domain.Doubts) *Evidence {
	again := &conclusion{Collector: j.observe(c.subject.Fn, callinfo.Lock{ID: c.subject.ID, Class: c.subject.Class}, c.Run.CallsChange, refuted)}
	e := again.Out[site]
	if e == nil || again.Run.Exhausted {
		return nil
	}
	if len(e.candidates) > 0 && slices.ContainsFunc(again.entered, again.Run.CanEnter) {
		return nil
	}
	e.doubts = slices.DeleteFunc(e.doubts, func(d domain.Doubt) bool { return again.isRefuted(site, e, d) })
	again.leak(e)
	if e.Leaks != nil && c.Run.CallsChange {
		return nil // see [Judge.Decide]
	}
	return e
}

// refutedIn returns the doubts about locks of the class that are acquired in fn which
// the package refutes.
func (r *Review) refutedIn(fn *ssa.Function, class lock.Class) domain.Doubts {
	key := fn.String() + " " + class.String()
	ds, ok := r.Refuted[key]
	if ok || r.given {
		return ds
	}
	others := r.releasers(fn, class)
	if class.IsConfined() && len(others) == 0 {
		ds |= suppositions
	}
	if (class.IsConfined() || r.isOnlyNamed(fn)) && !r.isPassedOn(fn, others, make(map[*ssa.Function]bool)) {
		ds |= contracts
	}
	r.Refuted[key] = ds
	return ds
}

// isOnlyNamed reports whether fn has callers in the package, and all of them name it: what
// these do with the lock shows what it is to them, also if others could operate on it.
func (r *Review) isOnlyNamed(fn *ssa.Function) bool {
	return fn.Parent() == nil && len(r.findUsers().Callers(fn)) > 0 && !r.findUsers().IsValue(fn)
}

func (r *Review) findUsers() *callinfo.Users {
	if r.users == nil {
		r.users = r.judge.Prog.FindUsers()
	}
	return r.users
}

// releasers returns the functions other than fn that release a lock of the class which
// they did not acquire.
func (r *Review) releasers(fn *ssa.Function, class lock.Class) []*ssa.Function {
	probe := func(lit *ssa.Function, id lock.ID, class lock.Class) bool {
		return r.judge.Analysis.Releases(lit, id, class) >= flow.PerhapsReleases
	}
	all := r.custody.Releasers(class, r.custody.IsTest(fn), probe)
	return slices.DeleteFunc(slices.Clone(all), func(g *ssa.Function) bool { return g == callinfo.Outermost(fn) || g == fn })
}

// isPassedOn reports whether those who run fn may release what it leaves held, or have it
// released: a caller that gets the lock does so on some path, or is one of the releasers,
// or passes it on in turn. Of those who run fn without naming it, or from another
// package, any releaser that they can run is believed.
func (r *Review) isPassedOn(fn *ssa.Function, releasers []*ssa.Function, seen map[*ssa.Function]bool) bool {
	if fn.Parent() != nil {
		return len(releasers) > 0 // whoever runs the literal
	}
	if seen[fn] {
		return false
	}
	seen[fn] = true
	users := r.findUsers()
	comp := r.judge.Prog.Graph.ComponentOf[fn]
	callers := slices.DeleteFunc(slices.Clone(users.Callers(fn)), func(g *ssa.Function) bool { return slices.Contains(comp, g) })
	switch {
	case len(callers) == 0:
		if len(releasers) > 0 {
			return true
		}
	case users.IsValue(fn):
		if slices.ContainsFunc(releasers, users.IsOpen) {
			return true
		}
	}
	if slices.ContainsFunc(releasers, func(rel *ssa.Function) bool { return slices.Contains(callers, callinfo.Outermost(rel)) }) {
		return true
	}
	return slices.ContainsFunc(r.byCall[fn], func(s *Site) bool {
		switch {
		case s.Verdict == Misused:
			return r.isReleased(s) // that it waits for itself says nothing
		case s.Verdict == Kept, s.Verdict == HandedOff && r.isContract(s):
			return !r.isMixedUp(s) && r.isPassedOn(s.Function, releasers, seen)
		}
		return true
	})
}

// isReleased reports whether some path releases what a site acquires.
func (r *Review) isReleased(s *Site) bool {
	return slices.ContainsFunc(r.judge.Evidence[slices.Index(r.sites, s)], func(e *Evidence) bool { return len(e.releasedAt) > 0 })
}

// isMixedUp reports whether a function that may get the lock, by a call that can fail,
// returns with it where it got it, in a way that its callers cannot tell from the others:
// then it does not pass it on.
func (r *Review) isMixedUp(s *Site) bool {
	if len(s.Op.Outcomes) < 2 {
		return false
	}
	return slices.ContainsFunc(r.judge.Evidence[slices.Index(r.sites, s)], func(e *Evidence) bool {
		if e.by == nil {
			return false
		}
		held := func(x ReturnState) bool { return x.prop.Held() }
		free := func(x ReturnState) bool { return !x.prop.Held() }
		return slices.ContainsFunc(e.by.Returns, held) && slices.ContainsFunc(e.by.Returns, free) && !(&conclusion{Collector: e.by}).resultTells()
	})
}

// isContract reports whether the only hand-off of a site is to the callers of its
// function.
func (r *Review) isContract(s *Site) bool {
	i := slices.Index(r.sites, s)
	return !slices.ContainsFunc(r.judge.Evidence[i], func(e *Evidence) bool {
		return slices.ContainsFunc(e.doubts, func(d domain.Doubt) bool { return !contracts.Has(d) })
	})
}
