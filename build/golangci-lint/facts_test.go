package main

import (
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
	"golang.org/x/tools/go/analysis/passes/findcall"
	"golang.org/x/tools/go/analysis/passes/inline"
	"golang.org/x/tools/go/analysis/passes/modernize"
	"golang.org/x/tools/go/analysis/passes/pkgfact"
	"golang.org/x/tools/go/analysis/passes/printf"
	"golang.org/x/tools/go/analysis/passes/usesgenerics"
	"honnef.co/go/tools/analysis/facts/deprecated"
	"honnef.co/go/tools/analysis/facts/nilness"
	"honnef.co/go/tools/analysis/facts/purity"
	"honnef.co/go/tools/staticcheck"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// TestFactName checks that no other analyzer that lockleak could be linked
// together with has a fact of the same name. gob knows a pointer type by the
// name of its package, without the path, and panics where two types have one.
func TestFactName(t *testing.T) {
	t.Parallel()
	all := append(analyzer.Suite(), ctrlflow.Analyzer, findcall.Analyzer, inline.Analyzer, pkgfact.Analyzer, printf.Analyzer,
		usesgenerics.Analyzer, deprecated.Analyzer, nilness.Analysis, purity.Analyzer)
	all = append(all, modernize.Suite...)
	for _, a := range staticcheck.Analyzers {
		all = append(all, a.Analyzer)
	}
	types := make(map[string]reflect.Type)
	seen := make(map[*analysis.Analyzer]bool)
	for len(all) > 0 {
		a := all[0]
		if all = all[1:]; seen[a] {
			continue
		}
		seen[a] = true
		all = append(all, a.Requires...)
		for _, f := range a.FactTypes {
			typ := reflect.TypeOf(f)
			if other, ok := types[typ.String()]; ok && other != typ {
				t.Errorf("%s is a fact of %s and of %s", typ, typ.Elem().PkgPath(), other.Elem().PkgPath())
			}
			types[typ.String()] = typ
		}
	}
	if types["*summary.LockleakFacts"] != reflect.TypeFor[*summary.LockleakFacts]() {
		t.Error("the suite has no fact, or it has another name")
	}
	if len(types) < 10 {
		t.Errorf("just %d facts to compare with", len(types)-1)
	}
}
