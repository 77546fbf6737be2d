package accesspath_test

import (
	"fmt"
	"reflect"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// callOf returns the call in f of the function, method or function value with
// the name.
func (s *source) callOf(t *testing.T, name string) accesspath.Call {
	t.Helper()
	for in := range s.instructions(t) {
		if c, ok := in.(ssa.CallInstruction); ok && lexicon.CalleeName(c.Common()) == name {
			return accesspath.CallOf(c, name)
		}
	}
	t.Fatalf("no call of %s", name)
	return accesspath.Call{}
}

// callee returns the function or method with the name.
func (s *source) callee(t *testing.T, name string) *ssa.Function {
	t.Helper()
	if fn := s.pkg.Func(name); fn != nil {
		return fn
	}
	for in := range s.instructions(t) {
		if c, ok := in.(ssa.CallInstruction); ok && lexicon.CalleeName(c.Common()) == name {
			return c.Common().StaticCallee()
		}
	}
	t.Fatalf("no function %s", name)
	return nil
}

// TestCallOf checks which values stand for the parameters of a call.
func TestCallOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body, callee string
		args               string
		method, result     bool
	}{
		{"function", `g(i, j)`, "g", "[i j]", false, true},
		{"without results", `h()`, "h", "[]", false, true},
		{"goroutine", `go g(i, j)`, "g", "[i j]", false, false},
		{"deferred", `defer g(i, j)`, "g", "[i j]", false, false},
		{"method", `s.put(i)`, "put", "[s i]", true, true},
		{"deferred method", `defer s.put(i)`, "put", "[s i]", true, false},
		{"method of an interface", `p.put(j)`, "put", "[p j]", true, true},
		{"function value", `v(i)`, "v", "[i]", false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, `func g(i, j int) int; func h(); type putter interface{ put(int) }; func (s *store) put(i int) {}
				func f(s *store, p putter, v func(int), i, j int) { `+tt.body+` }`)
			c := s.callOf(t, tt.callee)
			if got := names(c.Args); got != tt.args || c.Method != tt.method || (c.Result != nil) != tt.result || c.Name != tt.callee {
				t.Errorf("got %+v, arguments %s, want %s", c, got, tt.args)
			}
		})
	}
}

// names returns the names of values as go/ssa has them.
func names(values []ssa.Value) string {
	var out []string
	for _, v := range values {
		out = append(out, v.Name())
	}
	return fmt.Sprint(out)
}

// TestCallOfValues has calls of method values, whose receiver is the first
// argument, and of literals, whose captured variables are none.
func TestCallOfValues(t *testing.T) {
	t.Parallel()
	s := parse(t, `func (s *store) put(i, j int) {}
		func f(s *store, i, j int) { put := s.put; put(i, i); func(int) { _ = j }(i) }`)
	var got []string
	for in := range s.instructions(t) {
		if c, ok := in.(*ssa.Call); ok {
			args := c.Call.Args
			call := accesspath.CallOf(c, "")
			got = append(got, names(call.Args))
			if len(c.Call.Args) != len(args) || call.Method {
				t.Errorf("%v: %+v", c, call)
			}
		}
	}
	if want := "[[s i i] [i]]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// TestName has, in g, a value that callers can name, and in f, which calls g,
// the same value.
func TestName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, decls string }{
		{"parameter", `func g(s *store) { mark("callee", s) }; func f(s *store) { g(s.next); mark("caller", s.next) }`},
		{"field", `func g(s *store) { mark("callee", &s.mu) }; func f(s *store) { g(s.next); mark("caller", &s.next.mu) }`},
		{"pointer in a field", `func g(s *store) { mark("callee", s.ptr) }; func f(s *store) { g(s); mark("caller", s.ptr) }`},
		{"second parameter", `func g(i int, s *store) { mark("callee", &s.mu) }; func f(s, t *store) { g(1, t); mark("caller", &t.mu) }`},
		{"element", `func g(s *store, i int) { mark("callee", &s.many[i%4]) }; func f(s *store, i int) { g(s, i); mark("caller", &s.many[i%4]) }`},
		{"element by a constant", `func g(s *store, i int) { mark("callee", &s.many[i]) }; func f(s *store) { g(s, 3); mark("caller", &s.many[3]) }`},
		{"package-level variable", `var v store; func g() { mark("callee", &v.mu) }; func f() { g(); mark("caller", &v.mu) }`},
		{"package-level pointer", `var v *store; func g() { mark("callee", &v.mu) }; func f() { g(); mark("caller", &v.mu) }`},
		{"receiver", `func (s *store) g() { mark("callee", &s.mu) }; func f(s *store) { s.next.g(); mark("caller", &s.next.mu) }`},
		{"getter", `func g(s *store) { mark("callee", s.Part(1)) }; func f(s *store) { g(s.next); mark("caller", s.next.Part(1)) }`},
		{"map entry", `func g(m map[string]*store, k string) { mark("callee", &m[k].mu) }; func f(m map[string]*store) { g(m, "k"); mark("caller", &m["k"].mu) }`},
		{"key", `func g(i int) { mark("callee", "k"+strconv.Itoa(i)) }; func f(s *store) { g(s.n); mark("caller", "k"+strconv.Itoa(s.n)) }`},
		{"literal", `func g(i, j int) { mark("callee", point{i, j}) }; func f(s *store) { g(s.n, 1); mark("caller", point{s.n, 1}) }`},
		{"argument of an interface", `func g(l sync.Locker) { mark("callee", l) }; func f(s *store) { g(&s.mu); mark("caller", &s.mu) }`},
		{"captured argument", `func g(s *store) { func() { mark("callee", &s.mu) }() }; func f(s *store) { g(s); mark("caller", &s.mu) }`},
		{"argument in a captured variable", `func g(s *store) { mark("callee", &s.mu) }; func f(s *store) { v := s.next; func() { g(v) }(); mark("caller", &s.next.mu) }`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, tt.decls)
			p, ok := s.Relative(s.callee(t, "g"), s.Term(s.value(t, "callee")), nil)
			if !ok {
				t.Fatalf("%s has no path", dump(s.Term(s.value(t, "callee"))))
			}
			got, ok := s.Name(s.callOf(t, "g"), p)
			if want := s.Term(s.value(t, "caller")); got != want || !ok {
				t.Errorf("%s is %s, %t, want %s", p, dump(got), ok, dump(want))
			}
		})
	}
}

// TestNameOfVariable checks that what is loaded from a variable with one value
// is that value, and from another one is not.
func TestNameOfVariable(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(s *store, c bool) {
		one, two := s.next, s
		if c { two = s.next }
		func() { _, _ = one, two }()
	}`)
	load := encode(t, func(x lock.Term, table *lock.Table) lock.Term { return table.Make(lock.Load, nil, x, lock.Term{}) })
	for name, want := range map[string]string{"one": "s.next", "two": "two"} {
		got, ok := s.Name(accesspath.Call{Args: []ssa.Value{s.variable(t, name)}}, load)
		if got.String() != want || !ok {
			t.Errorf("what is in %s is %v, want %s", name, got, want)
		}
		got, ok = s.Name(accesspath.Call{Args: []ssa.Value{s.variable(t, name)}}, `3f4;"n"(2p0;)`)
		if got.String() != name+".n" || !ok {
			t.Errorf("a field of %s is %v", name, got)
		}
	}
}

// encode returns the path of a term of parameter 0.
func encode(t *testing.T, of func(param lock.Term, table *lock.Table) lock.Term) summary.Path {
	t.Helper()
	table := lock.NewTable(func(any) string { return "" })
	p, ok := summary.Encode(of(table.Make(lock.Root, lock.Param{}, lock.Term{}, lock.Term{}), table))
	if !ok {
		t.Fatal("the term has no path")
	}
	return p
}

// The paths of parameters and results.
func param(i int) summary.Path  { return summary.Path(fmt.Sprintf("2p%d;", i)) }
func result(i int) summary.Path { return summary.Path(fmt.Sprintf("2r%d;", i)) }

// TestNameRefused has paths that the caller has no name for.
func TestNameRefused(t *testing.T) {
	t.Parallel()
	s := parse(t, `func g(i, j int) (int, error); func one() int; func f(i, j int) { n, err := g(i, j); mark("n", n); mark("err", err); defer g(i, j); mark("one", one()) }`)
	two := accesspath.CallOf(s.value(t, "n").(*ssa.Extract).Tuple.(*ssa.Call), "g")
	one := accesspath.CallOf(s.value(t, "one").(*ssa.Call), "one")
	unseen := accesspath.Call{Args: two.Args}
	for _, tt := range []struct {
		name string
		call accesspath.Call
		path summary.Path
		want string
	}{
		{"first parameter", two, param(0), "root(i)"},
		{"last parameter", two, param(1), "root(j)"},
		{"parameter that there is not", two, param(2), ""},
		{"in a term", two, "7-(2p2;)", ""},
		{"first result", two, result(0), "extract(0, root(t0))"},
		{"last result", two, result(1), "extract(1, root(t0))"},
		{"result that there is not", two, result(2), ""},
		{"only result", one, result(0), "root(t5)"},
		{"second of one", one, result(1), ""},
		{"result that nobody sees", unseen, result(0), ""},
		{"parameter of a call whose result nobody sees", unseen, param(1), "root(j)"},
		{"nothing", two, "", "-"},
		{"no path", two, "7-(", ""},
	} {
		got, ok := s.Name(tt.call, tt.path)
		if ok != (tt.want != "") || ok && dump(got) != tt.want {
			t.Errorf("%s: got %s, %t, want %s", tt.name, dump(got), ok, tt.want)
		}
	}
}

// TestRelative has values in g, which callers can name or not.
func TestRelative(t *testing.T) {
	t.Parallel()
	s := parse(t, `var v int
		func h() *store
		func g(s *store, i int) (*store, *store, int) {
			x, y := h(), h()
			var local sync.Mutex
			mark("x", x); mark("y", y); mark("x.mu", &x.mu); mark("s", s); mark("s.n", s.n); mark("v", v); mark("local", &local)
			mark("i", i); mark("one", 1); mark("&v", &v)
			return x, s, 1
		}
		func f() {}`)
	results := []lock.Term{s.Term(s.value(t, "x")), s.Term(s.value(t, "s")), s.Term(s.value(t, "one"))}
	for _, tt := range []struct {
		value   string
		results []lock.Term
		want    summary.Path
		ok      bool
	}{
		{"s", nil, "2p0;", true},
		{"i", nil, "2p1;", true},
		{"one", nil, "1n1;", true},
		{"&v", nil, `2g"p""v"`, true},
		{"v", nil, `7-(2g"p""v")`, true},
		{"s.n", nil, `7-(3f4;"n"(2p0;))`, true},
		{"x", nil, "", false},
		{"x.mu", nil, "", false},
		{"local", nil, "", false},
		{"x", results, "2r0;", true},
		{"x.mu", results, `3f0;"mu"(2r0;)`, true},
		{"y", results, "", false},
		{"s", results, "2p0;", true},      // a parameter that is a result is a parameter
		{"one", results, "1n1;", true},    // a constant that is a result is a constant
		{"x", results[1:], "", false},     // it is none of the results
		{"x", []lock.Term{{}}, "", false}, // of a result that has no name
	} {
		got, ok := s.Relative(s.pkg.Func("g"), s.Term(s.value(t, tt.value)), tt.results)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("%s with %d results: got %q, %t, want %q", tt.value, len(tt.results), got, ok, tt.want)
		}
	}
}

// when returns a condition on result i.
func when(i int, is summary.Fact) summary.Cond {
	return summary.Cond{Of: summary.Result, Index: i, Is: is}
}

// TestEffectMethod checks what an effect is as a method: that of its best
// outcome.
func TestEffectMethod(t *testing.T) {
	t.Parallel()
	result := func(isTrue, noError, handle int) lexicon.Result {
		return lexicon.Result{True: isTrue, NoError: noError, Handle: handle}
	}
	for _, tt := range []struct {
		name   string
		effect summary.Effect
		want   lexicon.Method
	}{
		{"nothing", summary.Effect{Outcomes: []summary.Outcome{{}}}, lexicon.Method{Result: lexicon.Always}},
		{"acquire", summary.Effect{Outcomes: []summary.Outcome{{Do: summary.Acquire, Mode: lock.Shared}}},
			lexicon.Method{Effect: lock.Acquire, Mode: lock.Shared, Result: lexicon.Always}},
		{"acquire by a bool", summary.Effect{Try: true, Outcomes: []summary.Outcome{{}, {Do: summary.Acquire, When: []summary.Cond{when(1, summary.True)}}}},
			lexicon.Method{Effect: lock.Acquire, Try: true, Result: result(1, -1, -1)}},
		{"acquire by an error", summary.Effect{Outcomes: []summary.Outcome{{Do: summary.Acquire, When: []summary.Cond{when(1, summary.Nil)}}}},
			lexicon.Method{Effect: lock.Acquire, Result: result(-1, 1, -1)}},
		{"acquire by both", summary.Effect{Outcomes: []summary.Outcome{{Do: summary.Acquire, When: []summary.Cond{when(2, summary.Nil), when(0, summary.True)}}}},
			lexicon.Method{Effect: lock.Acquire, Result: result(0, 2, -1)}},
		{"acquire by what is no result", summary.Effect{Outcomes: []summary.Outcome{{Do: summary.Acquire,
			When: []summary.Cond{{Of: summary.Param, Index: 1, Is: summary.True}, when(2, summary.False), when(3, summary.NonNil)}}}},
			lexicon.Method{Effect: lock.Acquire, Result: lexicon.Always}},
		{"acquire before release", summary.Effect{Outcomes: []summary.Outcome{{Do: summary.Acquire}, {Do: summary.Release}}},
			lexicon.Method{Effect: lock.Acquire, Result: lexicon.Always}},
		{"acquire after release", summary.Effect{Outcomes: []summary.Outcome{{Do: summary.Release, Any: true}, {Do: summary.Acquire}}},
			lexicon.Method{Effect: lock.Acquire, Result: lexicon.Always, Both: true}},
		{"release", summary.Effect{Peer: "Lock", Keys: []int{1}, Outcomes: []summary.Outcome{{Do: summary.Release, Mode: lock.Shared, Any: true}}},
			lexicon.Method{Effect: lock.Release, Mode: lock.Shared, Both: true, Result: lexicon.Always, Peer: "Lock", Keys: []int{1}}},
		{"perhaps release", summary.Effect{Outcomes: []summary.Outcome{{}, {Do: summary.MayRelease}}},
			lexicon.Method{Effect: lock.Release, Result: lexicon.Always}},
		{"downgrade", summary.Effect{Outcomes: []summary.Outcome{{Do: summary.Downgrade}}}, lexicon.Method{Effect: lock.Downgrade, Result: lexicon.Always}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, `func g(m *sync.Mutex); func f(s *store) { g(&s.mu) }`)
			tt.effect.Lock = param(0)
			op := s.effect(t, s.callOf(t, "g"), tt.effect)
			if op == nil || !reflect.DeepEqual(op.Method, tt.want) || !reflect.DeepEqual(op.Outcomes, tt.effect.Outcomes) {
				t.Errorf("got %+v, want %+v", op, tt.want)
			}
		})
	}
}

// effect returns the operation that a call of a function with the effect is, nil
// if it is none.
func (s *source) effect(t *testing.T, c accesspath.Call, e summary.Effect) *accesspath.Operation {
	t.Helper()
	ops := s.Effects(c, &summary.Func{Effects: []summary.Effect{e}})
	switch len(ops) {
	case 0:
		return nil
	case 1:
		if ops[0] == nil {
			t.Fatal("a nil operation")
		}
		return ops[0]
	}
	t.Fatalf("%d operations of one effect", len(ops))
	return nil
}

var acquired = []summary.Outcome{{Do: summary.Acquire}}

// TestEffects checks which lock the effect of a called function is on.
func TestEffects(t *testing.T) {
	t.Parallel()
	s := parse(t, `func g(m *sync.Mutex, l sync.Locker, k string); func f(s *store, l sync.Locker) { g(&s.mu, l, s.key) }`)
	c := s.callOf(t, "g")
	field := encode(t, func(x lock.Term, table *lock.Table) lock.Term {
		return table.Make(lock.Field, lock.FieldName{Name: "state", Index: 1}, x, lock.Term{})
	})
	table := lock.Class{Type: "q.Table"}
	for _, tt := range []struct {
		name   string
		effect summary.Effect
		id     string
		class  lock.Class
	}{
		{"parameter", summary.Effect{Lock: param(0), Class: lock.Class{Type: "sync.Mutex"}}, "s.mu",
			lock.Class{Type: "sync.Mutex", Owner: "p.store", Field: "mu"}}, // the caller knows more
		{"interface", summary.Effect{Lock: param(1), Class: lock.Class{}}, "l", lock.Class{}},
		{"interface, of which the callee knows the type", summary.Effect{Lock: param(1), Class: table}, "l", table},
		{"in a parameter", summary.Effect{Lock: field, Class: table}, "s.mu.state", table},
		{"handle", summary.Effect{Lock: param(0), Class: lock.Class{Type: lock.HandleType}}, "s.mu", lock.Class{Type: lock.HandleType}},
		{"package-level variable", summary.Effect{Lock: `2g"q""v"`, Class: table}, "v", table},
		{"key", summary.Effect{Lock: param(0), Key: "14-(2p2;)", Class: table}, "s.mu(s.key)", lock.Class{Type: "sync.Mutex", Owner: "p.store", Field: "mu"}},
		{"no lock", summary.Effect{Class: table}, "", lock.Class{}},
		{"parameter that there is not", summary.Effect{Lock: param(3)}, "", lock.Class{}},
		{"key that there is not", summary.Effect{Lock: param(0), Key: "14-(2p3;)"}, "", lock.Class{}},
		{"result that there is not", summary.Effect{Lock: result(0)}, "", lock.Class{}},
		{"no path", summary.Effect{Lock: "2p"}, "", lock.Class{}},
	} {
		tt.effect.Outcomes, tt.effect.Name = acquired, "Lock"
		op := s.effect(t, c, tt.effect)
		if (op != nil) != (tt.id != "") {
			t.Errorf("%s: got %+v", tt.name, op)
		}
		if op == nil || tt.id == "" {
			continue
		}
		if op.ID.String() != tt.id || op.Class != tt.class || op.Held != tt.effect.Class || op.Name != "Lock" || op.By != "g" {
			t.Errorf("%s: got %v, class %+v, held %+v, by %q, want %s, %+v", tt.name, op.ID, op.Class, op.Held, op.By, tt.id, tt.class)
		}
	}
}

// TestEffectsSeveral checks that the effects keep their order, and that one on a
// lock without a name does not take the others along.
func TestEffectsSeveral(t *testing.T) {
	t.Parallel()
	s := parse(t, `func g(m, n *sync.Mutex); func f(s, t *store) { g(&s.mu, &t.mu) }`)
	ops := s.Effects(s.callOf(t, "g"), &summary.Func{Effects: []summary.Effect{
		{Lock: param(1), Outcomes: acquired, Sync: true}, {Lock: param(7), Outcomes: acquired}, {Lock: param(0), Outcomes: acquired},
	}})
	if len(ops) != 2 || ops[0].ID.String() != "t.mu" || ops[1].ID.String() != "s.mu" || !ops[0].Sync || ops[1].Sync {
		t.Errorf("got %v", ops)
	}
}

// TestEffectDeclared checks that a method of which it is declared that it works
// on its receiver is like the method of a lock, and no other call is.
func TestEffectDeclared(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body, callee string
		effect             summary.Effect
		want               string
	}{
		{"declared method", `s.take(m)`, "take", summary.Effect{Lock: param(0), Declared: true}, ""},
		{"inferred method", `s.take(m)`, "take", summary.Effect{Lock: param(0)}, "take"},
		{"argument of a declared method", `s.take(m)`, "take", summary.Effect{Lock: param(1), Declared: true}, "take"},
		{"declared function", `take(s)`, "take", summary.Effect{Lock: param(0), Declared: true}, "take"},
		{"field of the receiver", `s.take(m)`, "take", summary.Effect{Lock: `3f0;"mu"(2p0;)`, Declared: true}, "take"},
	} {
		s := parse(t, `func (s *store) take(m *sync.Mutex) {}; func take(s *store) {}; func f(s *store, m *sync.Mutex) { `+tt.body+` }`)
		tt.effect.Outcomes = acquired
		if op := s.effect(t, s.callOf(t, tt.callee), tt.effect); op == nil || op.By != tt.want {
			t.Errorf("%s: got %+v, want by %q", tt.name, op, tt.want)
		}
	}
}

// TestEffectHandle checks the effect of a function that returns what releases:
// the lock is the result, and guards the lock that it is an effect on.
func TestEffectHandle(t *testing.T) {
	t.Parallel()
	s := parse(t, `func g(m *sync.Mutex) (int, func()); func f(s *store) { _, x := g(&s.mu); mark("x", x) }`)
	c := s.callOf(t, "g")
	e := summary.Effect{Lock: param(0), Class: lock.Class{Type: "sync.Mutex"}, Outcomes: []summary.Outcome{{Do: summary.Acquire, Handle: 2}}}
	op := s.effect(t, c, e)
	if op == nil || op.ID != (lock.ID{Addr: s.Term(s.value(t, "x"))}) || op.Class.Type != lock.HandleType || op.HandleType.String() != "func()" {
		t.Fatalf("got %+v", op)
	}
	if op.Guards.String() != "s.mu" || op.Held != e.Class {
		t.Errorf("it guards %v of %v", op.Guards, op.Held)
	}
	e.Lock = param(7)
	if op := s.effect(t, c, e); op == nil || !op.Guards.IsZero() {
		t.Errorf("of a lock without a name: %+v", op)
	}
	c.Result = nil
	if op := s.effect(t, c, e); op != nil {
		t.Errorf("nobody has the handle, but it is %+v", op)
	}
}

// TestGuard checks which lock a handle guards by the summary of what is called.
func TestGuard(t *testing.T) {
	t.Parallel()
	s := parse(t, `func g(m *sync.Mutex) func(); func f(s *store) { g(&s.mu) }`)
	c := s.callOf(t, "g")
	class := lock.Class{Type: "sync.Mutex"}
	one := summary.Effect{Lock: param(0), Class: class}
	for _, tt := range []struct {
		name string
		f    *summary.Func
		want string
	}{
		{"one effect", &summary.Func{Effects: []summary.Effect{one}}, "s.mu"},
		{"two effects", &summary.Func{Effects: []summary.Effect{one, one}}, "?"},
		{"no effect", &summary.Func{}, "?"},
		{"no summary", nil, "?"},
		{"lock without a name", &summary.Func{Effects: []summary.Effect{{Lock: param(1), Class: class}}}, "?"},
	} {
		var op accesspath.Operation
		s.Guard(&op, c, tt.f)
		if op.Guards.String() != tt.want || (op.Held == class) != (tt.want != "?") {
			t.Errorf("%s: it guards %v of %v, want %s", tt.name, op.Guards, op.Held, tt.want)
		}
	}
}

// TestNameLimits has effects on locks that have another name in the caller.
func TestNameLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, decls string
		same        bool
	}{
		// A pointer that the caller replaces between two calls: both are named by
		// the place that it lies in.
		{"FN_PointerReplaced", `func g(s *store) { mark("callee", s.ptr) }; func f(s *store) { g(s); mark("caller", s.ptr); s.ptr = nil }`, false},
		// The field of an argument that is a structure: the parameter is a copy.
		{"FP_FieldOfArgument", `func g(p point) { mark("callee", p.x) }; func f(s *store) { g(s.at); mark("caller", s.at.x) }`, false},
	} {
		s := parse(t, tt.decls)
		p, ok := s.Relative(s.callee(t, "g"), s.Term(s.value(t, "callee")), nil)
		if tt.name[:2] == "FP" {
			if ok {
				t.Errorf("%s: the path is %q", tt.name, p)
			}
			continue
		}
		got, ok := s.Name(s.callOf(t, "g"), p)
		if (got == s.Term(s.value(t, "caller"))) != tt.same || !ok {
			t.Errorf("%s: got %s, %t", tt.name, dump(got), ok)
		}
	}
}
