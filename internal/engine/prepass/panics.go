package prepass

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// deferredAcquires returns, for each function that the package calls, the
// classes of the locks that are acquired by what its callers have deferred. It is
// asked for before all of these have been analyzed.
func (fs *Families) DeferredAcquires() map[*ssa.Function][]lock.Class {
	if fs.retaken != nil {
		return fs.retaken
	}
	fs.retaken = make(map[*ssa.Function][]lock.Class)
	type acquiring struct {
		at *ssa.Defer
		by []lock.Class
	}
	for f := range fs.Prog.Functions() {
		var defers []acquiring
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.Defer:
					if by := fs.acquiredBy(in); len(by) > 0 {
						defers = append(defers, acquiring{in, by})
					}
				case *ssa.Call:
					callee := fs.Prog.Declaration(in.Call.StaticCallee())
					for _, d := range defers {
						if callee != nil && accesspath.Precedes(d.at, in) {
							fs.retaken[callee] = addClasses(fs.retaken[callee], d.by)
						}
					}
				}
			}
		}
	}
	return fs.retaken
}

func addClasses(list, more []lock.Class) []lock.Class {
	for _, c := range more {
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// acquiredBy returns the classes of the locks of package sync that a deferred
// function of the package acquires by itself.
func (fs *Families) acquiredBy(d *ssa.Defer) []lock.Class {
	var out []lock.Class
	fn := d.Call.StaticCallee()
	if fn == nil || fn.Parent() == nil && fs.Prog.Declaration(fn) == nil || len(fs.Recoverers(fn)) > 0 {
		return nil
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			c, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			for _, op := range fs.Prog.Calls.GivenAt(c) {
				if op.Acquires() && op.Sync && !op.Try {
					out = append(out, op.Class)
				}
			}
		}
	}
	return out
}

// recoverers returns the defer statements of fn whose function recovers.
func (fs *Families) Recoverers(fn *ssa.Function) []*ssa.Defer {
	if ds, ok := fs.recovers[fn]; ok {
		return ds
	}
	var ds []*ssa.Defer
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if d, ok := in.(*ssa.Defer); ok {
				if callee := d.Call.StaticCallee(); callee != nil && callsRecover(callee) {
					ds = append(ds, d)
				}
			}
		}
	}
	fs.recovers[fn] = ds
	return ds
}

// callsRecover reports whether fn calls recover and does not panic again.
func callsRecover(fn *ssa.Function) bool {
	recovers, panics := false, false
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Call:
				if bi, ok := in.Call.Value.(*ssa.Builtin); ok && bi.Name() == "recover" {
					recovers = true
				}
				panics = panics || lexicon.NeverReturns(&in.Call)
			case *ssa.Panic:
				panics = true
			}
		}
	}
	return recovers && !panics
}

// hasRecoveringCaller reports whether a function of the package calls fn and
// recovers its panics, or net/http does.
func (fs *Families) HasRecoveringCaller(fn *ssa.Function) bool {
	if fs.recovered == nil {
		fs.recovered = make(map[*ssa.Function]bool)
		for f := range fs.Prog.Functions() {
			for _, b := range f.Blocks {
				for _, in := range b.Instrs {
					c, ok := in.(*ssa.Call)
					if !ok || c.Call.StaticCallee() == nil {
						continue
					}
					for _, d := range fs.Recoverers(f) {
						if d.Block().Dominates(b) {
							fs.recovered[c.Call.StaticCallee()] = true
						}
					}
				}
			}
		}
	}
	return fs.recovered[fn] || isHandler(fn)
}

// isHandler reports whether fn has the signature of an HTTP handler.
func isHandler(fn *ssa.Function) bool {
	p := fn.Signature.Params()
	return p.Len() == 2 && fn.Signature.Results().Len() == 0 &&
		lexicon.TypeName(p.At(0).Type()) == "net/http.ResponseWriter" && lexicon.TypeName(p.At(1).Type()) == "net/http.Request"
}
