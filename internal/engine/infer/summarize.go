package infer

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/flow"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/typestate"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// A Summarizer makes summaries from bodies.
type Summarizer struct {
	prog        *callinfo.Program
	families    *prepass.Families
	sites       *typestate.Sites
	analysis    *flow.Analysis
	judge       *verdict.Judge
	netReleases map[*ssa.Function]map[lock.ID]bool // see isNetRelease
}

// NewSummarizer returns a summarizer that uses the runs and decisions of j.
func NewSummarizer(j *verdict.Judge) *Summarizer {
	return &Summarizer{prog: j.Prog, families: j.Families, sites: j.Sites, analysis: j.Analysis, judge: j, netReleases: make(map[*ssa.Function]map[lock.ID]bool)}
}

// ReleasedBy returns the locks that fn, or a function that it calls, may release or hold in
// another mode, on which made has no decision, and which the callers of fn can name.
func (s *Summarizer) ReleasedBy(fn *ssa.Function, made []verdict.Decision) []callinfo.Lock {
	var out []callinfo.Lock
	for _, op := range s.prog.Calls.OperationsIn(fn) {
		if !op.Releases() && !op.ChangesMode() || op.Class.Type == lock.HandleType {
			continue
		}
		l := callinfo.Lock{ID: op.ID, Class: op.Class}
		same := func(id lock.ID) bool { return id == l.ID }
		if slices.ContainsFunc(made, func(d verdict.Decision) bool { return same(d.Lock.ID) }) ||
			slices.ContainsFunc(out, func(o callinfo.Lock) bool { return same(o.ID) }) {
			continue
		}
		if _, _, ok := s.prog.Relative(fn, l.ID, nil); ok {
			out = append(out, l)
		}
	}
	return out
}

// GuardParams returns the parameters of fn that are guards, of a type of the package,
// and that fn, or a function that it calls, may release. They are returned as locks.
func (s *Summarizer) GuardParams(fn *ssa.Function) []callinfo.Lock {
	var out []callinfo.Lock
	for _, p := range fn.Params {
		n := lexicon.Named(p.Type())
		if n == nil || n.Obj().Pkg() != s.prog.Pass.Pkg {
			continue
		}
		l := callinfo.Lock{ID: lock.ID{Addr: s.prog.Paths.Term(p)}, Class: lock.Class{Type: lock.HandleType}}
		if s.releasesGuard(fn, l) {
			out = append(out, l)
		}
	}
	return out
}

// releasesGuard reports whether fn has a call that may release the guard l.
func (s *Summarizer) releasesGuard(fn *ssa.Function, l callinfo.Lock) bool {
	for _, c := range s.prog.Calls.In(fn) {
		if slices.ContainsFunc(s.prog.Calls.At(c), func(op *accesspath.Operation) bool { return op.ID == l.ID && op.Releases() }) {
			return true
		}
	}
	for c := range accesspath.Calls(fn) {
		common := c.Common()
		if callee := common.StaticCallee(); callee != nil && callee.Signature.Recv() != nil && len(common.Args) > 0 &&
			lexicon.ReleasesHandle(callee.Name()) && s.prog.Paths.Term(common.Args[0]) == l.ID.Addr {
			return true
		}
	}
	return false
}

// Summarize returns the summary of fn. The decisions on its locks are made.
func (s *Summarizer) Summarize(fn *ssa.Function, made []verdict.Decision) *summary.Func {
	var f summary.Func
	named := make(map[lock.ID]bool)
	for _, d := range made {
		if d.Collector == nil {
			named[d.Lock.ID] = true // every acquire is paired with a release
			continue
		}
		x, ok := s.effect(fn, d)
		named[d.Lock.ID] = ok
		if ok && len(x.Outcomes) > 0 {
			f.Effects = append(f.Effects, x)
		}
	}
	if made != nil || s.prog.Calls.MayMatter(fn) {
		s.addUnnamed(fn, named, made, &f)
	}
	f.Takes = s.allTakes(fn, made, f.Effects)
	f.Runs = s.runsOf(fn)
	f.Repeatable = accesspath.IsRepeatable(fn)
	f.Panics = s.alwaysPanics(fn)
	f.MayPanic = s.mayPanic(fn)
	if f.IsZero() {
		return callinfo.None
	}
	return &f
}

// effect returns the effect of fn on the lock of d, and whether it can be expressed in
// terms that its callers know. An effect without outcomes does nothing.
func (s *Summarizer) effect(fn *ssa.Function, d verdict.Decision) (summary.Effect, bool) {
	if d.Collector.Run.Exhausted {
		return summary.Effect{}, false
	}
	outs := s.outcomesOf(d.Collector)
	if !slices.ContainsFunc(outs, func(o summary.Outcome) bool { return o.Do != summary.Nothing }) {
		return summary.Effect{}, true
	}
	x := summary.Effect{Class: d.Lock.Class, Outcomes: outs, Sync: s.prog.Calls.IsSync(d.Lock.Class)}
	op := d.Collector.Run.Machine.Subject.Operation()
	if op == nil {
		op = typestate.HandleRelease
	}
	x.Name, x.Peer, x.Try = op.Name, op.Peer, op.Try
	if op.Effect == lock.Release {
		x.Name, x.Peer = op.Peer, op.Name
	}
	if op.Weight {
		// A budget is acquired and released in parts: the parts of one function say
		// little about those of another.
		x.Outcomes = inDoubt(x)
	}
	if op.Effect == lock.Acquire && op.Held != (lock.Class{}) {
		x.Class = op.Held
	}
	var ok bool
	if x.Lock, x.Key, ok = s.prog.Relative(fn, d.Lock.ID, d.Collector.ResultsHeld()); ok {
		x.Class.Local = nil
		return x, true
	}
	if slices.ContainsFunc(outs, func(o summary.Outcome) bool { return o.Handle > 0 }) {
		x.Class.Local = nil
		return x, true // the lock needs no name where the result releases it
	}
	return summary.Effect{}, false
}
