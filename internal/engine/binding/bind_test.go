package binding

import (
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// show returns a path with & for an address and * for a load.
func show(t *testing.T, p summary.Path) string {
	t.Helper()
	x, err := summary.Decode(lock.NewTable(func(any) string { return "" }), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return showTerm(x)
}

func showTerm(x lock.Term) string {
	switch x.Kind() {
	case 0:
		return ""
	case lock.Root:
		switch s := x.Sym().(type) {
		case lock.Param:
			return fmt.Sprintf("p%d", s.Index)
		case lock.Global:
			return "&" + s.Pkg + "." + s.Name
		}
	case lock.Field:
		f := x.Sym().(lock.FieldName)
		return fmt.Sprintf("%s.%d:%s", showTerm(x.X()), f.Index, f.Name)
	case lock.Load:
		return "*(" + showTerm(x.X()) + ")"
	case lock.Cons:
		var all []string
		for _, a := range x.Args() {
			all = append(all, showTerm(a))
		}
		return strings.Join(all, " ")
	}
	return "?"
}

// TestBindLock looks at how locks and keys are named.
func TestBindLock(t *testing.T) {
	t.Parallel()
	pkg := declaredPackage(t)
	const p = "example.com/p."
	field := func(typ, owner, name string) lock.Class { return lock.Class{Type: typ, Owner: p + owner, Field: name} }
	for _, c := range []struct {
		fn, decl, addr, key string
		class               lock.Class
		methods             string
		keys                []int
	}{
		{"S.Lock", "acquires s.mu", "p0.0:mu", "", field("sync.Mutex", "S", "mu"), "Lock Unlock", nil},
		{"S.Lock", "acquires recv.mu", "p0.0:mu", "", field("sync.Mutex", "S", "mu"), "Lock Unlock", nil},
		{"S.Lock", "releases s.mu", "p0.0:mu", "", field("sync.Mutex", "S", "mu"), "Unlock Lock", nil},
		{"S.Lock", "acquires s.rw shared", "p0.1:rw", "", field("sync.RWMutex", "S", "rw"), "RLock RUnlock", nil},
		{"S.Lock", "releases s.rw shared", "p0.1:rw", "", field("sync.RWMutex", "S", "rw"), "RUnlock RLock", nil},
		{"S.Lock", "acquires s.ptr", "*(p0.2:ptr)", "", field("sync.Mutex", "S", "ptr"), "Lock Unlock", nil},
		{"S.Lock", "acquires s.locker", "*(p0.3:locker)", "", lock.Class{}, "Lock Unlock", nil},
		{"S.Lock", "acquires s.in.mu", "p0.4:in.1:mu", "", field("sync.Mutex", "inner", "mu"), "Lock Unlock", nil},
		{"S.Lock", "acquires s.in", "p0.4:in.0:RWMutex", "", field("sync.RWMutex", "inner", "RWMutex"), "Lock Unlock", nil},
		{"S.Lock", "acquires s.in.RWMutex", "p0.4:in.0:RWMutex", "", field("sync.RWMutex", "inner", "RWMutex"), "Lock Unlock", nil},
		{"S.Lock", "acquires s.inp.mu", "*(p0.5:inp).1:mu", "", field("sync.Mutex", "inner", "mu"), "Lock Unlock", nil},
		{"S.Lock", "acquires s.inp", "*(p0.5:inp).0:RWMutex", "", field("sync.RWMutex", "inner", "RWMutex"), "Lock Unlock", nil},
		{"S.Lock", "acquires s.Base.hidden", "p0.10:Base.0:hidden", "", lock.Class{Type: "int", Owner: "example.com/other.Base", Field: "hidden"}, "Lock ", nil},
		{"S.Lock", "acquires s.table", "p0.7:table", "", field(p+"Table", "S", "table"), "Lock ", nil},
		{"S.Lock", "acquires s.view", "*(p0.8:view)", "", field(p+"View", "S", "view"), "Lock Unlock", nil},
		{"S.Value", "acquires recv.mu", "p0.0:mu", "", field("sync.Mutex", "S", "mu"), "Lock Unlock", nil},
		{"S.Value", "acquires recv.ptr", "p0.2:ptr", "", field("sync.Mutex", "S", "ptr"), "Lock Unlock", nil},
		{"S.Value", "acquires recv.inp.mu", "p0.5:inp.1:mu", "", field("sync.Mutex", "inner", "mu"), "Lock Unlock", nil},
		{"Deep.Deep", "acquires d.mu", "*(p0.1:S).0:mu", "", field("sync.Mutex", "S", "mu"), "Lock Unlock", nil},
		{"Deep.Deep", "acquires d.S.mu", "*(p0.1:S).0:mu", "", field("sync.Mutex", "S", "mu"), "Lock Unlock", nil},
		{"G.Lock", "acquires g.mu(k)", "p0.0:mu", "p1", field("sync.Mutex", "G", "mu"), "Lock Unlock", []int{0}},
		{"Spin.Enter", "acquires recv", "p0", "", lock.Class{Type: p + "Spin"}, "Enter ", nil},
		{"Table.LockKey", "acquires recv(arg0) if nil", "p0", "p1", lock.Class{Type: p + "Table"}, "LockKey UnlockKey", []int{0}},
		{"Table.UnlockKey", "releases recv(arg0)", "p0", "p1", lock.Class{Type: p + "Table"}, "UnlockKey LockKey", []int{0}},
		{"View.Lock", "acquires recv(arg0)", "p0", "p1", lock.Class{Type: p + "View"}, "Lock Unlock", []int{0}},
		{"UnlockAll", "releases w", "p0.0:Locker", "", lock.Class{}, "Unlock Lock", nil},
		{"UnlockAll", "releases l", "p1", "", lock.Class{}, "Unlock Lock", nil},
		{"UnlockAll", "releases v", "p2", "", lock.Class{Type: p + "View"}, "Unlock Lock", nil},
		{"UnlockAll", "releases vp", "*(p3)", "", lock.Class{Type: p + "View"}, "Unlock Lock", nil},
		{"Generic", "acquires l", "p0", "", lock.Class{}, "Lock Unlock", nil},
		{"LockUser", "acquires arg1.mu", "p1.0:mu", "", field("sync.Mutex", "S", "mu"), "Lock Unlock", nil},
		{"LockUser", "acquires arg0.mu(id)", "p1.0:mu", "p0", field("sync.Mutex", "S", "mu"), "Lock Unlock", []int{0}},
		{"None", "acquires mu", "&example.com/p.mu", "", lock.Class{Type: "sync.Mutex", Global: lock.Global{Pkg: "example.com/p", Name: "mu"}}, "Lock Unlock", nil},
		{"None", "acquires recv", "&example.com/p.recv", "", lock.Class{Type: "sync.Mutex", Global: lock.Global{Pkg: "example.com/p", Name: "recv"}}, "Lock Unlock", nil},
		{"None", "acquires muPtr", "*(&example.com/p.muPtr)", "", lock.Class{Type: "sync.Mutex"}, "Lock Unlock", nil},
		{"None", "acquires locker", "*(&example.com/p.locker)", "", lock.Class{}, "Lock Unlock", nil},
		{"None", "acquires state.mu", "&example.com/p.state.0:mu", "", field("sync.Mutex", "S", "mu"), "Lock Unlock", nil},
		{"None", "acquires state.mu(state.n)", "&example.com/p.state.0:mu", "*(&example.com/p.state.9:n)", field("sync.Mutex", "S", "mu"), "Lock Unlock", nil},
		{"S.LockErr", "acquires s.mu(req.id, val.id, req, s.n)", "p0.0:mu", "*(p1.0:id) p2.0:id p1 *(p0.9:n)", field("sync.Mutex", "S", "mu"), "Lock Unlock", []int{0, 1}},
		{"S.LockErr", "acquires val.owner.mu", "p2.1:owner.1:mu", "", field("sync.Mutex", "inner", "mu"), "Lock Unlock", nil},
		{"Iface.Acquire", "acquires recv(key)", "p0", "p1", lock.Class{}, "Acquire ", []int{0}},
	} {
		f, err := Bind(parseDecl(t, c.decl), funcIn(t, pkg, c.fn))
		if err != nil || len(f.Effects) != 1 {
			t.Errorf("%s: %s: %v", c.fn, c.decl, err)
			continue
		}
		e := f.Effects[0]
		if got := show(t, e.Lock); got != c.addr {
			t.Errorf("%s: %s: the lock is %s, want %s", c.fn, c.decl, got, c.addr)
		}
		if got := show(t, e.Key); got != c.key || !slices.Equal(e.Keys, c.keys) {
			t.Errorf("%s: %s: the key is %s, %v, want %s, %v", c.fn, c.decl, got, e.Keys, c.key, c.keys)
		}
		if e.Class != c.class || e.Sync != strings.HasPrefix(c.class.Type, "sync.") {
			t.Errorf("%s: %s: the class is %+v, sync %v, want %+v", c.fn, c.decl, e.Class, e.Sync, c.class)
		}
		if got := e.Name + " " + e.Peer; got != c.methods {
			t.Errorf("%s: %s: the methods are %s, want %s", c.fn, c.decl, got, c.methods)
		}
	}
}

func on(i int, is summary.Fact) summary.Cond {
	return summary.Cond{Of: summary.Result, Index: i, Is: is}
}

// TestBindOutcomes looks at modes, conditions and handles.
func TestBindOutcomes(t *testing.T) {
	t.Parallel()
	pkg := declaredPackage(t)
	acquired := func(when ...summary.Cond) summary.Outcome { return summary.Outcome{Do: summary.Acquire, When: when} }
	nothing := func(when ...summary.Cond) summary.Outcome { return summary.Outcome{When: when} }
	for _, c := range []struct {
		fn, decl string
		want     []summary.Outcome
	}{
		{"Plain", "acquires s.mu", []summary.Outcome{acquired()}},
		{"Plain", "acquires s.rw shared", []summary.Outcome{{Do: summary.Acquire, Mode: lock.Shared}}},
		{"Plain", "releases s.rw", []summary.Outcome{{Do: summary.Release}}},
		{"Plain", "releases s.rw shared", []summary.Outcome{{Do: summary.Release, Mode: lock.Shared}}},
		{"Plain", "releases s.rw any", []summary.Outcome{{Do: summary.Release, Any: true}}},
		{"LockUser", "acquires mu if true", []summary.Outcome{acquired(on(1, summary.True)), nothing(on(1, summary.False))}},
		{"LockUser", "acquires mu if false", []summary.Outcome{acquired(on(1, summary.False)), nothing(on(1, summary.True))}},
		{"LockUser", "tries mu", []summary.Outcome{acquired(on(1, summary.True)), nothing(on(1, summary.False))}},
		{"S.LockErr", "tries s.mu", []summary.Outcome{acquired(on(0, summary.Nil)), nothing(on(0, summary.NonNil))}},
		{"S.LockErr", "acquires s.mu if error", []summary.Outcome{acquired(on(0, summary.NonNil)), nothing(on(0, summary.Nil))}},
		{"S.LockErr", "releases s.mu if error", []summary.Outcome{{Do: summary.Release, When: []summary.Cond{on(0, summary.NonNil)}}, nothing(on(0, summary.Nil))}},
		{"S.TryLock", "tries s.mu", []summary.Outcome{
			acquired(on(1, summary.Nil), on(0, summary.True)), nothing(on(1, summary.NonNil)), nothing(on(1, summary.Nil), on(0, summary.False))}},
		{"S.TryLock", "acquires s.mu if true and nil", []summary.Outcome{
			acquired(on(1, summary.Nil), on(0, summary.True)), nothing(on(1, summary.NonNil)), nothing(on(1, summary.Nil), on(0, summary.False))}},
		{"S.TryLock", "tries s.mu if nil", []summary.Outcome{acquired(on(1, summary.Nil)), nothing(on(1, summary.NonNil))}},
		{"Iface.Acquire", "tries recv(key)", []summary.Outcome{acquired(on(0, summary.True)), nothing(on(0, summary.False))}},
		{"LockFunc", "acquires s.mu by result", []summary.Outcome{{Do: summary.Acquire, Handle: 2}}},
		{"LockGuard", "acquires s.mu by result", []summary.Outcome{{Do: summary.Acquire, Handle: 1}}},
		{"LockClose", "acquires s.mu if nil by result", []summary.Outcome{
			{Do: summary.Acquire, Handle: 2, When: []summary.Cond{on(2, summary.Nil)}}, nothing(on(2, summary.NonNil))}},
	} {
		f, err := Bind(parseDecl(t, c.decl), funcIn(t, pkg, c.fn))
		if err != nil || len(f.Effects) != 1 || !reflect.DeepEqual(f.Effects[0].Outcomes, c.want) {
			t.Errorf("%s: %s: %+v, %v, want %+v", c.fn, c.decl, f.Effects, err, c.want)
		}
		if err == nil && f.Effects[0].Try != strings.HasPrefix(c.decl, "tries") {
			t.Errorf("%s: %s: Try is %v", c.fn, c.decl, f.Effects[0].Try)
		}
	}
}

// TestBindOthers looks at what is no effect on a lock.
func TestBindOthers(t *testing.T) {
	t.Parallel()
	pkg := declaredPackage(t)
	for _, c := range []struct {
		fn, decl string
		want     summary.Func
	}{
		{"Plain", "noreturn", summary.Func{NeverReturns: true}},
		{"Plain", "notlock", summary.Func{}},
		{"S.Each", "runs fn now", summary.Func{Runs: []summary.Run{{Param: 1, When: summary.Once}}}},
		{"S.Each", "runs arg0 maybe", summary.Func{Runs: []summary.Run{{Param: 1, When: summary.Maybe}}}},
		{"S.Each", "runs all later", summary.Func{Runs: []summary.Run{{Param: 3, When: summary.Later}}}},
	} {
		f, err := Bind(parseDecl(t, c.decl), funcIn(t, pkg, c.fn))
		if err != nil || !reflect.DeepEqual(f, c.want) {
			t.Errorf("%s: %s: %+v, %v", c.fn, c.decl, f, err)
		}
	}
	f, err := Bind(parseDecl(t, "requires s.rw(req) shared"), funcIn(t, pkg, "S.LockErr"))
	if err != nil || len(f.Requires) != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
	h := f.Requires[0]
	if show(t, h.Lock) != "p0.1:rw" || show(t, h.Key) != "p1" || h.Mode != lock.Shared || h.Class.Field != "rw" {
		t.Errorf("requires: %+v", h)
	}
}

func TestBindErrors(t *testing.T) {
	t.Parallel()
	pkg := declaredPackage(t)
	for _, c := range [][3]string{
		{"LockUser", "acquires arg2", "arg2: LockUser has 2 parameters"},
		{"Plain", "acquires arg1.mu", "arg1: Plain has 1 parameter"},
		{"None", "acquires arg0", "arg0: None has no parameters"},
		{"S.Lock", "acquires arg0", "arg0: Lock has no parameters"},
		{"Plain", "acquires arg00", "arg00: Plain has no parameter arg00, and package p has no variable arg00"},
		{"Plain", "acquires x.mu", "x: Plain has no parameter x, and package p has no variable x"},
		{"Plain", "acquires S", "S: Plain has no parameter S, and package p has no variable S"},
		{"S.TryLock", "acquires _", "_: TryLock has no parameter _, and package p has no variable _"},
		{"Plain", "acquires s.nu", "s.nu: s has no field nu"},
		{"Plain", "acquires s.in.mu.x", "s.in.mu.x: s.in.mu has no field x"},
		{"Plain", "requires s.Lock", "s.Lock: s has no field Lock"},
		{"Plain", "acquires s.mu(t)", "t: Plain has no parameter t, and package p has no variable t"},
		{"Plain", "acquires s.mu(s.no)", "s.no: s has no field no"},
		{"Plain", "acquires s.mu shared", "shared: s.mu is a sync.Mutex"},
		{"Plain", "acquires s.mu if true", "true: Plain has no bool result"},
		{"LockUser", "releases mu if nil", "nil: LockUser has no error result"},
		{"Two", "acquires mu if false", "false: Two has 2 bool results"},
		{"Two", "tries mu", "true: Two has 2 bool results"},
		{"Plain", "tries s.mu", "tries: Plain has neither a bool nor an error result"},
		{"LockUser", "acquires mu by result", "by result: LockUser returns no func() and nothing with a method Unlock, Release or Close"},
		{"S.Each", "runs n now", "n: it is no function"},
		{"S.Each", "runs mu now", "mu: it is no parameter of Each"},
		{"S.Each", "runs arg3 now", "arg3: Each has 3 parameters"},
		{"S.Each", "runs f now", "f: Each has no parameter f, and package p has no variable f"},
		{"Plain", "future", "future: Plain is no type"},
	} {
		f, err := Bind(parseDecl(t, c[1]), funcIn(t, pkg, c[0]))
		if err == nil || err.Error() != c[2] || !f.IsZero() {
			t.Errorf("%s: %s: got %+v, %v, want %s", c[0], c[1], f, err, c[2])
		}
	}
	if _, err := Bind(parseDecl(t, "acquires recv.mu"), funcIn(t, pkg, "Plain")); err == nil || err.Error() != "recv.mu: recv has no field mu" {
		t.Errorf("a variable called recv: %v", err)
	}
	fn := types.Universe.Lookup("error").Type().Underlying().(*types.Interface).Method(0)
	if _, err := Bind(parseDecl(t, "acquires x"), fn); err == nil || err.Error() != "x: Error has no parameter x" {
		t.Errorf("a method of no package: %v", err)
	}
}

func TestCheckType(t *testing.T) {
	t.Parallel()
	pkg := declaredPackage(t)
	for _, c := range [][3]string{
		{"S", "notlock", ""},
		{"Table", "future complete LockKey register UnlockKey", ""},
		{"Iface", "future complete Acquire", ""},
		{"Table", "future complete Lock", "future: Table has no method Lock"},
		{"S", "future register mu", "future: S has no method mu"},
		{"S", "acquires mu", "acquires: S is no function"},
	} {
		err := CheckType(parseDecl(t, c[1]), pkg.Scope().Lookup(c[0]).(*types.TypeName))
		if (err == nil) != (c[2] == "") || err != nil && err.Error() != c[2] {
			t.Errorf("%s: %s: got %v, want %s", c[0], c[1], err, c[2])
		}
	}
}
