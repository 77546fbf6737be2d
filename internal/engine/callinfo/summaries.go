package callinfo

import (
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// None is the summary of a function that does nothing to locks.
var None = &summary.Func{}

// Anything is the summary of a function of which nothing is known, not even that it
// leaves locks alone: its analysis has failed.
var Anything = &summary.Func{
	Releases: []lock.Class{{Type: lock.AnyType}, {Type: lock.HandleType}},
	Acquires: []lock.Class{{Type: lock.AnyType}},
}

// Summaries is what is known of functions. It is a pure lookup: no summary is made on
// demand. Those of the functions of the package are entered by [Summaries.Set], by who
// analyzes them, and a question about one that has not been entered is answered by
// what is declared, enters nothing, and is reported to who has asked for that by
// [Summaries.OnEarly].
type Summaries struct {
	prog     *Program
	known    map[*ssa.Function]*summary.Func       // entered, or of other packages
	settled  map[*ssa.Function]bool                // those of the package that do not change any more
	methods  map[*types.Func]*summary.Func         // of interfaces
	analyzed *ssa.Function                         // the declared function that is analyzed
	early    func(gr *Graph, by, of *ssa.Function) // nil if nobody wants to know
}

func newSummaries(p *Program) *Summaries {
	return &Summaries{
		prog:    p,
		known:   make(map[*ssa.Function]*summary.Func),
		settled: make(map[*ssa.Function]bool),
		methods: make(map[*types.Func]*summary.Func),
	}
}

// Of returns the summary of fn: declared, made from its body, or read from a fact.
// It is [None] where nothing is known. It never makes one: the order of analysis sees
// to it that what is asked for has been analyzed before, as far as that is possible.
func (s *Summaries) Of(fn *ssa.Function) *summary.Func {
	if fn == nil {
		return None
	}
	fn = origin(fn)
	if f, ok := s.known[fn]; ok {
		return f
	}
	if _, ok := s.prog.Graph.ComponentOf[fn]; ok {
		s.NoteEarly(fn)
		if f := s.prog.Bindings.Of(fn); f != nil {
			return f
		}
		return None
	}
	obj, _ := fn.Object().(*types.Func)
	if obj == nil || fn.Pkg == s.prog.Pkg {
		return None
	}
	f := s.prog.Bindings.declared(obj)
	if f == nil {
		f = s.prog.Imports.funcOf(obj)
	}
	s.known[fn] = f
	return f
}

// Made returns the summary of fn that has been entered, nil if there is none yet.
func (s *Summaries) Made(fn *ssa.Function) *summary.Func { return s.known[fn] }

// Set enters the summary of fn, a function of the package, in place of the one that
// it has. What [Calls] has concluded from that has to be forgotten.
func (s *Summaries) Set(fn *ssa.Function, f *summary.Func) { s.known[fn] = f }

// Settle notes that the summary of fn does not change any more.
func (s *Summaries) Settle(fn *ssa.Function) { s.settled[fn] = true }

// IsPending reports whether fn is a function of the package whose summary is not
// settled: it has not been analyzed yet, or is one of those that are being analyzed.
func (s *Summaries) IsPending(fn *ssa.Function) bool {
	return s.prog.Graph.ComponentOf[fn] != nil && !s.settled[fn]
}

// Analyze notes which function asks for summaries from now on, nil for none.
func (s *Summaries) Analyze(fn *ssa.Function) { s.analyzed = fn }

// OnEarly has early called for each summary that is asked for before it is there:
// that of the function of, while the function by is analyzed.
func (s *Summaries) OnEarly(early func(gr *Graph, by, of *ssa.Function)) { s.early = early }

// NoteEarly reports that fn has been asked for before it has been analyzed.
func (s *Summaries) NoteEarly(fn *ssa.Function) {
	if s.early != nil {
		s.early(s.prog.Graph, s.analyzed, fn)
	}
}

// isRepeatable reports whether fn makes keys, see [accesspath.IsRepeatable]. For a
// function of the package, that is seen in its body.
func (s *Summaries) isRepeatable(fn *ssa.Function) bool {
	d := s.prog.Declaration(fn)
	if d == nil {
		return s.Of(fn).Repeatable
	}
	if f := s.prog.Bindings.Of(d); f != nil && saysLocks(f) {
		return f.Repeatable
	}
	return accesspath.IsRepeatable(d)
}

// IsKnown reports whether the body of fn, if it has one, has been looked into.
func (s *Summaries) IsKnown(fn *ssa.Function) bool {
	if fn == nil {
		return false
	}
	if len(fn.Blocks) > 0 {
		return true
	}
	obj, _ := fn.Object().(*types.Func)
	return obj != nil && obj.Pkg() != nil && obj.Pkg() != s.prog.Pass.Pkg && s.prog.Imports.knows(obj)
}

// At returns the summary of what c calls, nil if it is not known what that is.
func (s *Summaries) At(c ssa.CallInstruction) *summary.Func {
	common := c.Common()
	if common.IsInvoke() {
		return s.OfMethod(common.Method)
	}
	if m, ok := common.Value.(*ssa.MakeClosure); ok {
		if fn := m.Fn.(*ssa.Function); fn.Parent() == nil {
			return s.Of(s.prog.BoundMethod(fn))
		}
		return nil
	}
	fn := common.StaticCallee()
	if fn == nil || fn.Parent() != nil {
		return nil
	}
	return s.Of(fn)
}

// OfMethod returns the summary of the method m of an interface: as it is declared,
// or as all implementations in the package agree. As long as one of these is pending,
// nothing is known of it.
func (s *Summaries) OfMethod(m *types.Func) *summary.Func {
	if f, ok := s.methods[m]; ok {
		return f
	}
	f := s.prog.Bindings.declared(m)
	if f == nil {
		fns := s.prog.Graph.implementing(m)
		if i := slices.IndexFunc(fns, s.IsPending); i >= 0 {
			s.NoteEarly(fns[i])
			return None
		}
		f = s.agreed(fns)
	}
	s.methods[m] = f
	return f
}

// agreed returns a summary with the effects that all of the functions have, [None] if
// they differ.
func (s *Summaries) agreed(fns []*ssa.Function) *summary.Func {
	found := None
	for i, fn := range fns {
		f := s.Of(fn)
		if len(f.Effects) == 0 || i > 0 && !reflect.DeepEqual(f.Effects, found.Effects) {
			return None
		}
		found = f
	}
	return found
}

// PanicAt returns the instruction that panics where a block ends with p, nil if
// none does. Panics without a position are synthetic: go/ssa ends blocks with
// them that control does not leave, such as those with a call of a function
// that does nothing but panic.
func (s *Summaries) PanicAt(p *ssa.Panic) ssa.Instruction {
	if p.Pos().IsValid() {
		return p
	}
	for _, in := range slices.Backward(p.Block().Instrs) {
		if c, ok := in.(*ssa.Call); ok {
			if f := s.At(c); f != nil && f.Panics {
				return c
			}
			return nil
		}
	}
	return nil
}

// Releases reports whether a function with the summary f may release a lock of
// class c.
func Releases(f *summary.Func, c lock.Class) bool {
	return MayRelease(f, c) || slices.ContainsFunc(f.Effects, func(x summary.Effect) bool {
		return x.Releases() && x.Class.Compatible(c)
	})
}

// MayRelease reports whether a function with the summary f may release a lock of
// class c that its callers have no name for.
func MayRelease(f *summary.Func, c lock.Class) bool {
	return slices.ContainsFunc(f.Releases, c.Compatible)
}

// ParamRun returns what a function with the summary f does with its i-th parameter,
// a function.
func ParamRun(f *summary.Func, i int) summary.When {
	for _, r := range f.Runs {
		if r.Param == i {
			return r.When
		}
	}
	return 0
}
