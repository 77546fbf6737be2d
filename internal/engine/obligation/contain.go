package obligation

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// internalReason is the reason of verdicts in a function with an internal error.
const internalReason = "internal error"

// contained calls f, which analyzes the declared function fn. An internal error
// in it is noted.
func (e *engine) contained(fn *ssa.Function, f func()) {
	e.prog.Summaries.Analyze(fn)
	defer func() {
		e.prog.Summaries.Analyze(nil)
		if r := recover(); r != nil {
			e.fail(fn, r)
		}
	}()
	if e.settings.Before != nil {
		e.settings.Before(fn)
	}
	if e.settings.After != nil {
		defer e.meter(fn)()
	}
	f()
}

// meter begins to count the instructions that are interpreted for fn, and returns
// what hands their number to the settings.
func (e *engine) meter(fn *ssa.Function) func() {
	begin := e.analysis.Work
	return func() { e.settings.After(fn, e.analysis.Work-begin) }
}

// fail notes that an internal error, the panic r, happened while fn was
// analyzed. It is called in the function that is deferred against it.
func (e *engine) fail(fn *ssa.Function, r any) {
	e.prog.Summaries.Set(fn, callinfo.Anything)
	if e.failed[fn] != "" {
		return
	}
	e.failed[fn] = internalError(domain.FunctionName(fn), r)
	e.prog.Internal = append(e.prog.Internal, e.failed[fn])
}

// failed returns the result for a package that could not be analyzed because of
// the panic r. Nothing is known of its functions.
func failed(pkg string, r any) *Result {
	return &Result{engine: &engine{fact: new(summary.LockleakFacts)}, Internal: []string{internalError(pkg, r)}}
}

// internalError returns the line that tells of the panic r, which happened while
// what is called name was analyzed. It is called in the function that is
// deferred against it, or by one that is.
func internalError(name string, r any) string {
	return fmt.Sprintf("internal error in %s: %v%s", name, r, panicPlace())
}

// panicPlace returns where the panic was that is being recovered from, "" if that is not known.
func panicPlace() string {
	var pcs [maxFrames]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	panicked := false
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic" || f.Function == "runtime.sigpanic":
			panicked = true
		case panicked && !strings.HasPrefix(f.Function, "runtime."):
			return fmt.Sprintf(" (%s:%d)", filepath.Base(f.File), f.Line)
		}
		if !more {
			return ""
		}
	}
}

// hasFailed reports whether there was an internal error in the function fn, or
// in the one that fn is a literal in.
func (e *engine) hasFailed(fn *ssa.Function) bool { return e.failed[callinfo.Outermost(fn)] != "" }

// withdraw takes back what was found in functions before their internal error,
// since it may lack what comes later. Their acquires are listed all the same,
// as far as they can be found.
func (e *engine) withdraw() {
	for _, fn := range e.prog.Funcs {
		if e.failed[fn] != "" {
			func() {
				defer func() { _ = recover() }() // it is known that fn has failed
				e.findSites(fn)
			}()
		}
	}
	e.judge.Bad = slices.DeleteFunc(e.judge.Bad, func(b *verdict.BadRelease) bool { return e.hasFailed(b.Function()) })
	e.judge.Broken = slices.DeleteFunc(e.judge.Broken, func(b *verdict.BrokenPromise) bool { return e.hasFailed(b.Function) })
	for i, a := range e.analysis.Sites.All {
		if !e.hasFailed(a.Function) {
			continue
		}
		if i == len(e.verdicts) {
			e.verdicts = append(e.verdicts, nil)
		}
		if e.listed[i] || e.verdicts[i] != nil {
			e.verdicts[i] = &verdict.Site{Acquire: a, Verdict: verdict.Undecided, Reason: internalReason}
		}
	}
}
