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

// A Judge decides what becomes of the acquires of a package.
type Judge struct {
	Prog      *callinfo.Program
	Families  *prepass.Families
	Sites     *typestate.Sites
	Analysis  *flow.Analysis
	shared    bool // an acquire that shares what the path shares already is a second acquire
	factsOnly bool // no verdicts are wanted
	Trial     bool // summaries are tried out; verdicts do not count
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

// A Collector gathers the events of a unit and draws the conclusions for its
// sites.
type Collector struct {
	prog     *callinfo.Program
	families *prepass.Families
	reason   *domain.Reasoner
	subject  *typestate.Subject
	machine  *typestate.Machine
	sites    *typestate.Sites
	Run      *flow.Run
	judge    *Judge
	Out      map[int]*Evidence
	seen     map[domain.Candidate]bool
	promised map[domain.Candidate]bool // the release is registered with a future that nobody completes
	entered  []ssa.Instruction         // where what the caller must hold is released
	unheld   []ssa.Instruction         // releases of what is not held
	Second   []secondAcquire
	Returns  []ReturnState
	rescued  []domain.Property        // in which it returns after it has recovered from a panic
	gives    map[ssa.Instruction]bool // releases of what some path holds, or its caller
	GaveBack bool                     // some path returns with the caller's hold released
	rounds   bool                     // some round of a loop releases the lock of its element
	sole     map[ssa.Instruction]int  // the one site whose hold all paths to a return leave, -1 if there is none
}

// A conclusion is what follows from the events of a run, for each of its sites.
type conclusion struct {
	*Collector
	bad      []*BadRelease
	relocked []*Relock
}

// A ReturnState is a state in which the function returns.
type ReturnState struct {
	prop    domain.Property
	kinds   []resultKind // of its results
	at      *ssa.Return
	results []lock.Term // their names
	types   []types.Type
	When    []summary.Cond // what is known of results and parameters
}

func (c *Collector) site(i int) *Evidence {
	o, ok := c.Out[i]
	if !ok {
		o = &Evidence{}
		c.Out[i] = o
	}
	return o
}

// Observe takes an event of the data-flow analysis. It implements [flow.Observer].
func (c *Collector) Observe(ev domain.Event) {
	c.observeReleases(ev)
	c.observeReturns(ev)
	if p := ev.State.Property; ev.Kind == domain.EventExit && p.Entered == domain.CallerReacquired && p.Again != 0 {
		o := c.site(p.Again.Site())
		o.acquired, o.retaken = true, true
	}
	if x := (secondAcquire{first: ev.Site, again: ev.Again, at: ev.At}); ev.Kind == domain.EventRelock && !slices.Contains(c.Second, x) {
		c.Second = append(c.Second, x)
		if ev.Again >= 0 {
			c.site(ev.Again)
		}
	}
	if ev.Site >= 0 {
		c.observeSite(c.site(ev.Site), ev)
	}
}

// observeReleases takes what an event says of releases, whatever they release.
func (c *Collector) observeReleases(ev domain.Event) {
	switch ev.Kind {
	case domain.EventReleased, domain.EventRegiven, domain.EventReclaimed, domain.EventPerhaps, domain.EventMismatch:
		c.gives[ev.At] = true
	case domain.EventEntered:
		c.gives[ev.At] = true
		c.entered = addOnce(c.entered, ev.At)
	case domain.EventUnheld:
		c.unheld = addOnce(c.unheld, ev.At)
	case domain.EventRound:
		c.rounds = true
	}
}

// observeReturns takes what an event says of the returns of the function.
func (c *Collector) observeReturns(ev domain.Event) {
	c.GaveBack = c.GaveBack || ev.IsGone()
	if ev.Kind != domain.EventExit {
		return
	}
	if ret, ok := ev.At.(*ssa.Return); ok && ret.Parent() == c.subject.Fn {
		c.Returns = append(c.Returns, c.returnedBy(ret, ev.State))
		c.noteSole(ret, ev)
	}
	if ev.Exit == domain.ExitPanic && len(c.families.Recoverers(c.subject.Fn)) > 0 {
		c.rescued = append(c.rescued, ev.State.Property)
	}
}

// observeSite takes what an event says of the site of o.
func (c *Collector) observeSite(o *Evidence, ev domain.Event) {
	switch ev.Kind {
	case domain.EventAcquired:
		o.acquired = true
	case domain.EventEntrusted:
		o.entrustedAt = addOnce(o.entrustedAt, ev.At)
	case domain.EventReleased:
		o.releasedAt = addOnce(o.releasedAt, ev.At)
	case domain.EventPerhaps:
		o.perhaps = true
	case domain.EventMismatch:
		o.MismatchedAt = addOnce(o.MismatchedAt, ev.At)
	case domain.EventReclaimed:
		o.reclaimed = true
	case domain.EventMissed:
		o.missed = true
	case domain.EventReshared:
		o.reshared = addOnce(o.reshared, ev.At)
	case domain.EventDoubt:
		c.doubt(o, ev.State.Doubt)
	case domain.EventExit:
		c.exits(o, ev)
	}
}

// addOnce returns list with in added, if it is not there yet.
func addOnce(list []ssa.Instruction, in ssa.Instruction) []ssa.Instruction {
	if slices.Contains(list, in) {
		return list
	}
	return append(list, in)
}

// noteSole notes with which holds the paths come to ret.
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

// isSure reports whether every path to the exit k holds the lock by the site of
// k, and once, with nothing deferred that releases it. Merged states err on the
// side of no.
func (c *Collector) isSure(k domain.Candidate) bool {
	site, ok := c.sole[k.At]
	return ok && k.Kind == domain.ExitReturn && site == k.Site
}

func (c *Collector) doubt(o *Evidence, d domain.Doubt) {
	if !slices.Contains(o.doubts, d) {
		o.doubts = append(o.doubts, d)
	}
}

// exits takes an exit with a hold of the site of o.
func (c *Collector) exits(o *Evidence, ev domain.Event) {
	s := ev.State
	switch {
	case s.Doubt != domain.NoDoubt && !s.Leaks():
		c.doubt(o, s.Doubt)
	case s.Escaped:
		c.doubt(o, domain.ClosureLeaves)
	case s.Leaks() && ev.Exit == domain.ExitReturn && c.endsProcess():
		o.process = true
	case s.Leaks():
		if k := (domain.Candidate{Site: ev.Site, Kind: ev.Exit, At: ev.At}); !c.seen[k] {
			c.seen[k] = true
			c.promised[k] = s.Future == domain.FutureRegistered && s.Doubt == domain.ClosureLeaves
			o.candidates = append(o.candidates, k)
		}
	}
}

// endsProcess reports whether the process ends when the function returns.
func (c *Collector) endsProcess() bool {
	return c.subject.Fn.Name() == "main" && c.subject.Fn.Parent() == nil && c.subject.Fn.Signature.Recv() == nil && c.prog.Pkg.Pkg.Name() == "main"
}

// conclude decides each site of the run.
func (cl *conclusion) conclude() {
	cl.badReleases()
	sites := make([]int, 0, len(cl.Out))
	for i := range cl.Out {
		sites = append(sites, i)
	}
	slices.Sort(sites)
	for _, i := range sites {
		o := cl.Out[i]
		switch {
		case cl.Run.Exhausted:
			cl.doubt(o, domain.WorkBudget)
		case len(o.candidates) > 0 && slices.ContainsFunc(cl.entered, cl.Run.CanEnter):
			cl.doubt(o, domain.CallerHolds)
		default:
			o.doubts = slices.DeleteFunc(o.doubts, func(d domain.Doubt) bool { return cl.isRefuted(i, o, d) })
			cl.mismatches(i, o)
			cl.reshares(i, o)
			cl.leak(o)
		}
	}
	cl.relocks()
}

// isRefuted reports whether no path that can happen hands over what the site
// acquires, as the doubt d says. It is asked only where the lock is released as
// well: then merged states can have suggested the path.
func (cl *conclusion) isRefuted(site int, o *Evidence, d domain.Doubt) bool {
	if !d.IsHandOff() || len(o.releasedAt) == 0 {
		return false
	}
	found, complete := cl.Run.Find(cl.sites.All[site].At, nil, func(e domain.Event) bool {
		return e.Site == site && (e.Kind == domain.EventDoubt || e.Kind == domain.EventExit) && (e.State.Doubt == d || e.State.Escaped && d == domain.ClosureLeaves)
	})
	return found == nil && complete
}

// mayHappen reports whether a path to the candidate is found, or not ruled out.
func (cl *conclusion) mayHappen(k domain.Candidate) bool {
	steps, complete := cl.Run.Search(k)
	return steps != nil || !complete
}

// releasesOther reports whether no path releases what the site of o acquires,
// but paths release the lock after other acquires, on every path: then this
// one was forgotten.
func (cl *conclusion) releasesOther(site int, o *Evidence) bool {
	if !cl.sites.All[site].Op.Sync {
		return false // of a budget, a share may be kept
	}
	released := false
	for _, p := range cl.Out {
		if p != o && len(p.candidates) > 0 || len(p.entrustedAt) > 0 {
			return false
		}
		released = released || len(p.releasedAt) > 0
	}
	return released
}

// contract returns why leaving the lock held at the candidates' exits may be
// what the function is for, noDoubt if it is not.
func (cl *conclusion) contract(o *Evidence, cands []domain.Candidate) domain.Doubt {
	if o.missed || slices.ContainsFunc(cands, func(k domain.Candidate) bool { return k.Kind != domain.ExitReturn }) {
		return domain.NoDoubt
	}
	if cl.subject.Fn.Parent() == nil {
		if lexicon.SpeaksOfAcquire(cl.subject.Fn.Name()) {
			return domain.NamedAcquire
		}
		if o := cl.subject.Fn.Object(); o != nil {
			if d := cl.judge.docs[o.Pos()]; d != nil && lexicon.DocSpeaksOfAcquire(d.Doc.Text()) {
				return domain.NamedAcquire
			}
		}
	}
	if !cl.subject.Handle && cl.resultTells() {
		return domain.ResultTells
	}
	if cl.alwaysHeld(cands) {
		return domain.AlwaysHeld
	}
	if !cl.subject.Handle && (&confinement{cl.Collector}).isPrivate() {
		return domain.NobodyWaits
	}
	return domain.NoDoubt
}

// alwaysHeld reports whether the function tries until it has the lock, a budget
// rather than a mutex, and then returns with it on every path.
func (cl *conclusion) alwaysHeld(cands []domain.Candidate) bool {
	return !cl.subject.Handle && !cl.sites.All[cands[0].Site].Op.Sync && !slices.ContainsFunc(cl.Returns, func(r ReturnState) bool {
		return !r.prop.Held() || r.prop.Doubt != domain.NoDoubt || r.prop.Missed != nil
	})
}
