package obligation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
)

// A Dump is the SSA of a function with the states before each instruction, for
// each of its locks.
type Dump struct {
	Function string
	Text     string
}

// Dump returns the dumps of the functions called name, with their literals.
// The package may be given by its path, by the end of its path, or not at all.
func (r *Result) Dump(name string) []Dump {
	var out []Dump
	fns := slices.SortedStableFunc(r.engine.prog.Functions(), func(f, g *ssa.Function) int {
		return cmp.Compare(callinfo.Outermost(f).Pos(), callinfo.Outermost(g).Pos())
	})
	for _, fn := range fns {
		n := domain.FunctionName(fn)
		base, _, _ := strings.Cut(n, "$")
		if n != name && base != name && !strings.HasSuffix(n, "/"+name) && !strings.HasSuffix(base, "/"+name) &&
			!strings.HasSuffix(n, "."+name) && !strings.HasSuffix(base, "."+name) {
			continue
		}
		out = append(out, Dump{n, r.engine.containedDump(fn)})
	}
	return out
}

// containedDump is dump, or says why there is none.
func (e *engine) containedDump(fn *ssa.Function) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprintf("func %s\n%s\n", domain.FunctionName(fn), internalError(domain.FunctionName(fn), r))
		}
	}()
	text = e.dump(fn)
	if why := e.failed[callinfo.Outermost(fn)]; why != "" {
		text = why + "\n" + text
	}
	return text
}

// dump renders fn with the states of each of its units.
func (e *engine) dump(fn *ssa.Function) string {
	var b strings.Builder
	if f := e.prog.Summaries.Made(fn); f != nil && !f.IsZero() {
		fmt.Fprintf(&b, "func %s, for its callers\n%s\n", domain.FunctionName(fn), f)
	}
	locks := e.prog.Calls.LocksOf(fn)
	if accesspath.IsYieldFunc(fn) {
		locks = nil
	}
	for _, l := range locks {
		u := e.analysis.NewRun(fn, l.ID, l.Class)
		in := u.Solve(u.Initial())
		fmt.Fprintf(&b, "func %s, lock %s\n", domain.FunctionName(fn), l.ID)
		u.DumpBlocks(&b, in)
		for site, o := range e.verdicts {
			if o != nil && o.Op.ID == l.ID && callinfo.IsWithin(o.Function, fn) {
				fmt.Fprintf(&b, "site %d at %s: %s %s\n", site, e.prog.Pass.Fset.Position(o.Pos), o.Verdict, o.Reason)
			}
		}
	}
	if len(locks) == 0 {
		fmt.Fprintf(&b, "func %s, no lock\n", domain.FunctionName(fn))
		u := e.analysis.NewRun(fn, callinfo.Lock{}.ID, callinfo.Lock{}.Class)
		u.DumpBlocks(&b, nil)
	}
	return b.String()
}
