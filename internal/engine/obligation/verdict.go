package obligation

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A Verdict says what becomes of the lock that a site acquires.
type Verdict string

// The verdicts.
const (
	Released  Verdict = "released"  // on every path
	HandedOff Verdict = "handedoff" // somebody else releases it
	Kept      Verdict = "kept"      // the function never releases it
	Leaks     Verdict = "leaks"     // some path leaves it held, others release it
	Misused   Verdict = "misused"   // it is acquired again while it is held, or released in the wrong mode
	Undecided Verdict = "undecided"
)

// A Site is an acquire and what becomes of it.
type Site struct {
	Function *ssa.Function
	Pos      token.Pos
	Verdict  Verdict
	Reason   string // how, or why
	Leak     *Leak  // for the verdict leaks

	// Reclaimed says that what the lock is handed over to releases it, too.
	// For the verdict released.
	Reclaimed bool

	at       ssa.Instruction
	op       *accesspath.Operation
	outcomes []*outcome
	found    bool // not only with a summary that was tried out
}

// Lock returns the lock as an access path.
func (s *Site) Lock() string { return s.op.ID.String() }

// Call returns the acquire instruction.
func (s *Site) Call() ssa.CallInstruction { return s.at.(ssa.CallInstruction) }

// By returns the name of the function that acquires the lock where it is
// called, "" if the call is of the lock's own method.
func (s *Site) By() string { return s.op.By }

// LockName returns the lock as an access path, and whether that is made of
// names that are in the source.
func (s *Site) LockName() (string, bool) {
	for _, t := range []lock.Term{s.op.ID.Addr, s.op.ID.Key} {
		for _, r := range t.Roots() {
			switch r := r.(type) {
			case *ssa.Parameter, *ssa.FreeVar, lock.Global:
			case *ssa.Alloc:
				if !token.IsIdentifier(r.Comment) {
					return "", false
				}
			case *ssa.Phi:
				if !token.IsIdentifier(r.Comment) {
					return "", false
				}
			default:
				return "", false
			}
		}
	}
	return s.Lock(), true
}

// Keys returns which arguments of the acquire are the key, which the release
// takes as well.
func (s *Site) Keys() []int { return s.op.Keys }

// Method returns the name of the acquiring method and that of its counterpart.
func (s *Site) Method() (acquire, release string) { return s.op.Name, s.op.Peer }

// ReturnsRelease reports whether the acquire returns what releases it: a
// function or a guard.
func (s *Site) ReturnsRelease() bool { return s.op.Result.Handle >= 0 }

// A Leak is an acquire that some path does not release.
type Leak struct {
	Kind     ExitKind
	Steps    []Step      // from the acquire to the exit
	Also     []Step      // further exits
	Releases []Step      // where other paths release
	Given    []token.Pos // of every release, also of those in what the release is handed over to
	Promised bool        // the release is registered with a future that is not completed
	Missed   bool        // the path releases with another key
	Dropped  bool        // no path releases what the handle holds
	Decided  bool        // of every other path it is known that it releases, by a call in the function
}

// outcome is what one unit finds out about one site.
type outcome struct {
	acquired    bool
	perhaps     bool // a function that is called may release it
	reclaimed   bool // released after it was handed over
	missed      bool // released with another key
	releasedAt  []ssa.Instruction
	entrustedAt []ssa.Instruction // where the hold is handed over
	candidates  []candidate
	reshared    []ssa.Instruction
	doubts      []doubt
	leaks       *Leak
	misused     string // what else is wrong with it, on a path that can happen
	process     bool   // held when main returns
	retaken     bool   // it takes back what the caller held, and keeps it

	mismatchedAt []ssa.Instruction // releases in the wrong mode
}

// isEmpty reports whether no path to the site was followed.
func (o *outcome) isEmpty() bool {
	return o == nil || !o.acquired && o.misused == "" && len(o.doubts) == 0
}

// analyze decides all acquire sites of a package.
func analyze(pass *analysis.Pass, s Settings) (res *Result) {
	defer func() {
		if r := recover(); r != nil {
			res = failed(pass.Pkg.Path(), r)
		}
	}()
	e := newEngine(pass, s)
	for _, comp := range e.components {
		e.solve(comp)
	}
	if s.FactsOnly {
		e.export()
		return &Result{engine: e, Internal: e.internal, Work: e.work}
	}
	for i, site := range e.sites {
		site.outcomes = e.outcomes[i]
		site.judge(site.outcomes)
	}
	res = &Result{engine: e, BadDirectives: e.directives, EmptySections: e.emptySections(), Dropped: e.droppedReleases(), Second: e.secondReleases()}
	e.withdraw()
	res.Sites, res.BadReleases, res.Broken, res.Internal = e.found(), e.bad, e.broken, e.internal
	res.Relocks = e.relocked
	res.Work = e.work
	res.sort()
	e.export()
	res.Internal = e.internal
	return res
}

// sort puts what was found in source order.
func (r *Result) sort() {
	slices.SortStableFunc(r.Relocks, func(a, b *Relock) int { return cmp.Compare(a.at.Pos(), b.at.Pos()) })
	slices.SortStableFunc(r.BadReleases, func(a, b *BadRelease) int { return cmp.Compare(a.at.Pos(), b.at.Pos()) })
	slices.SortStableFunc(r.Sites, func(a, b *Site) int { return cmp.Compare(a.Pos, b.Pos) })
	slices.SortStableFunc(r.EmptySections, func(a, b *EmptySection) int { return cmp.Compare(a.Release, b.Release) })
	slices.SortStableFunc(r.Dropped, func(a, b *DroppedRelease) int { return cmp.Compare(a.At.Pos(), b.At.Pos()) })
	slices.SortStableFunc(r.Broken, func(a, b *BrokenPromise) int { return cmp.Compare(a.Pos, b.Pos) })
	slices.SortStableFunc(r.Second, func(a, b *SecondRelease) int { return cmp.Compare(a.At.Pos(), b.At.Pos()) })
}

// found returns the acquire sites, without those that were there only with
// summaries that were tried out.
func (e *engine) found() []*Site {
	return slices.DeleteFunc(slices.Clone(e.sites), func(s *Site) bool { return !s.found && len(s.outcomes) == 0 })
}

// A lockOf is a lock that a function acquires.
type lockOf struct {
	id    lock.ID
	class lock.Class
}

// locksOf returns the locks to analyze in fn: those that it, the bodies of its
// range-over-func loops, or its literals acquire. A lock that is acquired in a
// literal that is only called is a matter of the callers, unless it is named
// by what the literal defines.
func (e *engine) locksOf(fn *ssa.Function) []lockOf {
	var out []lockOf
	seen := make(map[lock.ID]bool)
	var visit func(f *ssa.Function, own bool)
	visited := make(map[*ssa.Function]bool)
	visit = func(f *ssa.Function, own bool) {
		if visited[f] {
			return
		}
		visited[f] = true
		e.acquiresIn(f, func(op *accesspath.Operation) {
			if !seen[op.ID] && e.isHome(fn, own, op.ID) {
				seen[op.ID] = true
				out = append(out, lockOf{op.ID, op.Class})
			}
		})
		for _, a := range f.AnonFuncs {
			visit(a, own && accesspath.IsYieldFunc(a))
		}
		for _, g := range e.literalsCalled(f) {
			visit(g, false) // a literal beside this one
		}
	}
	if !e.isDead(fn) {
		visit(fn, true)
	}
	return out
}

// isDead reports whether fn is a literal in code that cannot be reached.
func (e *engine) isDead(fn *ssa.Function) bool {
	for ; fn.Parent() != nil; fn = fn.Parent() {
		if len(fn.FreeVars) > 0 && e.paths.Maker(fn) == nil && !accesspath.IsYieldFunc(fn) {
			return true
		}
	}
	return false
}

// acquiresIn calls yield for each acquire in f itself.
func (e *engine) acquiresIn(f *ssa.Function, yield func(*accesspath.Operation)) {
	for _, c := range e.operating(f) {
		for _, op := range e.operationsAt(c) {
			if op.Acquires() {
				yield(op)
			}
		}
	}
}

// literalsCalled returns the function literals that f calls by name.
func (e *engine) literalsCalled(f *ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok && !c.Common().IsInvoke() {
				if g := functionOf(e.paths.Term(c.Common().Value)); g != nil && g.Parent() != nil {
					out = append(out, g)
				}
			}
		}
	}
	return out
}

// isHome reports whether fn is the function to analyze a lock in that fn itself
// (own), or a literal in it, acquires.
func (e *engine) isHome(fn *ssa.Function, own bool, id lock.ID) bool {
	if !own {
		return !e.definedIn(id, func(g *ssa.Function) bool {
			for ; g != nil && g != fn; g = g.Parent() {
				if !accesspath.IsYieldFunc(g) {
					return isWithin(g, fn)
				}
			}
			return false
		})
	}
	if fn.Parent() == nil {
		return true
	}
	m := e.paths.Maker(fn)
	if m == nil || !e.paths.OnlyCalled(m) {
		return true
	}
	return e.definedIn(id, func(g *ssa.Function) bool { return isWithin(g, fn) })
}

// definedIn reports whether id is named by a value that is defined in a
// function for which in reports true.
func (e *engine) definedIn(id lock.ID, in func(*ssa.Function) bool) bool {
	for _, t := range []lock.Term{id.Addr, id.Key} {
		for _, r := range t.Roots() {
			if v, ok := r.(ssa.Value); ok && v.Parent() != nil && in(v.Parent()) {
				return true
			}
		}
	}
	return false
}

// isWithin reports whether g is fn or a literal in it.
func isWithin(g, fn *ssa.Function) bool {
	for ; g != nil; g = g.Parent() {
		if g == fn {
			return true
		}
	}
	return false
}

// decide runs the unit of fn and l, and returns what it finds out, among it the
// outcome of each site that acquires under this identity.
func (e *engine) decide(fn *ssa.Function, l lockOf) decision {
	if out := e.paired(fn, l); out != nil {
		return decision{lockOf: l, out: out}
	}
	first := e.collect(fn, l, false)
	d := decision{lockOf: l, out: first.out, collector: first}
	if e.reached(fn, l, first.out) {
		return d
	}
	// Conditions that a call in between has changed made the way to some acquire
	// look impossible. Without them leaks cannot be told from such conditions.
	second := e.collect(fn, l, true)
	for site, o := range second.out {
		if d.out[site].isEmpty() {
			if o.leaks != nil {
				o.leaks, o.doubts = nil, append(o.doubts, changedByCall)
			}
			d.out[site] = o
		}
	}
	d.collector = second
	return d
}

// collect runs a unit. With callsChange, a call makes the unit forget what is
// known of memory that others can reach.
func (e *engine) collect(fn *ssa.Function, l lockOf, callsChange bool) *collector {
	u := e.newUnit(fn, l.id, l.class)
	u.callsChange = callsChange
	c := &collector{unit: u, out: make(map[int]*outcome), seen: make(map[candidate]bool), promised: make(map[candidate]bool), sole: make(map[ssa.Instruction]int), gives: make(map[ssa.Instruction]bool)}
	u.record = c.note
	u.run(&frame{fn: fn}, u.initial())
	if !e.isBrief() || c.isOpen() {
		c.conclude()
	}
	if e.isBrief() {
		return c
	}
	for _, b := range c.bad {
		if !slices.ContainsFunc(e.bad, func(o *BadRelease) bool { return o.at == b.at }) {
			e.bad = append(e.bad, b)
		}
	}
	for _, r := range c.relocked {
		if !slices.ContainsFunc(e.relocked, func(o *Relock) bool { return o.at == r.at }) {
			e.relocked = append(e.relocked, r)
		}
	}
	return c
}

// isOpen reports whether the summary depends on the verdicts of the unit.
func (c *collector) isOpen() bool {
	if c.exhausted || len(c.second) > 0 {
		return true
	}
	for _, o := range c.out {
		if len(o.candidates) > 0 {
			return true
		}
	}
	return false
}

// isBrief reports whether only summaries are wanted, and no verdicts.
func (e *engine) isBrief() bool { return e.probing || e.settings.FactsOnly }

// reached reports whether out has an outcome for each acquire of l in fn and
// in the bodies of its range-over-func loops.
func (e *engine) reached(fn *ssa.Function, l lockOf, out map[int]*outcome) bool {
	for _, c := range e.operating(fn) {
		if _, isGo := c.(*ssa.Go); isGo {
			continue
		}
		for _, op := range e.operationsAt(c) {
			if op.Acquires() && op.ID == l.id && out[e.siteOf(c, op)].isEmpty() {
				return false
			}
		}
	}
	return !slices.ContainsFunc(fn.AnonFuncs, func(f *ssa.Function) bool {
		return accesspath.IsYieldFunc(f) && !e.reached(f, l, out)
	})
}

// judge draws the verdict of a site from what the units found out.
func (s *Site) judge(outs []*outcome) {
	released, acquired, retaken, reclaimed, misused := false, false, false, false, ""
	var doubts []doubt
	for _, o := range outs {
		if o.leaks != nil && s.Leak == nil {
			s.Leak = o.leaks
		}
		released = released || len(o.releasedAt) > 0
		acquired = acquired || o.acquired
		doubts = append(doubts, o.doubts...)
		if o.misused != "" && misused == "" {
			misused = o.misused
		}
		reclaimed = reclaimed || o.reclaimed
		if o.process {
			s.Reason = "the process ends"
		}
		retaken = retaken || o.retaken
	}
	handOff, why := noDoubt, noDoubt
	for _, d := range doubts {
		if d.isHandOff() {
			handOff = d
		} else {
			why = d
		}
	}
	switch {
	case s.Leak != nil:
		s.Verdict, s.Reason = Leaks, s.Leak.Kind.leaving()
	case misused != "":
		s.Verdict, s.Reason = Misused, misused
	case why != noDoubt:
		s.Verdict, s.Reason = Undecided, why.String()
	case handOff != noDoubt:
		s.Verdict, s.Reason = HandedOff, handOff.String()
	case released && !retaken:
		s.Verdict, s.Reason, s.Reclaimed = Released, s.manner(outs), reclaimed
		if reclaimed {
			s.Reason += "; what it is handed over to releases it as well"
		}
	case retaken:
		s.Verdict, s.Reason = Kept, "it takes back what the caller holds"
	case acquired:
		s.Verdict = Kept
		if s.Reason == "" {
			s.Reason = "the function does not release it on any path"
		}
	default:
		s.Verdict, s.Reason = Undecided, "no path to it was followed"
	}
}
