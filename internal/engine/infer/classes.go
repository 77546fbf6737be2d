package infer

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// addUnnamed adds to f the classes of the locks that fn may release, or leave held, and
// that its callers cannot name. They can name those in named; made has the decisions on
// some of the locks.
func (s *Summarizer) addUnnamed(fn *ssa.Function, named map[lock.ID]bool, made []verdict.Decision, f *summary.Func) {
	ops := s.families.Survey(fn)
	isNew := func(c lock.Class) bool {
		return c.Local == nil && c.Type != lock.HandleType && !slices.Contains(f.Releases, c)
	}
	for _, c := range ops.Called {
		if isNew(c) && !ops.MayAcquire(c) {
			f.Releases = append(f.Releases, c)
		}
	}
	for _, op := range ops.Releases {
		if !named[op.ID] && isNew(op.Class) && (!ops.MayAcquire(op.Class) || !ops.FollowsAcquire(op) && s.isNetRelease(fn, op.Operation, made)) {
			f.Releases = append(f.Releases, op.Class)
		}
	}
	acquire := func(c lock.Class) {
		if c.Local == nil && c.Type != lock.HandleType && !slices.Contains(f.Acquires, c) {
			f.Acquires = append(f.Acquires, c)
		}
	}
	for _, a := range ops.Acquires {
		if !named[a.ID] && !ops.IsReleased(a) {
			acquire(a.Class)
		}
	}
	for _, c := range ops.Taken {
		acquire(c)
	}
	// Sorted, so that the summaries of functions that call each other reach a fixpoint.
	slices.SortFunc(f.Releases, lock.Class.Compare)
	slices.SortFunc(f.Acquires, lock.Class.Compare)
}

// A returnProbe observes the run of a function that is entered without the lock. It
// records whether the function returns with its caller's hold released.
type returnProbe struct{ released bool }

// Observe implements [flow.Observer].
func (p *returnProbe) Observe(ev domain.Event) { p.released = p.released || ev.IsGone() }

// isNetRelease reports whether fn, entered without the lock of the release op, can
// return with it released: then it releases its caller's hold.
func (s *Summarizer) isNetRelease(fn *ssa.Function, op *accesspath.Operation, made []verdict.Decision) bool {
	for _, d := range made {
		if c := d.Collector; c != nil && d.Lock.ID == op.ID && d.Lock.Class == op.Class && !c.Run.CallsChange {
			return c.NetRelease || c.Run.Exhausted
		}
	}
	if gone, ok := s.netReleases[fn][op.ID]; ok {
		return gone
	}
	if s.netReleases[fn] == nil {
		s.netReleases[fn] = make(map[lock.ID]bool)
	}
	run := s.analysis.NewRun(fn, op.ID, op.Class)
	var p returnProbe
	run.Analyze(domain.State{}, &p)
	s.netReleases[fn][op.ID] = p.released || run.Exhausted
	return s.netReleases[fn][op.ID]
}

// Forget drops what has been cached about the declared function fn.
func (s *Summarizer) Forget(fn *ssa.Function) { delete(s.netReleases, fn) }
