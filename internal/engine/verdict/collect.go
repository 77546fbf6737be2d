package verdict

import (
	"cmp"
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

// A collector gathers the events of a unit and draws the conclusions for its
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
	bad      []*BadRelease
	relocked []*Relock
	Returns  []ReturnState
	rescued  []domain.Property        // in which it returns after it has recovered from a panic
	gives    map[ssa.Instruction]bool // releases of what some path holds, or its caller
	GaveBack bool                     // some path returns with the caller's hold given back
	rounds   bool                     // some round of a loop gives back the lock of its element
	sole     map[ssa.Instruction]int  // the one site whose hold all paths to a return leave, -1 if there is none
}

// A returned is a state in which the function returns.
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
	if ev.Kind == domain.EventEntered && !slices.Contains(c.entered, ev.At) {
		c.entered = append(c.entered, ev.At)
	}
	switch ev.Kind {
	case domain.EventReleased, domain.EventEntered, domain.EventRegiven, domain.EventReclaimed, domain.EventPerhaps, domain.EventMismatch:
		c.gives[ev.At] = true
	}
	c.GaveBack = c.GaveBack || ev.IsGone()
	c.rounds = c.rounds || ev.Kind == domain.EventRound
	if ev.Kind == domain.EventUnheld && !slices.Contains(c.unheld, ev.At) {
		c.unheld = append(c.unheld, ev.At)
	}
	if x := (secondAcquire{first: ev.Site, again: ev.Again, at: ev.At}); ev.Kind == domain.EventRelock && !slices.Contains(c.Second, x) {
		c.Second = append(c.Second, x)
		if ev.Again >= 0 {
			c.site(ev.Again)
		}
	}
	if ret, ok := ev.At.(*ssa.Return); ok && ev.Kind == domain.EventExit && ret.Parent() == c.subject.Fn {
		c.Returns = append(c.Returns, c.returnedBy(ret, ev.State))
		c.noteSole(ret, ev)
	}
	if p := ev.State.Property; ev.Kind == domain.EventExit && p.Entered == domain.CallerReacquired && p.Again != 0 {
		o := c.site(p.Again.Site())
		o.acquired, o.retaken = true, true
	}
	if ev.Kind == domain.EventExit && ev.Exit == domain.ExitPanic && len(c.families.Recoverers(c.subject.Fn)) > 0 {
		c.rescued = append(c.rescued, ev.State.Property)
	}
	if ev.Site < 0 {
		return
	}
	o := c.site(ev.Site)
	switch ev.Kind {
	case domain.EventAcquired:
		o.acquired = true
	case domain.EventEntrusted:
		if !slices.Contains(o.entrustedAt, ev.At) {
			o.entrustedAt = append(o.entrustedAt, ev.At)
		}
	case domain.EventReleased:
		if !slices.Contains(o.releasedAt, ev.At) {
			o.releasedAt = append(o.releasedAt, ev.At)
		}
	case domain.EventPerhaps:
		o.perhaps = true
	case domain.EventMismatch:
		if !slices.Contains(o.MismatchedAt, ev.At) {
			o.MismatchedAt = append(o.MismatchedAt, ev.At)
		}
	case domain.EventReclaimed:
		o.reclaimed = true
	case domain.EventMissed:
		o.missed = true
	case domain.EventReshared:
		if !slices.Contains(o.reshared, ev.At) {
			o.reshared = append(o.reshared, ev.At)
		}
	case domain.EventDoubt:
		c.doubt(o, ev.State.Doubt)
	case domain.EventExit:
		c.exits(o, ev)
	}
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

// conclude decides each site of the unit.
func (c *Collector) conclude() {
	c.badReleases()
	sites := make([]int, 0, len(c.Out))
	for i := range c.Out {
		sites = append(sites, i)
	}
	slices.Sort(sites)
	for _, i := range sites {
		o := c.Out[i]
		switch {
		case c.Run.Exhausted:
			c.doubt(o, domain.WorkBudget)
		case len(o.candidates) > 0 && slices.ContainsFunc(c.entered, c.Run.CanEnter):
			c.doubt(o, domain.CallerHolds)
		default:
			o.doubts = slices.DeleteFunc(o.doubts, func(d domain.Doubt) bool { return c.isRefuted(i, o, d) })
			c.mismatches(i, o)
			c.reshares(i, o)
			c.leak(o)
		}
	}
	c.relocks()
}

// isRefuted reports whether no path that can happen hands over what the site
// acquires, as the doubt d says. It is asked only where the lock is released as
// well: then merged states can have suggested the path.
func (c *Collector) isRefuted(site int, o *Evidence, d domain.Doubt) bool {
	if !d.IsHandOff() || len(o.releasedAt) == 0 {
		return false
	}
	found, complete := c.Run.Find(c.sites.All[site].At, nil, func(e domain.Event) bool {
		return e.Site == site && (e.Kind == domain.EventDoubt || e.Kind == domain.EventExit) && (e.State.Doubt == d || e.State.Escaped && d == domain.ClosureLeaves)
	})
	return found == nil && complete
}

// leak looks for a leak among the candidates of the site.
func (c *Collector) leak(o *Evidence) {
	// Nobody else can release what a handle holds.
	dropped := c.subject.Handle && c.subject.Operation().By == "" && len(o.releasedAt)+len(o.entrustedAt)+len(o.doubts) == 0
	if dropped && c.subject.IsForTest() {
		return
	}
	var cands []domain.Candidate
	for _, k := range o.candidates {
		if k.Kind == domain.ExitLoop && !c.rounds && !o.missed {
			continue // who goes on holds it: the elements are collected
		}
		if o.reclaimed && k.At.Parent() != c.subject.Fn {
			continue // the literal need not release, since the function does
		}
		if dropped || c.subject.Handle && o.perhaps || len(o.releasedAt) > 0 || len(o.entrustedAt) > 0 || o.missed || c.releasesOther(k.Site, o) {
			cands = append(cands, k)
		}
	}
	if len(cands) == 0 {
		cands = c.unsuccessful(o)
	}
	if len(cands) == 0 {
		return
	}
	if d := c.contract(o, cands); d != domain.NoDoubt {
		if len(o.releasedAt) == 0 || slices.ContainsFunc(cands, c.mayHappen) {
			c.doubt(o, d)
		}
		return
	}
	slices.SortStableFunc(cands, func(a, b domain.Candidate) int { return cmp.Compare(domain.ExitPos(a.At), domain.ExitPos(b.At)) })
	var leak *Leak
	open := false // some search was not complete
	for _, k := range cands {
		steps, complete := c.Run.Search(k)
		if steps == nil {
			open = open || !complete
			continue
		}
		if leak == nil {
			steps[len(steps)-1].Sure = c.isSure(k)
			leak = &Leak{Kind: k.Kind, Steps: steps, Missed: domain.HasStep(steps, domain.StepMiss), Promised: c.promised[k], Dropped: dropped}
			continue
		}
		leak.Also = append(leak.Also, domain.Step{Kind: domain.StepAlso, At: k.At, Pos: domain.ExitPos(k.At), Exit: k.Kind, Sure: c.isSure(k)})
	}
	if leak == nil {
		if open {
			c.doubt(o, domain.NoWitness)
		}
		return
	}
	for _, at := range o.releasedAt {
		leak.Given = append(leak.Given, at.Pos())
		if len(o.entrustedAt) > 0 && at.Parent() != c.subject.Fn {
			continue // in the literal that the release is handed over to
		}
		leak.Releases = append(leak.Releases, domain.Step{Kind: domain.StepRelease, At: at, Pos: at.Pos()})
	}
	for _, at := range o.entrustedAt {
		leak.Releases = append(leak.Releases, domain.Step{Kind: domain.StepEntrust, At: at, Pos: domain.ExitPos(at)})
	}
	slices.Sort(leak.Given)
	leak.Decided = len(o.doubts)+len(o.entrustedAt) == 0 && !o.perhaps && !o.missed && !o.reclaimed
	slices.SortFunc(leak.Releases, func(a, b domain.Step) int { return cmp.Compare(a.Pos, b.Pos) })
	o.Leaks = leak
}

// mayHappen reports whether a path to the candidate is found, or not ruled out.
func (c *Collector) mayHappen(k domain.Candidate) bool {
	steps, complete := c.Run.Search(k)
	return steps != nil || !complete
}

// releasesOther reports whether no path releases what the site of o acquires,
// but paths release the lock after other acquires, on every path: then this
// one was forgotten.
func (c *Collector) releasesOther(site int, o *Evidence) bool {
	if !c.sites.All[site].Op.Sync {
		return false // of a budget, a share may be kept
	}
	released := false
	for _, p := range c.Out {
		if p != o && len(p.candidates) > 0 || len(p.entrustedAt) > 0 {
			return false
		}
		released = released || len(p.releasedAt) > 0
	}
	return released
}

// contract returns why leaving the lock held at the candidates' exits may be
// what the function is for, noDoubt if it is not.
func (c *Collector) contract(o *Evidence, cands []domain.Candidate) domain.Doubt {
	if o.missed || slices.ContainsFunc(cands, func(k domain.Candidate) bool { return k.Kind != domain.ExitReturn }) {
		return domain.NoDoubt
	}
	if c.subject.Fn.Parent() == nil {
		if lexicon.SpeaksOfAcquire(c.subject.Fn.Name()) {
			return domain.NamedAcquire
		}
		if o := c.subject.Fn.Object(); o != nil {
			if d := c.judge.docs[o.Pos()]; d != nil && lexicon.DocSpeaksOfAcquire(d.Doc.Text()) {
				return domain.NamedAcquire
			}
		}
	}
	if !c.subject.Handle && c.resultTells() {
		return domain.ResultTells
	}
	if c.alwaysHeld(cands) {
		return domain.AlwaysHeld
	}
	if !c.subject.Handle && c.isPrivate() {
		return domain.NobodyWaits
	}
	return domain.NoDoubt
}

// alwaysHeld reports whether the function tries until it has the lock, a budget
// rather than a mutex, and then returns with it on every path.
func (c *Collector) alwaysHeld(cands []domain.Candidate) bool {
	return !c.subject.Handle && !c.sites.All[cands[0].Site].Op.Sync && !slices.ContainsFunc(c.Returns, func(r ReturnState) bool {
		return !r.prop.Held() || r.prop.Doubt != domain.NoDoubt || r.prop.Missed != nil
	})
}
