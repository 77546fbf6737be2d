package summary

import (
	"reflect"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

func TestContradicts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		c, d Cond
		want bool
	}{
		{Cond{Of: Result, Index: 0, Is: True}, Cond{Of: Result, Index: 0, Is: True}, false},
		{Cond{Of: Result, Index: 0, Is: True}, Cond{Of: Result, Index: 0, Is: False}, true},
		{Cond{Of: Result, Index: 0, Is: Nil}, Cond{Of: Result, Index: 0, Is: NonNil}, true},
		{Cond{Of: Param, Index: 1, Is: Nil}, Cond{Of: Param, Index: 1, Is: NonNil}, true},
		{Cond{Of: Param, Index: 1, Is: Nil}, Cond{Of: Param, Index: 1, Is: Nil}, false},
		{Cond{Of: Result, Index: 0, Is: True}, Cond{Of: Result, Index: 1, Is: False}, false}, // another result
		{Cond{Of: Result, Index: 0, Is: True}, Cond{Of: Param, Index: 0, Is: False}, false},  // a parameter
	} {
		if tt.c.Contradicts(tt.d) != tt.want || tt.d.Contradicts(tt.c) != tt.want {
			t.Errorf("%v contradicts %v: %v and the other way %v, want %v", tt.c, tt.d, tt.c.Contradicts(tt.d), tt.d.Contradicts(tt.c), tt.want)
		}
	}
}

func TestExcludes(t *testing.T) {
	t.Parallel()
	when := func(cs ...Cond) Outcome { return Outcome{Do: Acquire, When: cs} }
	ok, notOK := Cond{Of: Result, Index: 0, Is: True}, Cond{Of: Result, Index: 0, Is: False}
	failed, worked := Cond{Of: Result, Index: 1, Is: NonNil}, Cond{Of: Result, Index: 1, Is: Nil}
	for _, tt := range []struct {
		o, p Outcome
		want bool
	}{
		{when(), when(), false},
		{when(ok), when(), false}, // no conditions: always
		{when(ok), when(ok), false},
		{when(ok), when(notOK), true},
		{when(ok), when(failed), false}, // both may be
		{when(ok, failed), when(worked), true},
		{when(ok, failed), when(failed, notOK), true}, // one of several is enough
		{when(ok, failed), when(failed, ok), false},
		{Outcome{Do: Release, When: []Cond{ok}}, when(ok), false}, // what is done does not count
	} {
		if tt.o.Excludes(tt.p) != tt.want || tt.p.Excludes(tt.o) != tt.want {
			t.Errorf("%v excludes %v: %v and the other way %v, want %v", tt.o, tt.p, tt.o.Excludes(tt.p), tt.p.Excludes(tt.o), tt.want)
		}
	}
}

// TestIsZero checks that every field of a summary says something.
func TestIsZero(t *testing.T) {
	t.Parallel()
	if f := (*Func)(nil); !f.IsZero() || !new(Func).IsZero() {
		t.Error("nothing says something")
	}
	if f := (&Func{Effects: []Effect{}, Runs: []Run{}}); !f.IsZero() {
		t.Error("empty lists say something")
	}
	for i, field := range reflect.VisibleFields(reflect.TypeFor[Func]()) {
		var f Func
		switch v := reflect.ValueOf(&f).Elem().Field(i); v.Kind() {
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		case reflect.Bool:
			v.SetBool(true)
		default:
			t.Errorf("%s is of a kind that this test does not know", field.Name)
		}
		if f.IsZero() {
			t.Errorf("a summary with nothing but %s says nothing", field.Name)
		}
	}
}

func TestEffectDoes(t *testing.T) {
	t.Parallel()
	for do, want := range map[Action][2]bool{ // acquires, releases
		Nothing: {}, Acquire: {true, false}, Release: {false, true}, Downgrade: {}, Relocked: {}, MayRelease: {false, true}, MayAcquire: {},
	} {
		e := Effect{Outcomes: []Outcome{{}, {Do: do}}}
		if got := [2]bool{e.Acquires(), e.Releases()}; got != want {
			t.Errorf("%v acquires, releases: %v, want %v", e.Outcomes[1], got, want)
		}
	}
}

func TestString(t *testing.T) {
	t.Parallel()
	table := newTable()
	root := func(sym any) lock.Term { return table.Make(lock.Root, sym, lock.Term{}, lock.Term{}) }
	path := func(x lock.Term) Path { p, _ := Encode(x); return p }
	recv := root(lock.Param{})
	mu := path(table.Make(lock.Field, lock.FieldName{Name: "mu", Index: 1}, recv, lock.Term{}))
	arg := table.Make(lock.Call, lock.Func{Full: "a/b.Key", Name: "Key"}, table.Make(lock.Cons, nil, root(lock.Param{Index: 1}), lock.Term{}), lock.Term{})
	key := path(table.Make(lock.Cons, nil, arg, table.Make(lock.Cons, nil, root(lock.Result{Index: 2}), lock.Term{})))
	class := lock.Class{Type: "sync.Mutex", Owner: "a/b.T", Field: "mu"}
	global := lock.Global{Pkg: "a/b", Name: "lock"}
	for _, tt := range []struct {
		f    Func
		want string
	}{
		{Func{}, ""},
		{Func{Effects: []Effect{{Lock: mu, Class: class, Outcomes: []Outcome{{Do: Acquire}}}}},
			"lock #0.mu of a/b.T.mu: acquired exclusive\n"},
		{Func{Effects: []Effect{
			{Lock: mu, Key: key, Class: class, Outcomes: []Outcome{
				{Do: Acquire, Mode: lock.Shared, When: []Cond{{Of: Result, Index: 0, Is: True}, {Of: Result, Index: 1, Is: Nil}}},
				{When: []Cond{{Of: Result, Index: 0, Is: False}, {Of: Param, Index: 1, Is: NonNil}}},
			}},
			{Lock: path(root(global)), Class: lock.Class{Global: global}, Outcomes: []Outcome{{Do: Release, Any: true}}}}},
			"lock #0.mu(Key(#1), result 2) of a/b.T.mu: acquired shared if result 0 is true and result 1 is nil; " +
				"nothing if result 0 is false and parameter 1 is not nil\n" +
				"lock a/b.lock of a/b.lock: released exclusive or shared\n"},
		{Func{Effects: []Effect{
			{Class: lock.Class{Type: lock.HandleType}, Outcomes: []Outcome{{Do: Acquire, Handle: 1}}},
			{Lock: mu, Outcomes: []Outcome{{Do: Downgrade}, {Do: Relocked}, {Do: MayRelease}, {Do: MayAcquire}}}}},
			"lock ? of handle: acquired exclusive, released by result 0\n" +
				"lock #0.mu of an interface: downgraded; released and acquired again; perhaps released; perhaps acquired\n"},
		{Func{Requires: []Hold{{Lock: mu, Key: key, Class: class, Mode: lock.Shared}, {Lock: mu}}},
			"requires #0.mu(Key(#1), result 2) shared\nrequires #0.mu exclusive\n"},
		{Func{Runs: []Run{{0, Once}, {1, Maybe}, {2, Later}}, Releases: []lock.Class{class}, Acquires: []lock.Class{{}},
			Panics: true, NeverReturns: true, Repeatable: true},
			"runs #0 once\nruns #1 any number of times\nruns #2 later\nmay release a lock of a/b.T.mu\nmay acquire a lock of an interface\n" +
				"panics\nnever returns\nrepeatable\n"},
		{Func{Effects: []Effect{{Lock: "x"}, {Lock: mu, Key: "2-"}}},
			"lock path \"x\": no kind at \"x\" of an interface: \nlock path \"2-\": no symbol of kind 2: <nil> of an interface: \n"},
	} {
		if got := tt.f.String(); got != tt.want {
			t.Errorf("got\n%swant\n%s", got, tt.want)
		}
	}
}
