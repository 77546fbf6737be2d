package summary_test

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"reflect"
	"testing"

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
			if v.Type() == reflect.TypeFor[lock.Class]() && field.Name == "confined" {
				continue // means nothing in other packages, either
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
