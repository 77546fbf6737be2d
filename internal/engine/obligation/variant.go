package obligation

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// A Variant is a package with some of its functions edited: the same imports and
// declarations, other bodies.
type Variant struct {
	Files []*ast.File
	Pkg   *types.Package
	Info  *types.Info

	// Edited reports whether a position in Files is in a declaration that was edited.
	Edited func(token.Pos) bool
}

// Again returns what is found in the functions of a variant that its edits can change,
// with the settings and the facts of the first run: in those that were edited, and in
// those whose verdicts may depend on a summary that has changed. Of all others the
// summaries of the first run stand. Nothing is exported.
func (r *Result) Again(v Variant) *Result {
	first := r.engine.prog.Pass
	pass := *first
	pass.Files, pass.Pkg, pass.TypesInfo = v.Files, v.Pkg, v.Info
	pass.Report = func(analysis.Diagnostic) {}
	pass.ExportPackageFact = func(analysis.Fact) {}
	pass.ResultOf = map[*analysis.Analyzer]any{r.engine.settings.source: r.engine.buildVariant(v)}
	return analyze(&pass, r.engine.settings, newRerun(r.engine, v.Edited))
}

// buildVariant builds the SSA of a variant of the package.
func (e *engine) buildVariant(v Variant) *program.Program {
	first := e.prog.Pass
	noReturn := first.ResultOf[e.settings.source].(*program.Program).NoReturn
	before := make(map[string]*types.Func) // the functions of the first run, by name
	for id, obj := range first.TypesInfo.Defs {
		if fn, ok := obj.(*types.Func); ok && id.Name != "_" && id.Name != "init" {
			before[fn.FullName()] = fn
		}
	}
	return program.Build(first.Fset, v.Pkg, v.Files, v.Info, func(fn *types.Func) bool {
		if fn.Pkg() == v.Pkg {
			fn = before[fn.FullName()]
		}
		return fn != nil && noReturn(fn)
	})
}

// A rerun is an analysis of a variant under way: it says which functions to analyze
// again, and knows the summaries of the first run for all others.
type rerun struct {
	edited  func(token.Pos) bool
	refuted map[string]domain.Doubts          // by the review of the first run
	before  map[string]*summary.Func          // by the name of the function; nil where it is ambiguous, or has failed
	causes  map[*ssa.Function][]*ssa.Function // of those that are analyzed again, the edited functions that are the reason
	differ  map[*ssa.Function]bool            // those whose summary is another one than before
}

func newRerun(first *engine, edited func(token.Pos) bool) *rerun {
	r := &rerun{
		edited:  edited,
		refuted: first.refuted,
		before:  make(map[string]*summary.Func, len(first.prog.Funcs)),
		causes:  make(map[*ssa.Function][]*ssa.Function),
		differ:  make(map[*ssa.Function]bool),
	}
	for _, fn := range first.prog.Funcs {
		name := fn.String()
		if _, twice := r.before[name]; twice || first.failed[fn] != "" {
			r.before[name] = nil
			continue
		}
		r.before[name] = first.prog.Summaries.Made(fn)
	}
	return r
}

// known returns the summary of fn with which its analysis begins: none in the first
// analysis of the package, else that of the first one.
func (r *rerun) known(fn *ssa.Function) *summary.Func {
	if r == nil || r.before[fn.String()] == nil {
		return callinfo.None
	}
	return r.before[fn.String()]
}

// begin returns those of the functions of a component that have to be analyzed: all in
// the first analysis of the package, else those that an edit may have changed, or a
// summary that is another one than before.
func (r *rerun) begin(p *callinfo.Program, comp []*ssa.Function) map[*ssa.Function]bool {
	todo := make(map[*ssa.Function]bool)
	for _, fn := range comp {
		if r == nil {
			todo[fn] = true
		} else if causes := r.causesOf(p, fn); len(causes) > 0 {
			todo[fn], r.causes[fn] = true, causes
		}
	}
	return todo
}

// end notes what the analysis of the functions of a component has changed. Of functions
// that call each other, all that were analyzed have the reasons of each.
func (r *rerun) end(p *callinfo.Program, comp []*ssa.Function, todo map[*ssa.Function]bool) {
	if r == nil || len(todo) == 0 {
		return
	}
	var all []*ssa.Function
	for _, fn := range comp {
		for _, c := range r.causes[fn] {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	for _, fn := range comp {
		if todo[fn] {
			r.causes[fn] = all
			r.differ[fn] = !reflect.DeepEqual(p.Summaries.Made(fn), r.before[fn.String()])
		}
	}
}

// causesOf returns the edited functions on which depends what is found in fn.
func (r *rerun) causesOf(p *callinfo.Program, fn *ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	add := func(causes ...*ssa.Function) {
		for _, c := range causes {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	if r.isEdited(fn) || r.before[fn.String()] == nil {
		add(fn)
	}
	for _, g := range append(slices.Clone(p.Graph.Callees(fn)), p.Graph.References(fn)...) {
		if r.differ[g] {
			add(r.causes[g]...)
		}
	}
	return out
}

// isEdited reports whether fn, a declared function, or a literal in it was edited.
func (r *rerun) isEdited(fn *ssa.Function) bool {
	edited := false
	accesspath.Family(fn, func(f *ssa.Function) { edited = edited || r.edited(f.Pos()) })
	return edited
}

// concerns reports whether what is found in fn, or in the function that it is a literal
// in, is wanted: always, but in an analysis of a variant.
func (r *rerun) concerns(fn *ssa.Function) bool {
	if r == nil {
		return true
	}
	_, ok := r.causes[callinfo.Outermost(fn)]
	return ok
}

// A Reanalysis is a function that was analyzed again.
type Reanalysis struct {
	Function *ssa.Function
	Causes   []*ssa.Function // the edited functions that are the reason
}

// Reanalyzed returns the functions that were analyzed again for a variant, by name.
func (r *Result) Reanalyzed() []Reanalysis {
	var out []Reanalysis
	if r.engine.rerun == nil || r.engine.prog == nil {
		return nil
	}
	for _, fn := range r.engine.prog.Funcs {
		if causes, ok := r.engine.rerun.causes[fn]; ok {
			out = append(out, Reanalysis{fn, causes})
		}
	}
	return out
}
