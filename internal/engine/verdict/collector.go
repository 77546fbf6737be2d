package verdict

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/flow"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/typestate"
)

// A Judge decides the verdicts on the acquires of a package.
type Judge struct {
	Prog      *callinfo.Program
	Families  *prepass.Families
	Sites     *typestate.Sites
	Analysis  *flow.Analysis
	shared    bool // a shared acquire of a lock held in shared mode is a second acquire
	factsOnly bool // only summaries are wanted, no verdicts
	Trial     bool // summaries are being approximated; verdicts do not count
	Evidence  map[int][]*Evidence
	Bad       []*BadRelease
	Relocked  []*Relock
	Broken    []*BrokenPromise
	docs      map[token.Pos]*ast.FuncDecl
}

// NewJudge returns a judge that has decided nothing yet.
func NewJudge(a *flow.Analysis, shared, factsOnly bool) *Judge {
	j := &Judge{Prog: a.Prog, Families: a.Families, Sites: a.Sites, Analysis: a, shared: shared, factsOnly: factsOnly, Evidence: make(map[int][]*Evidence), docs: make(map[token.Pos]*ast.FuncDecl)}
	for _, f := range a.Prog.Pass.Files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok {
				j.docs[fd.Name.Pos()] = fd
			}
		}
	}
	return j
}

// A Collector records the events of a run, by the sites that they concern.
type Collector struct {
	prog       *callinfo.Program
	families   *prepass.Families
	reason     *domain.Reasoner
	subject    *typestate.Subject
	machine    *typestate.Machine
	sites      *typestate.Sites
	Run        *flow.Run
	judge      *Judge
	Out        map[int]*Evidence
	seen       map[domain.Candidate]bool
	promised   map[domain.Candidate]bool // the release is registered with a future that is never completed
	entered    []ssa.Instruction         // where the caller's hold is released
	unheld     []ssa.Instruction         // releases of the lock where it is not held
	Second     []secondAcquire
	Returns    []ReturnState
	recovered  []domain.Property        // the states in which it recovers from a panic
	rightful   map[ssa.Instruction]bool // releases at which some path, or its caller, holds the lock
	NetRelease bool                     // some path returns with the caller's hold released
	rounds     bool                     // an iteration of a loop releases the lock of its element
	sole       map[ssa.Instruction]int  // the only site whose hold is left at a return, on all paths to it; -1 if they differ
}

// A conclusion is drawn from the events of a run, for each of its sites.
type conclusion struct {
	*Collector
	bad      []*BadRelease
	relocked []*Relock
}

// A ReturnState is a state in which the function returns.
type ReturnState struct {
	prop    domain.Property
	kinds   []resultKind // of the results
	at      *ssa.Return
	results []lock.Term // the values of the results
	types   []types.Type
	When    []summary.Cond // what is known of results and parameters
}

// evidence returns the evidence on the site i, which it makes if there is none yet.
func (c *Collector) evidence(i int) *Evidence {
	e, ok := c.Out[i]
	if !ok {
		e = &Evidence{by: c}
		c.Out[i] = e
	}
	return e
}

// Observe records an event of the data-flow analysis. It implements [flow.Observer].
func (c *Collector) Observe(ev domain.Event) {
	c.observeReleases(ev)
	c.observeReturns(ev)
	if p := ev.State.Property; ev.Kind == domain.EventExit && p.Entered == domain.CallerReacquired && p.Again != 0 {
		e := c.evidence(p.Again.Site())
		e.acquired, e.retaken = true, true
	}
	if x := (secondAcquire{first: ev.Site, again: ev.Again, at: ev.At}); ev.Kind == domain.EventRelock && !slices.Contains(c.Second, x) {
		c.Second = append(c.Second, x)
		if ev.Again >= 0 {
			c.evidence(ev.Again)
		}
	}
	if ev.Site >= 0 {
		c.observeSite(c.evidence(ev.Site), ev)
	}
}

// observeReleases records what an event says about releases, of any site.
func (c *Collector) observeReleases(ev domain.Event) {
	switch ev.Kind {
	case domain.EventReleased, domain.EventRegiven, domain.EventReclaimed, domain.EventPerhaps, domain.EventMismatch:
		c.rightful[ev.At] = true
	case domain.EventEntered:
		c.rightful[ev.At] = true
		c.entered = addOnce(c.entered, ev.At)
	case domain.EventUnheld:
		c.unheld = addOnce(c.unheld, ev.At)
	case domain.EventRound:
		c.rounds = true
	}
}

// observeReturns records what an event says about the returns of the function.
func (c *Collector) observeReturns(ev domain.Event) {
	c.NetRelease = c.NetRelease || ev.IsGone()
	if ev.Kind != domain.EventExit {
		return
	}
	if ret, ok := ev.At.(*ssa.Return); ok && ret.Parent() == c.subject.Fn {
		c.Returns = append(c.Returns, c.returnState(ret, ev.State))
		c.noteSole(ret, ev)
	}
	if ev.Exit == domain.ExitPanic && len(c.families.Recoverers(c.subject.Fn)) > 0 {
		c.recovered = append(c.recovered, ev.State.Property)
	}
}

// observeSite records what an event says about the site of e.
func (c *Collector) observeSite(e *Evidence, ev domain.Event) {
	switch ev.Kind {
	case domain.EventAcquired:
		e.acquired = true
	case domain.EventEntrusted:
		e.entrustedAt = addOnce(e.entrustedAt, ev.At)
	case domain.EventReleased:
		e.releasedAt = addOnce(e.releasedAt, ev.At)
	case domain.EventPerhaps:
		e.perhaps = true
	case domain.EventMismatch:
		e.MismatchedAt = addOnce(e.MismatchedAt, ev.At)
	case domain.EventReclaimed:
		e.reclaimed = true
	case domain.EventMissed:
		e.missed = true
	case domain.EventReshared:
		e.reshared = addOnce(e.reshared, ev.At)
	case domain.EventDoubt:
		c.addDoubt(e, ev.State.Doubt)
	case domain.EventExit:
		c.observeExit(e, ev)
	}
}

// addOnce returns list with in appended, unless list contains it.
func addOnce(list []ssa.Instruction, in ssa.Instruction) []ssa.Instruction {
	if slices.Contains(list, in) {
		return list
	}
	return append(list, in)
}

// noteSole records which site alone leaves its hold at ret.
func (c *Collector) noteSole(ret *ssa.Return, ev domain.Event) {
	site := ev.Site
	if s := ev.State; s.Holds[1] != 0 || !s.Leaks() || s.Missed != nil {
		site = -1
	}
	if old, ok := c.sole[ret]; ok && old != site {
		site = -1
	}
	c.sole[ret] = site
}

// isSure reports whether every path to the exit k leaves the lock held by the site of k
// alone. Merged states err on the side of no.
func (c *Collector) isSure(k domain.Candidate) bool {
	site, ok := c.sole[k.At]
	return ok && k.Kind == domain.ExitReturn && site == k.Site
}

// addDoubt adds d to the doubts of e, once.
func (c *Collector) addDoubt(e *Evidence, d domain.Doubt) {
	if !slices.Contains(e.doubts, d) {
		e.doubts = append(e.doubts, d)
	}
}

// observeExit records an exit with a hold of the site of e.
func (c *Collector) observeExit(e *Evidence, ev domain.Event) {
	s := ev.State
	switch {
	case s.Doubt != domain.NoDoubt && !s.Leaks():
		c.addDoubt(e, s.Doubt)
	case s.Escaped:
		c.addDoubt(e, domain.ClosureLeaves)
	case s.Leaks() && ev.Exit == domain.ExitReturn && c.endsProcess():
		e.process = true
	case s.Leaks():
		if k := (domain.Candidate{Site: ev.Site, Kind: ev.Exit, At: ev.At}); !c.seen[k] {
			c.seen[k] = true
			c.promised[k] = s.Future == domain.FutureRegistered && s.Doubt == domain.ClosureLeaves
			e.candidates = append(e.candidates, k)
		}
	}
}

// endsProcess reports whether the process ends when the function returns.
func (c *Collector) endsProcess() bool {
	return c.subject.Fn.Name() == "main" && c.subject.Fn.Parent() == nil && c.subject.Fn.Signature.Recv() == nil && c.prog.Pkg.Pkg.Name() == "main"
}

// conclude decides each site of the run.
func (c *conclusion) conclude() {
	c.badReleases()
	sites := make([]int, 0, len(c.Out))
	for i := range c.Out {
		sites = append(sites, i)
	}
	slices.Sort(sites)
	for _, i := range sites {
		e := c.Out[i]
		switch {
		case c.Run.Exhausted:
			c.addDoubt(e, domain.WorkBudget)
		case len(e.candidates) > 0 && slices.ContainsFunc(c.entered, c.Run.CanEnter):
			c.addDoubt(e, domain.CallerHolds)
		default:
			e.doubts = slices.DeleteFunc(e.doubts, func(d domain.Doubt) bool { return c.isRefuted(i, e, d) })
			c.mismatches(i, e)
			c.reshares(i, e)
			c.leak(e)
		}
	}
	c.relocks()
}

// isRefuted reports whether no feasible path hands off the hold of the site as the
// doubt d says. It searches only where the lock is released as well: then the path may
// come of merged states.
func (c *conclusion) isRefuted(site int, e *Evidence, d domain.Doubt) bool {
	if !d.IsHandOff() || len(e.releasedAt) == 0 {
		return false
	}
	found, complete := c.Run.Find(c.sites.All[site].At, nil, func(ev domain.Event) bool {
		return ev.Site == site && (ev.Kind == domain.EventDoubt || ev.Kind == domain.EventExit) && (ev.State.Doubt == d || ev.State.Escaped && d == domain.ClosureLeaves)
	})
	return found == nil && complete
}

// mayHappen reports whether a path to the candidate is found, or cannot be ruled out.
func (c *conclusion) mayHappen(k domain.Candidate) bool {
	steps, complete := c.Run.Search(k)
	return steps != nil || !complete
}

// releasesOtherSites reports whether no path releases the hold of the site of e, but
// every path releases those of the other sites of the run: then the release of this one
// was forgotten.
func (c *conclusion) releasesOtherSites(site int, e *Evidence) bool {
	if !c.sites.All[site].Op.Sync {
		return false // a share of a budget may be kept
	}
	released := false
	for _, other := range c.Out {
		if other != e && len(other.candidates) > 0 || len(other.entrustedAt) > 0 {
			return false
		}
		released = released || len(other.releasedAt) > 0
	}
	return released
}

// contract returns why leaving the lock held at the exits cands may be the purpose of
// the function, [domain.NoDoubt] if it is not.
func (c *conclusion) contract(e *Evidence, cands []domain.Candidate) domain.Doubt {
	if e.missed || slices.ContainsFunc(cands, func(k domain.Candidate) bool { return k.Kind != domain.ExitReturn }) {
		return domain.NoDoubt
	}
	open := func(d domain.Doubt) bool { return !c.subject.Refuted.Has(d) }
	switch {
	case open(domain.NamedAcquire) && c.isNamedAcquire():
		return domain.NamedAcquire
	case !c.subject.Handle && open(domain.ResultTells) && c.resultTells():
		return domain.ResultTells
	case open(domain.AlwaysHeld) && c.alwaysHeld(cands):
		return domain.AlwaysHeld
	case !c.subject.Handle && (&confinement{c.Collector}).isPrivate():
		return domain.NobodyWaits
	}
	return domain.NoDoubt
}

// isNamedAcquire reports whether the name or the comment of the function says that it
// acquires.
func (c *conclusion) isNamedAcquire() bool {
	fn := c.subject.Fn
	if fn.Parent() != nil {
		return false
	}
	if lexicon.SpeaksOfAcquire(fn.Name()) {
		return true
	}
	o := fn.Object()
	if o == nil {
		return false
	}
	d := c.judge.docs[o.Pos()]
	return d != nil && lexicon.DocSpeaksOfAcquire(d.Doc.Text())
}

// alwaysHeld reports whether the function returns with the lock held on every path, and
// the lock is a budget rather than a mutex.
func (c *conclusion) alwaysHeld(cands []domain.Candidate) bool {
	return !c.subject.Handle && !c.sites.All[cands[0].Site].Op.Sync && !slices.ContainsFunc(c.Returns, func(r ReturnState) bool {
		return !r.prop.Held() || r.prop.Doubt != domain.NoDoubt || r.prop.Missed != nil
	})
}
