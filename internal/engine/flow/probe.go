package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// canRelease reports whether v is a function value whose call would release a
// lock that it did not acquire itself.
func (u *Run) canRelease(s domain.State, v ssa.Value) bool {
	if !lexicon.IsFunc(v.Type()) {
		return false
	}
	t := u.Reason.Resolve(s.Facts, u.Reason.Paths.Term(v))
	if u.Subject.Handle && u.Subject.IsLock(s.Facts, v) {
		return true
	}
	if m, ok := t.Sym().(*ssa.MakeClosure); ok && m.Fn.(*ssa.Function).Parent() == nil {
		t := u.boundTarget(s, m)
		return t.Kind == domain.TargetDischarge || t.Op != nil && t.Op.Releases()
	}
	fn := callinfo.FunctionOf(t)
	return fn != nil && u.netReleases(fn)
}

// netReleases reports whether a run of the function literal fn, begun without
// the lock, releases it: then it is meant to release what others took.
func (u *Run) netReleases(fn *ssa.Function) bool {
	if fn.Parent() == nil {
		return callinfo.Releases(u.Prog.Summaries.Of(fn), u.Subject.Class)
	}
	if !u.relevance.isRelevant(fn) {
		return false
	}
	return u.Releases(fn) >= PerhapsReleases
}

// A Release says whether a function literal releases what others hold.
type Release uint8

// The releases, each surer than the one before.
const (
	ReleasesNothing Release = iota
	PerhapsReleases
	SurelyReleases
)

// A probeKey is a function literal and a lock that it is probed for.
type probeKey struct {
	fn *ssa.Function
	id lock.ID
}

// A releaseProbe observes a function literal that is run without the lock: what it
// releases then, others hold.
type releaseProbe struct{ perhaps, surely bool }

// Observe implements [Observer]. A discharge counts although the lock is not held.
func (p *releaseProbe) Observe(e domain.Event) {
	entered := e.Kind == domain.EventEntered
	p.surely = p.surely || entered
	p.perhaps = p.perhaps || entered || e.Kind == domain.EventDoubt && e.Site < 0 && e.State.Doubt != domain.NotReturning
}

// Releases returns what a run of the function literal fn without the lock shows of its
// releases.
func (u *Run) Releases(fn *ssa.Function) Release {
	return u.analysis.Releases(fn, u.Subject.ID, u.Subject.Class)
}

// Releases is [Run.Releases] for any lock.
func (an *Analysis) Releases(fn *ssa.Function, id lock.ID, class lock.Class) Release {
	k := probeKey{fn, id}
	if r, ok := an.releases[k]; ok {
		return r
	}
	an.releases[k] = ReleasesNothing // against cycles
	run := an.NewRun(fn, id, class)
	var p releaseProbe
	for _, s := range run.Analyze(domain.State{}, &p) {
		p.perhaps = p.perhaps || s.Escaped
	}
	r := ReleasesNothing
	switch {
	case p.surely:
		r = SurelyReleases
	case p.perhaps || run.Exhausted:
		r = PerhapsReleases
	}
	an.releases[k] = r
	return r
}
