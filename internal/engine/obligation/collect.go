package obligation

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// A collector gathers the events of a unit and draws the conclusions for its
// sites.
type collector struct {
	*unit
	out      map[int]*outcome
	seen     map[candidate]bool
	promised map[candidate]bool // the release is registered with a future that nobody completes
	entered  []ssa.Instruction  // where what the caller must hold is released
	unheld   []ssa.Instruction  // releases of what is not held
	second   []secondAcquire
	bad      []*BadRelease
	relocked []*Relock
	returns  []returned
	rescued  []prop                   // in which it returns after it has recovered from a panic
	gives    map[ssa.Instruction]bool // releases of what some path holds, or its caller
	gaveBack bool                     // some path returns with the caller's hold given back
	rounds   bool                     // some round of a loop gives back the lock of its element
	sole     map[ssa.Instruction]int  // the one site whose hold all paths to a return leave, -1 if there is none
}

// A returned is a state in which the function returns.
type returned struct {
	prop    prop
	kinds   []resultKind // of its results
	at      *ssa.Return
	results []lock.Term // their names
	types   []types.Type
	when    []summary.Cond // what is known of results and parameters
}

func (c *collector) site(i int) *outcome {
	o, ok := c.out[i]
	if !ok {
		o = &outcome{}
		c.out[i] = o
	}
	return o
}

// note takes an event of the data-flow analysis.
func (c *collector) note(ev event) {
	if ev.kind == evEntered && !slices.Contains(c.entered, ev.at) {
		c.entered = append(c.entered, ev.at)
	}
	switch ev.kind {
	case evReleased, evEntered, evRegiven, evReclaimed, evPerhaps, evMismatch:
		c.gives[ev.at] = true
	}
	c.gaveBack = c.gaveBack || ev.isGone()
	c.rounds = c.rounds || ev.kind == evRound
	if ev.kind == evUnheld && !slices.Contains(c.unheld, ev.at) {
		c.unheld = append(c.unheld, ev.at)
	}
	if x := (secondAcquire{first: ev.site, again: ev.again, at: ev.at}); ev.kind == evRelock && !slices.Contains(c.second, x) {
		c.second = append(c.second, x)
		if ev.again >= 0 {
			c.site(ev.again)
		}
	}
	if ret, ok := ev.at.(*ssa.Return); ok && ev.kind == evExit && ret.Parent() == c.fn {
		c.returns = append(c.returns, c.returnedBy(ret, ev.state))
		c.noteSole(ret, ev)
	}
	if p := ev.state.prop; ev.kind == evExit && p.entered == takenBack && p.again != 0 {
		o := c.site(p.again.site())
		o.acquired, o.retaken = true, true
	}
	if ev.kind == evExit && ev.exit == ExitPanic && len(c.recoverers(c.fn)) > 0 {
		c.rescued = append(c.rescued, ev.state.prop)
	}
	if ev.site < 0 {
		return
	}
	o := c.site(ev.site)
	switch ev.kind {
	case evAcquired:
		o.acquired = true
	case evEntrusted:
		if !slices.Contains(o.entrustedAt, ev.at) {
			o.entrustedAt = append(o.entrustedAt, ev.at)
		}
	case evReleased:
		if !slices.Contains(o.releasedAt, ev.at) {
			o.releasedAt = append(o.releasedAt, ev.at)
		}
	case evPerhaps:
		o.perhaps = true
	case evMismatch:
		if !slices.Contains(o.mismatchedAt, ev.at) {
			o.mismatchedAt = append(o.mismatchedAt, ev.at)
		}
	case evReclaimed:
		o.reclaimed = true
	case evMissed:
		o.missed = true
	case evReshared:
		if !slices.Contains(o.reshared, ev.at) {
			o.reshared = append(o.reshared, ev.at)
		}
	case evDoubt:
		c.doubt(o, ev.state.doubt)
	case evExit:
		c.exits(o, ev)
	}
}

// noteSole notes with which holds the paths come to ret.
func (c *collector) noteSole(ret *ssa.Return, ev event) {
	site := ev.site
	if s := ev.state; s.holds[1] != 0 || !s.leaks() || s.missed != nil {
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
func (c *collector) isSure(k candidate) bool {
	site, ok := c.sole[k.at]
	return ok && k.kind == ExitReturn && site == k.site
}

func (c *collector) doubt(o *outcome, d doubt) {
	if !slices.Contains(o.doubts, d) {
		o.doubts = append(o.doubts, d)
	}
}

// exits takes an exit with a hold of the site of o.
func (c *collector) exits(o *outcome, ev event) {
	s := ev.state
	switch {
	case s.doubt != noDoubt && !s.leaks():
		c.doubt(o, s.doubt)
	case s.escaped:
		c.doubt(o, closureLeaves)
	case s.leaks() && ev.exit == ExitReturn && c.endsProcess():
		o.process = true
	case s.leaks():
		if k := (candidate{ev.site, ev.exit, ev.at}); !c.seen[k] {
			c.seen[k] = true
			c.promised[k] = s.promise == registered && s.doubt == closureLeaves
			o.candidates = append(o.candidates, k)
		}
	}
}

// endsProcess reports whether the process ends when the function returns.
func (c *collector) endsProcess() bool {
	return c.fn.Name() == "main" && c.fn.Parent() == nil && c.fn.Signature.Recv() == nil && c.pkg.Pkg.Name() == "main"
}

// conclude decides each site of the unit.
func (c *collector) conclude() {
	c.badReleases()
	sites := make([]int, 0, len(c.out))
	for i := range c.out {
		sites = append(sites, i)
	}
	slices.Sort(sites)
	for _, i := range sites {
		o := c.out[i]
		switch {
		case c.exhausted:
			c.doubt(o, workBudget)
		case len(o.candidates) > 0 && slices.ContainsFunc(c.entered, c.canEnter):
			c.doubt(o, callerHolds)
		default:
			o.doubts = slices.DeleteFunc(o.doubts, func(d doubt) bool { return c.isRefuted(i, o, d) })
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
func (c *collector) isRefuted(site int, o *outcome, d doubt) bool {
	if !d.isHandOff() || len(o.releasedAt) == 0 {
		return false
	}
	found, complete := c.find(c.sites[site].at, nil, func(e event) bool {
		return e.site == site && (e.kind == evDoubt || e.kind == evExit) && (e.state.doubt == d || e.state.escaped && d == closureLeaves)
	})
	return found == nil && complete
}

// leak looks for a leak among the candidates of the site.
func (c *collector) leak(o *outcome) {
	// Nobody else can release what a handle holds.
	dropped := c.handle && c.operation().By == "" && len(o.releasedAt)+len(o.entrustedAt)+len(o.doubts) == 0
	if dropped && c.isForTest() {
		return
	}
	var cands []candidate
	for _, k := range o.candidates {
		if k.kind == ExitLoop && !c.rounds && !o.missed {
			continue // who goes on holds it: the elements are collected
		}
		if o.reclaimed && k.at.Parent() != c.fn {
			continue // the literal need not release, since the function does
		}
		if dropped || c.handle && o.perhaps || len(o.releasedAt) > 0 || len(o.entrustedAt) > 0 || o.missed || c.releasesOther(k.site, o) {
			cands = append(cands, k)
		}
	}
	if len(cands) == 0 {
		cands = c.unsuccessful(o)
	}
	if len(cands) == 0 {
		return
	}
	if d := c.contract(o, cands); d != noDoubt {
		if len(o.releasedAt) == 0 || slices.ContainsFunc(cands, c.mayHappen) {
			c.doubt(o, d)
		}
		return
	}
	slices.SortStableFunc(cands, func(a, b candidate) int { return cmp.Compare(exitPos(a.at), exitPos(b.at)) })
	var leak *Leak
	open := false // some search was not complete
	for _, k := range cands {
		steps, complete := c.search(k)
		if steps == nil {
			open = open || !complete
			continue
		}
		if leak == nil {
			steps[len(steps)-1].Sure = c.isSure(k)
			leak = &Leak{Kind: k.kind, Steps: steps, Missed: hasStep(steps, StepMiss), Promised: c.promised[k], Dropped: dropped}
			continue
		}
		leak.Also = append(leak.Also, Step{Kind: StepAlso, At: k.at, Pos: exitPos(k.at), Exit: k.kind, Sure: c.isSure(k)})
	}
	if leak == nil {
		if open {
			c.doubt(o, noWitness)
		}
		return
	}
	for _, at := range o.releasedAt {
		leak.Given = append(leak.Given, at.Pos())
		if len(o.entrustedAt) > 0 && at.Parent() != c.fn {
			continue // in the literal that the release is handed over to
		}
		leak.Releases = append(leak.Releases, Step{Kind: StepRelease, At: at, Pos: at.Pos()})
	}
	for _, at := range o.entrustedAt {
		leak.Releases = append(leak.Releases, Step{Kind: StepEntrust, At: at, Pos: exitPos(at)})
	}
	slices.Sort(leak.Given)
	leak.Decided = len(o.doubts)+len(o.entrustedAt) == 0 && !o.perhaps && !o.missed && !o.reclaimed
	slices.SortFunc(leak.Releases, func(a, b Step) int { return cmp.Compare(a.Pos, b.Pos) })
	o.leaks = leak
}

// mayHappen reports whether a path to the candidate is found, or not ruled out.
func (c *collector) mayHappen(k candidate) bool {
	steps, complete := c.search(k)
	return steps != nil || !complete
}

// releasesOther reports whether no path releases what the site of o acquires,
// but paths release the lock after other acquires, on every path: then this
// one was forgotten.
func (c *collector) releasesOther(site int, o *outcome) bool {
	if !c.sites[site].op.Sync {
		return false // of a budget, a share may be kept
	}
	released := false
	for _, p := range c.out {
		if p != o && len(p.candidates) > 0 || len(p.entrustedAt) > 0 {
			return false
		}
		released = released || len(p.releasedAt) > 0
	}
	return released
}

func hasStep(steps []Step, k StepKind) bool {
	return slices.ContainsFunc(steps, func(s Step) bool { return s.Kind == k })
}

// contract returns why leaving the lock held at the candidates' exits may be
// what the function is for, noDoubt if it is not.
func (c *collector) contract(o *outcome, cands []candidate) doubt {
	if o.missed || slices.ContainsFunc(cands, func(k candidate) bool { return k.kind != ExitReturn }) {
		return noDoubt
	}
	if c.fn.Parent() == nil {
		if lexicon.SpeaksOfAcquire(c.fn.Name()) {
			return namedAcquire
		}
		if o := c.fn.Object(); o != nil {
			if d := c.docs[o.Pos()]; d != nil && lexicon.DocSpeaksOfAcquire(d.Doc.Text()) {
				return namedAcquire
			}
		}
	}
	if !c.handle && c.resultTells() {
		return resultTells
	}
	if c.alwaysHeld(cands) {
		return alwaysHeld
	}
	if !c.handle && c.isPrivate() {
		return nobodyWaits
	}
	return noDoubt
}

// alwaysHeld reports whether the function tries until it has the lock, a budget
// rather than a mutex, and then returns with it on every path.
func (c *collector) alwaysHeld(cands []candidate) bool {
	return !c.handle && !c.sites[cands[0].site].op.Sync && !slices.ContainsFunc(c.returns, func(r returned) bool {
		return !r.prop.held() || r.prop.doubt != noDoubt || r.prop.missed != nil
	})
}

// exitPos returns the position to show for the exit at in.
func exitPos(in ssa.Instruction) token.Pos {
	if in.Pos().IsValid() {
		return in.Pos()
	}
	if _, ok := in.(*ssa.Return); ok {
		if syn := in.Parent().Syntax(); syn != nil {
			return syn.End() - 1
		}
	}
	for b := in.Block(); b != nil; b = b.Idom() {
		for i := len(b.Instrs) - 1; i >= 0; i-- {
			if p := b.Instrs[i].Pos(); p.IsValid() {
				return p
			}
		}
	}
	return in.Parent().Pos()
}
