package verdict

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/balance"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/flow"
	"github.com/lockleak/lockleak/internal/engine/typestate"
)

// paired returns the evidence on every acquire of l in fn if package balance pairs all
// of them with their releases, nil otherwise.
func (j *Judge) paired(fn *ssa.Function, l callinfo.Lock) map[int]*Evidence {
	pairs, ok := balance.Pairs(j.Prog, fn, l)
	if !ok {
		return nil
	}
	out := make(map[int]*Evidence)
	for _, p := range pairs {
		site := j.Sites.SiteOf(p.Acquire, p.Op)
		if out[site] == nil {
			out[site] = &Evidence{acquired: true}
		}
		if p.Release != nil {
			out[site].releasedAt = append(out[site].releasedAt, p.Release)
		}
	}
	return out
}

// A Decision is the result of the analysis of one lock of a function. Its Collector is
// nil if no path had to be followed.
type Decision struct {
	Lock      callinfo.Lock
	Out       map[int]*Evidence
	Collector *Collector
}

// A Verdict is what becomes of the hold that a site acquires.
type Verdict string

// The verdicts.
const (
	Released  Verdict = "released"  // on every path
	HandedOff Verdict = "handedoff" // another function or goroutine is to release it
	Kept      Verdict = "kept"      // no path releases it
	Leaks     Verdict = "leaks"     // some path leaves it held that should release it
	Misused   Verdict = "misused"   // it is acquired again while it is held, or released in the wrong mode
	Undecided Verdict = "undecided"
)

// A Site is an acquire with its verdict.
type Site struct {
	*typestate.Acquire
	Verdict Verdict
	Reason  string // how, or why
	Leak    *Leak  // for [Leaks]

	// Reclaimed says, for [Released], that what the lock is handed off to releases it
	// as well.
	Reclaimed bool
}

// NewSite returns the verdict on the acquire a by the evidence of all runs.
func NewSite(a *typestate.Acquire, outs []*Evidence) *Site {
	s := &Site{Acquire: a}
	s.judge(outs)
	return s
}

// A Leak is an acquire that some path does not release.
type Leak struct {
	Kind       domain.ExitKind
	Steps      []domain.Step // from the acquire to the exit
	Also       []domain.Step // further exits
	Releases   []domain.Step // where other paths release
	ReleasedAt []token.Pos   // every release, including those in literals that the release is handed off to
	Promised   bool          // the release is registered with a future that is never completed
	Missed     bool          // the path releases with another key
	Dropped    bool          // no path uses the handle that could release it
	Decided    bool          // every other path is known to release, by a call in the function
	Alone      bool          // no other function of the package releases it
}

// Evidence is what one run finds out about one site.
type Evidence struct {
	acquired    bool
	perhaps     bool // a called function may release it
	reclaimed   bool // released after it was handed off
	missed      bool // released with another key
	releasedAt  []ssa.Instruction
	entrustedAt []ssa.Instruction // where the hold is handed off
	candidates  []domain.Candidate
	reshared    []ssa.Instruction // shared acquires of what is held in shared mode
	doubts      []domain.Doubt
	Leaks       *Leak
	misused     string // what else is wrong with it, on a feasible path
	process     bool   // held when main returns
	retaken     bool   // it reacquires what the caller held

	MismatchedAt []ssa.Instruction // releases in the wrong mode

	by *Collector // nil if no path was followed
}

// isEmpty reports whether no path to the site was followed.
func (e *Evidence) isEmpty() bool {
	return e == nil || !e.acquired && e.misused == "" && len(e.doubts) == 0
}

// Decide analyzes the lock l of fn, and returns the evidence on each site that acquires
// it under this identity.
func (j *Judge) Decide(fn *ssa.Function, l callinfo.Lock) Decision {
	if out := j.paired(fn, l); out != nil {
		return Decision{Lock: l, Out: out}
	}
	first := j.Collect(fn, l, false)
	d := Decision{Lock: l, Out: first.Out, Collector: first}
	if first.subject.Relies && !j.IsBrief() {
		j.doubtReliance(first)
	}
	if j.hasEvidence(fn, l, first.Out) {
		return d
	}
	// A path to some acquire looked infeasible, since a call changes what a condition
	// depends on. The second run forgets such conditions at calls; what it takes for a
	// leak may be an infeasible path.
	second := j.Collect(fn, l, true)
	for site, e := range second.Out {
		if d.Out[site].isEmpty() {
			if e.Leaks != nil {
				e.Leaks, e.doubts = nil, append(e.doubts, domain.ChangedByCall)
			}
			d.Out[site] = e
		}
	}
	d.Collector = second
	return d
}

// doubtReliance adds to the evidence of first the doubt that a call may change what the
// conditions depend on, for each site that may leak if it does.
func (j *Judge) doubtReliance(first *Collector) {
	run := j.Analysis.NewRun(first.subject.Fn, first.subject.ID, first.subject.Class)
	run.Subject.Unsettled = true
	found := &conclusion{Collector: j.follow(run)}
	found.conclude()
	for site, e := range found.Out {
		was := first.Out[site]
		if was == nil || was.Leaks != nil || len(was.doubts) > 0 {
			continue
		}
		if e.Leaks != nil || e.misused != "" || len(e.doubts) > 0 {
			first.addDoubt(was, domain.ChangedByCall)
		}
	}
}

// Collect runs the data flow for the lock l of fn, and draws the conclusion. With
// callsChange, the run forgets at calls what it knows of memory that others can reach.
func (j *Judge) Collect(fn *ssa.Function, l callinfo.Lock, callsChange bool) *Collector {
	c := j.observe(fn, l, callsChange, 0)
	if j.IsBrief() && !c.needsVerdicts() {
		return c
	}
	found := &conclusion{Collector: c}
	found.conclude()
	if j.IsBrief() {
		return c
	}
	for _, b := range found.bad {
		if !slices.ContainsFunc(j.Bad, func(o *BadRelease) bool { return o.at == b.at }) {
			j.Bad = append(j.Bad, b)
		}
	}
	for _, r := range found.relocked {
		if !slices.ContainsFunc(j.Relocked, func(o *Relock) bool { return o.at == r.at }) {
			j.Relocked = append(j.Relocked, r)
		}
	}
	return c
}

// observe runs the data flow for the lock l of fn, without the doubts that are refuted.
func (j *Judge) observe(fn *ssa.Function, l callinfo.Lock, callsChange bool, refuted domain.Doubts) *Collector {
	run := j.Analysis.NewRun(fn, l.ID, l.Class)
	run.CallsChange, run.Subject.Refuted = callsChange, refuted
	return j.follow(run)
}

// follow runs the data flow of run, and returns what it tells.
func (j *Judge) follow(run *flow.Run) *Collector {
	c := &Collector{
		prog: run.Prog, families: run.Families, reason: run.Reason, subject: run.Subject, machine: run.Machine, sites: run.Sites, Run: run, judge: j,
		Out: make(map[int]*Evidence), seen: make(map[domain.Candidate]bool), promised: make(map[domain.Candidate]bool),
		sole: make(map[ssa.Instruction]int), rightful: make(map[ssa.Instruction]bool),
	}
	run.Analyze(run.Initial(), c)
	return c
}

// needsVerdicts reports whether the summary depends on the verdicts of the run.
func (c *Collector) needsVerdicts() bool {
	if c.Run.Exhausted || len(c.Second) > 0 {
		return true
	}
	for _, e := range c.Out {
		if len(e.candidates) > 0 {
			return true
		}
	}
	return false
}

// IsBrief reports whether only summaries are wanted, and no verdicts.
func (j *Judge) IsBrief() bool { return j.Trial || j.factsOnly }

// hasEvidence reports whether out has evidence on each acquire of l in fn and in the
// bodies of its range-over-func loops.
func (j *Judge) hasEvidence(fn *ssa.Function, l callinfo.Lock, out map[int]*Evidence) bool {
	for _, c := range j.Prog.Calls.In(fn) {
		if _, isGo := c.(*ssa.Go); isGo {
			continue
		}
		for _, op := range j.Prog.Calls.At(c) {
			if op.Acquires() && op.ID == l.ID && out[j.Sites.SiteOf(c, op)].isEmpty() {
				return false
			}
		}
	}
	return !slices.ContainsFunc(fn.AnonFuncs, func(f *ssa.Function) bool {
		return accesspath.IsYieldFunc(f) && !j.hasEvidence(f, l, out)
	})
}

// findings are what all runs found out about one acquire.
type findings struct {
	leak                                   *Leak
	misused, reason                        string
	released, acquired, retaken, reclaimed bool
	handOff, why                           domain.Doubt // the last hand-off, and the last doubt that is not a hand-off
}

// combine merges the evidence of all runs.
func combine(outs []*Evidence) findings {
	var f findings
	for _, e := range outs {
		if f.leak == nil {
			f.leak = e.Leaks
		}
		if f.misused == "" {
			f.misused = e.misused
		}
		if e.process {
			f.reason = "the process ends"
		}
		f.released = f.released || len(e.releasedAt) > 0
		f.acquired = f.acquired || e.acquired
		f.retaken = f.retaken || e.retaken
		f.reclaimed = f.reclaimed || e.reclaimed
		for _, d := range e.doubts {
			if d.IsHandOff() {
				f.handOff = d
			} else {
				f.why = d
			}
		}
	}
	return f
}

// judge sets the verdict of a site by the evidence of all runs.
func (s *Site) judge(outs []*Evidence) {
	f := combine(outs)
	s.Leak = f.leak
	switch {
	case f.leak != nil:
		s.Verdict, s.Reason = Leaks, f.leak.Kind.Leaving()
	case f.misused != "":
		s.Verdict, s.Reason = Misused, f.misused
	case f.why != domain.NoDoubt:
		s.Verdict, s.Reason = Undecided, f.why.String()
	case f.handOff != domain.NoDoubt:
		s.Verdict, s.Reason = HandedOff, f.handOff.String()
	case f.released && !f.retaken:
		s.Verdict, s.Reason, s.Reclaimed = Released, s.manner(outs), f.reclaimed
		if f.reclaimed {
			s.Reason += "; what it is handed over to releases it as well"
		}
	case f.retaken:
		s.Verdict, s.Reason = Kept, "it takes back what the caller holds"
	case f.acquired && f.reason != "":
		s.Verdict, s.Reason = Kept, f.reason
	case f.acquired:
		s.Verdict, s.Reason = Kept, "the function does not release it on any path"
	default:
		s.Verdict, s.Reason = Undecided, "no path to it was followed"
	}
}
