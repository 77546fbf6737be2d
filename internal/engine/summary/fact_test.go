package summary_test

import (
	"bytes"
	"encoding/gob"
	"fmt"
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
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// full returns a summary in which everything is set.
func full() *summary.Func {
	class := lock.Class{Type: "sync.Mutex", Owner: "a.T", Field: "mu", Global: lock.Global{Pkg: "a", Name: "v"}}
	return &summary.Func{
		Effects: []summary.Effect{{
			Lock: "2p0;", Key: "1n1;", Class: class, Sync: true, Name: "Lock", Peer: "Unlock", Try: true, Declared: true, Keys: []int{1},
			Outcomes: []summary.Outcome{{
				Do: summary.Acquire, Mode: lock.Shared, Any: true, Again: lock.Shared, Handle: 1,
				When: []summary.Cond{{Chan: "1p0;", Of: summary.Param, Index: 1, Is: summary.True}},
			}},
		}},
		Runs:         []summary.Run{{Param: 1, When: summary.Later}},
		Releases:     []lock.Class{class},
		Acquires:     []lock.Class{class},
		Takes:        []summary.Take{{Lock: "2p0;", Key: "1n1;", Class: class, Mode: lock.Shared, Fails: true}},
		Requires:     []summary.Hold{{Lock: "2p0;", Key: "1n1;", Class: class, Mode: lock.Shared}},
		NeverReturns: true, Panics: true, MayPanic: true, Repeatable: true,
	}
}

// checkFull reports an error for each field in v that is not set. A new field
// must be added to full.
func checkFull(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	if v.IsZero() {
		t.Errorf("%s is not set", name)
	}
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			checkFull(t, fmt.Sprintf("%s[%d]", name, i), v.Index(i))
		}
	case reflect.Struct:
		for field, f := range v.Fields() {
			if v.Type() == reflect.TypeFor[lock.Class]() && field.Name == "Local" {
				if !f.IsNil() {
					t.Errorf("%s.Local is set: it means nothing in other packages", name)
				}
				continue
			}
			if !field.IsExported() {
				t.Errorf("%s.%s is not exported: gob leaves it out", name, field.Name)
			}
			checkFull(t, name+"."+field.Name, f)
		}
	}
}

// roundTrip returns f as another package reads it, encoded and decoded again.
func roundTrip(t *testing.T, f *summary.LockleakFacts) *summary.LockleakFacts {
	t.Helper()
	var out summary.LockleakFacts
	if err := gob.NewDecoder(bytes.NewReader(encode(t, f))).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return &out
}

func encode(t *testing.T, f *summary.LockleakFacts) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFactRoundTrip(t *testing.T) {
	t.Parallel()
	whole := summary.NewFacts(map[string]*summary.Func{"a.F": full()}, []string{"a.T: notlock"})
	checkFull(t, "the fact", reflect.ValueOf(*whole))
	for name, f := range map[string]*summary.LockleakFacts{
		"full":    whole,
		"nothing": summary.NewFacts(nil, nil),
		// gob leaves out what is zero, but not the elements of lists.
		"zero elements": summary.NewFacts(map[string]*summary.Func{"a.F": {
			Effects:  []summary.Effect{{}, {Keys: []int{0, 2, 0}, Outcomes: []summary.Outcome{{}, {When: []summary.Cond{{}}}, {}}}},
			Runs:     []summary.Run{{}},
			Releases: []lock.Class{{}, {}},
			Requires: []summary.Hold{{}},
		}, "a.G": {}}, []string{""}),
	} {
		if got := roundTrip(t, f); !reflect.DeepEqual(got, f) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", name, got, f)
		}
	}
}

// TestFactDeterministic checks that a fact does not depend on the order of the
// map that it is made from. The go command caches results by these bytes.
func TestFactDeterministic(t *testing.T) {
	t.Parallel()
	funcs := make(map[string]*summary.Func)
	for i := range 40 {
		f := full()
		f.Runs[0].Param = i
		funcs[fmt.Sprintf("a.F%d", i)] = f
	}
	first := encode(t, summary.NewFacts(funcs, nil))
	for range 50 {
		if !bytes.Equal(encode(t, summary.NewFacts(funcs, nil)), first) {
			t.Fatal("the same summaries have different bytes")
		}
	}
}

func TestFactString(t *testing.T) {
	t.Parallel()
	f := summary.NewFacts(map[string]*summary.Func{"(*a.T).M": full(), "a.F": {Panics: true}, "(a.T).M": {Repeatable: true}}, nil)
	if got, want := f.String(), "lock effects of (*a.T).M, (a.T).M, a.F"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestFactName checks that no analyzer that may be linked together with lockleak
// has a fact of the same name. Package gob registers a pointer type by the name
// of its package, without the path, and panics if two types have the same name.
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
