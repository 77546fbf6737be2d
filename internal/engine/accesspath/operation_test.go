package accesspath_test

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// describe writes what an operation does, to which lock, and of which class.
func describe(op accesspath.Operation) string {
	effect := map[lock.Effect]string{lock.Acquire: "acquire", lock.Release: "release", lock.Downgrade: "downgrade"}[op.Effect]
	s := fmt.Sprintf("%s %v %v of %v", effect, op.Mode, op.ID, op.Class)
	for _, flag := range []struct {
		set  bool
		text string
	}{{op.Try, "try"}, {op.Both, "both"}, {op.Sync, "sync"}} {
		if flag.set {
			s += ", " + flag.text
		}
	}
	return s
}

// operations returns the operations of the calls in f, in order.
func (s *source) operations(t *testing.T) []accesspath.Operation {
	t.Helper()
	var ops []accesspath.Operation
	for in := range s.instructions(t) {
		if c, ok := in.(ssa.CallInstruction); ok {
			if op, ok := s.Operation(c.Common()); ok {
				ops = append(ops, op)
			}
		}
	}
	return ops
}

// TestOperation has calls of methods of locks.
func TestOperation(t *testing.T) {
	t.Parallel()
	const locks = `
		type embeds struct{ sync.Mutex }
		type twice struct{ embeds }
		type points struct{ *sync.RWMutex }
		type has struct{ sync.Locker }
		type wrapper struct{ sync.Mutex; n int }
		func (w *wrapper) Lock() { w.Mutex.Lock(); w.n++ }
		type spin struct{ state int }
		func (s *spin) Lock() {}
		func (s *spin) Unlock() {}
		func (s *spin) RLocker() sync.Locker { return nil }
		func RLocker() sync.Locker { return nil }
		func lockerOf(*sync.RWMutex) sync.Locker { return nil }
		type quiet struct{}
		func (q *quiet) lock() {}
		func (q *quiet) unlock() {}
		type table struct{ m map[string]bool }
		func (t *table) TryLock(key string) bool { return false }
		func (t *table) Unlock(key string) {}
		type door struct{}
		func (d *door) Lock() {}
		type shared struct{ sync.RWMutex }
		func (s *shared) DowngradeLock() {}
	`
	for _, tt := range []struct{ name, body, want string }{
		{"mutex", `s.mu.Lock(); s.mu.Unlock()`,
			"acquire exclusive s.mu of p.store.mu, sync; release exclusive s.mu of p.store.mu, both, sync"},
		{"mutex by trying", `_ = s.mu.TryLock()`, "acquire exclusive s.mu of p.store.mu, try, sync"},
		{"reader", `s.rw.RLock(); s.rw.RUnlock()`, "acquire shared s.rw of p.store.rw, sync; release shared s.rw of p.store.rw, sync"},
		{"reader by trying", `_ = s.rw.TryRLock()`, "acquire shared s.rw of p.store.rw, try, sync"},
		{"writer", `s.rw.Lock(); s.rw.Unlock()`, "acquire exclusive s.rw of p.store.rw, sync; release exclusive s.rw of p.store.rw, sync"},
		{"deferred", `defer s.mu.Unlock()`, "release exclusive s.mu of p.store.mu, both, sync"},
		{"goroutine", `go s.mu.Unlock()`, "release exclusive s.mu of p.store.mu, both, sync"},
		{"in a literal", `func() { s.mu.Lock() }()`, "acquire exclusive s.mu of p.store.mu, sync"},
		{"pointer in a field", `s.ptr.Lock()`, "acquire exclusive s.ptr of p.store.ptr, sync"},
		{"element", `s.many[1].Lock()`, "acquire exclusive s.many[1] of p.store.many[], sync"},
		{"interface", `s.iface.Lock()`, "acquire exclusive s.iface of an interface"},
		{"parameter", `func(m *sync.Mutex) { m.Lock() }(nil)`, "acquire exclusive m of sync.Mutex, sync"},
		{"local variable", `var mu sync.Mutex; mu.Lock()`, "acquire exclusive mu of sync.Mutex, sync"},
		{"interface of the lock", `var l sync.Locker = &s.mu; l.Lock()`, "acquire exclusive s.mu of p.store.mu, sync"},
		{"interface of an interface", `var l interface { sync.Locker; TryLock() bool } = &s.mu; sync.Locker(l).Lock()`,
			"acquire exclusive s.mu of p.store.mu, sync"},
		{"captured interface of the lock", `var l sync.Locker = &s.mu; defer func() { l.Unlock() }()`, "release exclusive s.mu of p.store.mu, both, sync"},
		{"interface in a variable with two values", `var l sync.Locker = &s.mu; defer func() { l.Unlock() }(); l = s.ptr`,
			"release exclusive t0 of an interface, both"},
		{"interface by another name", `type locker sync.Locker; var l sync.Locker = &s.mu; locker(l).Lock()`, "acquire exclusive s.mu of p.store.mu, sync"},
		{"result of a function value", `func(g func() sync.Locker) { g().Lock() }(nil)`, "acquire exclusive g() of an interface"},
		{"read side", `s.rw.RLocker().Lock(); s.rw.RLocker().Unlock()`,
			"acquire shared s.rw of p.store.rw, sync; release shared s.rw of p.store.rw, sync"},
		{"read side in a variable", `l := s.rw.RLocker(); func() { l.Lock() }()`, "acquire shared s.rw of p.store.rw, sync"},
		{"no read side", `lockerOf(&s.rw).Lock(); RLocker().Lock(); var x spin; x.RLocker().Lock()`,
			"acquire exclusive lockerOf() of an interface; acquire exclusive RLocker() of an interface; acquire exclusive RLocker(x) of an interface"},
		{"embedded", `var e embeds; e.Lock(); e.Mutex.Unlock()`,
			"acquire exclusive e.Mutex of p.embeds.Mutex, sync; release exclusive e.Mutex of p.embeds.Mutex, both, sync"},
		{"embedded twice", `var e twice; e.Lock()`, "acquire exclusive e.embeds.Mutex of p.embeds.Mutex, sync"},
		{"embedded pointer", `e := new(points); e.RLock()`, "acquire shared new.RWMutex of p.points.RWMutex, sync"},
		{"interface of what embeds a pointer", `sync.Locker(new(points)).Lock()`, "acquire exclusive new.RWMutex of p.points.RWMutex, sync"},
		{"interface of what embeds an interface", `sync.Locker(new(has)).Lock()`, "acquire exclusive new.Locker of an interface"},
		{"interface of what embeds twice", `sync.Locker(new(twice)).Lock()`, "acquire exclusive new.embeds.Mutex of p.embeds.Mutex, sync"},
		{"interface of what embeds a lock with methods that are not exported",
			`type named struct { quiet }; var l interface { lock(); unlock() } = new(named); l.unlock()`,
			"release exclusive new.quiet of p.named.quiet, both"},
		{"embedded interface", `e := new(has); e.Lock()`, "acquire exclusive new.Locker of an interface"},
		{"interface of what embeds", `var e embeds; sync.Locker(&e).Lock()`, "acquire exclusive e.Mutex of p.embeds.Mutex, sync"},
		{"own method over an embedded lock", `var w wrapper; w.Lock(); w.Unlock()`,
			"acquire exclusive w.Mutex of p.wrapper.Mutex, sync; release exclusive w.Mutex of p.wrapper.Mutex, both, sync"},
		{"lock of another kind", `var x spin; x.Lock()`, "acquire exclusive x of p.spin"},
		{"table", `var x table; _ = x.TryLock(s.key); x.Unlock("k")`,
			`acquire exclusive x(s.key) of p.table, try; release exclusive x("k") of p.table, both`},
		{"downgrade", `var x shared; x.DowngradeLock()`, "downgrade exclusive x of p.shared"},
		{"method value", `unlock := s.mu.Unlock; unlock()`, "release exclusive s.mu of p.store.mu, both, sync"},
		{"method value of a table", `var x table; unlock := x.Unlock; unlock("k")`, `release exclusive x("k") of p.table, both`},
		{"method expression", `(*sync.Mutex).Lock(&s.mu)`, "acquire exclusive s.mu of p.store.mu, sync"},
		{"lock without a release", `var d door; d.Lock()`, ""},
		{"other method", `_ = s.Key()`, ""},
		{"read side alone", `_ = s.rw.RLocker()`, ""},
		{"function value", `unlock := func() {}; unlock()`, ""},
		{"literal that captures", `n := 1; func() { _ = n }()`, ""},
		{"function of a field", `var x struct{ Lock, Unlock func() }; x.Lock()`, ""},
		{"builtin function", `_ = len(s.list)`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, locks+`func f(s *store) { `+tt.body+` }`)
			var got []string
			for _, op := range s.operations(t) {
				got = append(got, describe(op))
			}
			if strings.Join(got, "; ") != tt.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), tt.want)
			}
		})
	}
}

// TestSameLock has two operations, which are on one lock or on two.
func TestSameLock(t *testing.T) {
	t.Parallel()
	const locks = `
		type wrapper struct{ sync.Mutex; n int }
		func (w *wrapper) Lock() { w.Mutex.Lock() }
		type points struct{ *sync.RWMutex }
		type has struct{ sync.Locker }
		type readers struct{ sync.RWMutex }
		func (r *readers) RLock() { r.RWMutex.RLock() }
		type table struct{}
		func (t *table) LockKey(key point, id string) {}
		func (t *table) UnlockKey(key point, id string) {}
		type outer struct{ inner struct{ table } }
		func lockName(id string, n int) {}
		func unlockName(id string, n int) {}
		func lockFile(id string) {}
		func unlockFile(id string) {}
	`
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"lock and unlock", `s.mu.Lock(); s.mu.Unlock()`, true},
		{"two fields", `s.mu.Lock(); s.rw.Lock()`, false},
		{"two objects", `s.mu.Lock(); s.next.mu.Lock()`, false},
		{"pointer that is replaced", `s.ptr.Lock(); s.ptr = nil; s.ptr.Unlock()`, false},
		{"promoted and direct", `var w wrapper; w.Lock(); w.Mutex.Unlock()`, true},
		{"own reader method and promoted writer method", `var r readers; r.RLock(); r.Unlock()`, true},
		{"promoted by embedded pointers", `var w struct{ *wrapper }; w.Lock(); w.wrapper.Mutex.Unlock()`, true},
		{"interface of what embeds a pointer", `e := new(points); sync.Locker(e).Lock(); e.RWMutex.Unlock()`, true},
		{"interface of what embeds an interface", `e := new(has); sync.Locker(e).Lock(); e.Locker.Unlock()`, true},
		{"interface of a structure without a name", `var e struct{ sync.Mutex }; sync.Locker(&e).Lock(); e.Mutex.Unlock()`, true},
		{"method value", `unlock := s.mu.Unlock; s.mu.Lock(); unlock()`, true},
		{"interface", `var l sync.Locker = &s.mu; l.Lock(); s.mu.Unlock()`, true},
		{"same key", `var x table; x.LockKey(s.at, "a"); x.UnlockKey(s.at, "a")`, true},
		{"equal literals", `var x table; x.LockKey(point{s.n, 1}, "a"); x.UnlockKey(point{s.n, 1}, "a")`, true},
		{"keys apart", `var x table; x.LockKey(s.at, "a"); x.UnlockKey(s.at, "b")`, false},
		{"tables apart", `var x, y table; x.LockKey(s.at, "a"); y.UnlockKey(s.at, "a")`, false},
		{"promoted table", `var x outer; x.inner.LockKey(s.at, "a"); x.inner.table.UnlockKey(s.at, "a")`, true},
		{"key that is written", `var x table; x.LockKey(s.at, s.key); s.key = ""; x.UnlockKey(s.at, s.key)`, false},
		{"pair of functions", `lockName(s.key, 1); unlockName(s.key, 1)`, true},
		{"pair of functions, keys apart", `lockName(s.key, 1); unlockName(s.key, 2)`, false},
		{"two pairs of functions", `lockName("a", 1); lockFile("a")`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, locks+`func f(s *store) { `+tt.body+` }`)
			ops := s.operations(t)
			if len(ops) != 2 {
				t.Fatalf("%d operations", len(ops))
			}
			if got := ops[0].ID == ops[1].ID; got != tt.want {
				t.Errorf("got %t: %v and %v", got, ops[0].ID, ops[1].ID)
			}
			if tt.want && !ops[0].Class.Compatible(ops[1].Class) {
				t.Errorf("one lock has classes that are not compatible: %+v and %+v", ops[0].Class, ops[1].Class)
			}
		})
	}
}

// TestSameLockLimits has operations on two locks that are taken for one.
func TestSameLockLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, decls string }{
		// Of the locks that methods with the names of those of package sync lead
		// to, that is taken which is embedded most deeply.
		{"FN_TwoEmbeddedLocks", `
			type writer struct{ n int }
			func (w *writer) Lock() {}
			func (w *writer) Unlock() {}
			type inner struct{}
			func (i *inner) RLock() {}
			func (i *inner) RUnlock() {}
			type reader struct{ inner }
			type both struct { writer; reader }
			func f(b *both) { var l interface { Lock(); Unlock(); RLock(); RUnlock() } = b; l.Lock(); l.RLock() }`},
	} {
		s := parse(t, tt.decls)
		if ops := s.operations(t); len(ops) != 2 || ops[0].ID != ops[1].ID {
			t.Errorf("%s: %v", tt.name, ops)
		}
	}
}

// TestPairFunc has functions that are, with another one, a table of locks.
func TestPairFunc(t *testing.T) {
	t.Parallel()
	const funcs = `
		func lockName(id string, n int) {}
		func unlockName(id string, n int) {}
		func tryLockUser(ctx int, id string) bool { return true }
		func unlockUser(ctx int, id string) {}
		func lockAlone(id string) {}
		func lockPtr(s *store) {}
		func unlockPtr(s *store) {}
		func lockAll() {}
		func unlockAll() {}
	`
	for _, tt := range []struct{ name, body, want string }{
		{"pair", `lockName(s.key, 1); unlockName(s.key, 1)`,
			"acquire exclusive lockName(s.key, 1) of p.lockName; release exclusive lockName(s.key, 1) of p.lockName, both"},
		{"try", `_ = tryLockUser(1, "k")`, `acquire exclusive tryLockUser(1, "k") of p.tryLockUser, try`},
		{"no counterpart", `lockAlone("k")`, ""},
		{"key that is a pointer", `lockPtr(s)`, ""}, // then that has the lock
		{"no key", `lockAll()`, ""},
		{"other function", `_ = strconv.Itoa(s.n)`, ""},
		{"literal called so", `lockName := func(string) {}; lockName("k")`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, funcs+`func f(s *store) { `+tt.body+` }`)
			var got []string
			for _, op := range s.operations(t) {
				got = append(got, describe(op))
				if op.Class.Type != "function" || op.Name == "" {
					t.Errorf("%+v", op)
				}
			}
			if strings.Join(got, "; ") != tt.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), tt.want)
			}
		})
	}
}

// TestDeclared checks that names do not count where something is declared of
// the method, and that it is asked for the type that is looked through to.
func TestDeclared(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(s *store) { var l sync.Locker = &s.mu; l.Lock(); s.mu.Unlock(); s.rw.Lock() }`)
	var asked []string
	s.Declared = func(recv types.Type, m *types.Func) bool {
		asked = append(asked, recv.String()+" "+m.Name())
		return strings.HasSuffix(recv.String(), "sync.Mutex")
	}
	ops := s.operations(t)
	if len(ops) != 1 || ops[0].Class.Field != "rw" {
		t.Errorf("got %v", ops)
	}
	if want := []string{"*sync.Mutex Lock", "*sync.Mutex Unlock", "*sync.RWMutex Lock"}; !slices.Equal(asked, want) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
}

// TestOperationParts checks the rest of what an operation has.
func TestOperationParts(t *testing.T) {
	t.Parallel()
	s := parse(t, `type table struct{}; func (t *table) TryLock(k string) bool { return true }; func (t *table) Unlock(k string) {}
		func f(t *table) { if t.TryLock("k") { t.Unlock("k") } }`)
	ops := s.operations(t)
	if len(ops) != 2 {
		t.Fatalf("%d operations", len(ops))
	}
	acquire, release := ops[0], ops[1]
	if op := (&accesspath.Operation{Outcomes: []summary.Outcome{{}, {Do: summary.MayRelease}}}); !op.Releases() {
		t.Error("what perhaps releases does not")
	}
	if acquire.Name != "TryLock" || acquire.Peer != "Unlock" || !acquire.Acquires() || acquire.Releases() || len(acquire.Outcomes) != 2 {
		t.Errorf("%+v", acquire)
	}
	if release.Name != "Unlock" || release.Peer != "TryLock" || release.Acquires() || !release.Releases() || len(release.Outcomes) != 1 {
		t.Errorf("%+v", release)
	}
	for _, op := range ops {
		if op.By != "" || op.HandleType != nil || !op.Guards.IsZero() {
			t.Errorf("%+v is the effect of another function, or has a handle", op)
		}
	}
}

// handles returns the operations of the calls in f that return a release.
func (s *source) handles(t *testing.T) []accesspath.Operation {
	t.Helper()
	var ops []accesspath.Operation
	for in := range s.instructions(t) {
		if c, ok := in.(*ssa.Call); ok {
			if op, ok := s.Handle(c); ok {
				ops = append(ops, op)
			}
		}
	}
	return ops
}

// TestHandle has acquires that return what releases: the lock is named by that.
func TestHandle(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, decls, want, typ string }{
		{"function", `func lockKey(k string) func(); func f() { mark("x", lockKey("k")) }`, "root(t0)", "func()"},
		{"second result", `func acquire() (int, func()); func f() { _, x := acquire(); mark("x", x) }`, "extract(1, root(t0))", "func()"},
		{"guard", `type guard struct{}; func (g *guard) Unlock() {}; func (s *store) AcquireKey() (*guard, error)
			func f(s *store) { x, _ := s.AcquireKey(); mark("x", x) }`, "extract(0, root(t0))", "*p.guard"},
		{"structure", `type guard struct{}; func (g guard) Unlock() {}; func lockAll() guard; func f() { mark("x", lockAll()) }`, "root(t0)", "p.guard"},
		{"name that does not speak of a lock", `func open() func(); func f() { mark("x", open()) }`, "", ""},
		{"no release", `func lockKey(k string) int; func f() { mark("x", lockKey("k")) }`, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, tt.decls)
			ops := s.handles(t)
			if tt.want == "" {
				if len(ops) > 0 {
					t.Errorf("got %+v", ops)
				}
				return
			}
			if len(ops) != 1 {
				t.Fatalf("%d operations", len(ops))
			}
			op := ops[0]
			x := s.value(t, "x")
			if op.ID != (lock.ID{Addr: s.Term(x)}) || dump(op.ID.Addr) != tt.want || op.HandleType.String() != tt.typ {
				t.Errorf("the lock is %s, the handle a %v; want %s, %s", dump(op.ID.Addr), op.HandleType, tt.want, tt.typ)
			}
			if op.Class.Type != lock.HandleType || op.Class.Local == nil || op.Sync || !op.Acquires() {
				t.Errorf("%+v", op)
			}
		})
	}
}

// TestHandleOutcomes checks that a handle which can be nil tells whether the
// lock is held.
func TestHandleOutcomes(t *testing.T) {
	t.Parallel()
	const decls = `type guard struct{}; func (g *guard) Unlock() {}
		func tryLockA() *guard; type plain struct{}; func (p plain) Unlock() {}; func tryLockB() plain
		func f() { tryLockA(); tryLockB() }`
	ops := parse(t, decls).handles(t)
	if len(ops) != 2 {
		t.Fatalf("%d operations", len(ops))
	}
	for i, want := range []string{
		"[nothing if result 0 is nil acquired exclusive, released by result 0 if result 0 is not nil]",
		"[nothing acquired exclusive, released by result 0]",
	} {
		if got := fmt.Sprint(ops[i].Outcomes); got != want {
			t.Errorf("%s: got %s, want %s", ops[i].Name, got, want)
		}
	}
}

// TestBoundMethod has method values, and literals that are none.
func TestBoundMethod(t *testing.T) {
	t.Parallel()
	s := parse(t, `
		type table struct{}
		func (t *table) Lock(k string) {}
		func (t *table) Unlock(k string) {}
		func f(s *store, t *table, l sync.Locker) {
			mark("mutex", s.mu.Unlock); mark("interface", l.Lock); mark("other", s.Key)
			mark("table", t.Lock); mark("literal", func() { s.mu.Unlock() }); mark("key", func() string { return s.key })
			mark("embedded", (&struct{ sync.Mutex }{}).Lock)
		}`)
	for name, want := range map[string]string{
		"mutex":     "release exclusive s.mu of p.store.mu, both, sync",
		"interface": "acquire exclusive l of an interface",
		"table":     "acquire exclusive t of p.table",
		"other":     "", "literal": "", "key": "",
		"embedded": "acquire exclusive complit.Mutex of struct{sync.Mutex}.Mutex, sync",
	} {
		op, ok := s.BoundMethod(s.value(t, name).(*ssa.MakeClosure), nil)
		if got := describe(op); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %t, %s, want %s", name, ok, got, want)
		}
	}
	op, _ := s.BoundMethod(s.value(t, "table").(*ssa.MakeClosure), []ssa.Value{s.value(t, "mutex")})
	if op.ID.Key.Args()[0] != s.Term(s.value(t, "mutex")) {
		t.Errorf("the key is %s", dump(op.ID.Key))
	}
}

// TestLockOf has lockers, as of a condition variable.
func TestLockOf(t *testing.T) {
	t.Parallel()
	s := parse(t, `type embeds struct{ *sync.RWMutex }
	func f(s *store, e *embeds, l sync.Locker) {
		mark("mutex", sync.Locker(&s.mu)); mark("read side", s.rw.RLocker()); mark("interface", l)
		mark("embedded", sync.Locker(e)); mark("field", s.iface)
		v := sync.Locker(s.ptr); func() { mark("captured", v) }()
	}`)
	for name, want := range map[string]string{
		"mutex":     "exclusive s.mu of p.store.mu",
		"read side": "shared s.rw of p.store.rw",
		"interface": "exclusive l of an interface",
		"embedded":  "exclusive e.RWMutex of p.embeds.RWMutex",
		"field":     "exclusive s.iface of an interface",
		"captured":  "exclusive s.ptr of p.store.ptr",
	} {
		id, class, mode := s.LockOf(s.value(t, name))
		if got := fmt.Sprintf("%v %v of %v", mode, id, class); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// TestClass has addresses of locks: what is known apart from the object.
func TestClass(t *testing.T) {
	t.Parallel()
	s := parse(t, `
		type owner[K comparable] struct { mu sync.Mutex }
		var global sync.Mutex
		var list [2]sync.Mutex
		func g() store
		func f(s *store, p *sync.Mutex, l sync.Locker, many []sync.Mutex, own *owner[string], c bool) {
			mark("field", &s.mu); mark("pointer in a field", s.ptr); mark("interface in a field", s.iface)
			mark("element of a field", &s.many[1]); mark("element of a parameter", &many[1]); mark("element of a global", &list[1])
			mark("global", &global); mark("parameter", p); mark("interface", l); mark("generic", &own.mu)
			mark("field of a value", g().ptr); mark("interface in a value", g().iface)
			mark("converted", sync.Locker(&s.mu)); mark("call", s.Mu())
			var local, other sync.Mutex; mark("local", &local); func() { mark("captured", &local) }(); mark("other local", &other)
			v := &s.mu; func() { mark("captured pointer", v) }(); w := &v; mark("pointer in a variable", *w)
			if c { p = &s.mu }; mark("by path", p)
			y, z := &s.mu, &s.mu; func() { _, _ = y, z }(); if c { y = p }; mark("variable with two values", y)
			func() { mark("captured with two values", y); func() { _ = y }() }()
		}`)
	local, other := s.variable(t, "local"), s.variable(t, "other")
	for name, want := range map[string]lock.Class{
		"field":                    {Type: "sync.Mutex", Owner: "p.store", Field: "mu"},
		"pointer in a field":       {Type: "sync.Mutex", Owner: "p.store", Field: "ptr"},
		"interface in a field":     {},
		"element of a field":       {Type: "sync.Mutex", Owner: "p.store", Field: "many[]"},
		"element of a parameter":   {Type: "sync.Mutex"},
		"element of a global":      {Type: "sync.Mutex", Global: lock.Global{Pkg: "p", Name: "list"}},
		"global":                   {Type: "sync.Mutex", Global: lock.Global{Pkg: "p", Name: "global"}},
		"parameter":                {Type: "sync.Mutex"},
		"interface":                {},
		"generic":                  {Type: "sync.Mutex", Owner: "p.owner", Field: "mu"},
		"field of a value":         {Type: "sync.Mutex", Owner: "p.store", Field: "ptr"},
		"interface in a value":     {},
		"converted":                {Type: "sync.Mutex", Owner: "p.store", Field: "mu"},
		"call":                     {Type: "sync.Mutex"},
		"local":                    {Type: "sync.Mutex", Local: local},
		"captured":                 {Type: "sync.Mutex", Local: local},
		"other local":              {Type: "sync.Mutex", Local: other},
		"captured pointer":         {Type: "sync.Mutex", Owner: "p.store", Field: "mu"},
		"pointer in a variable":    {Type: "sync.Mutex", Owner: "p.store", Field: "mu"},
		"by path":                  {Type: "sync.Mutex"},
		"variable with two values": {Type: "sync.Mutex"},
		"captured with two values": {Type: "sync.Mutex"},
	} {
		if got := s.Class(s.value(t, name)); got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}

// TestClassLimits has pointers to one lock, of which the classes say that they
// are never the same.
func TestClassLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, decls string }{
		// A pointer in a field, and the variable or the other field that it comes
		// from.
		{"FN_PointerInField", `func f() { m := new(sync.Mutex); s := &store{ptr: m}; mark("a", m); mark("b", s.ptr) }`},
		{"FN_PointerInTwoFields", `type reader struct{ lock *sync.Mutex }
			func f(s *store) { r := &reader{lock: s.ptr}; mark("a", s.ptr); mark("b", r.lock) }`},
	} {
		s := parse(t, tt.decls)
		if a, b := s.Class(s.value(t, "a")), s.Class(s.value(t, "b")); a.Compatible(b) {
			t.Errorf("%s: %+v and %+v are compatible", tt.name, a, b)
		}
	}
}

// TestClassFP has a pointer whose class is less than what is known: only one
// function literal is looked through.
func TestClassFP(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(s *store) { v := &s.mu; func() { func() { mark("FP_CapturedTwice", v) }() }() }`)
	if c := s.Class(s.value(t, "FP_CapturedTwice")); c != (lock.Class{Type: "sync.Mutex"}) {
		t.Errorf("got %+v", c)
	}
}

// TestComponent checks the terms of the results of calls.
func TestComponent(t *testing.T) {
	t.Parallel()
	s := parse(t, `func one() int; func two() (int, error); func f() { mark("one", one()); n, err := two(); mark("n", n); mark("err", err) }`)
	one, n, err := s.value(t, "one").(*ssa.Call), s.value(t, "n").(*ssa.Extract), s.value(t, "err")
	two := n.Tuple.(*ssa.Call)
	if got := s.Component(one, 0); got != s.Term(one) {
		t.Errorf("the only result is %s", dump(got))
	}
	if a, b := s.Component(two, 0), s.Component(two, 1); a != s.Term(n) || b != s.Term(err) || a == b {
		t.Errorf("the results are %s and %s", dump(a), dump(b))
	}
}

func TestChosenCase(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(c, d chan int) { select { case <-c: mark("c", c); case <-d: mark("d", d) } }`)
	found := 0
	for in := range s.instructions(t) {
		e, ok := in.(*ssa.Extract)
		if !ok || e.Index != 0 {
			continue
		}
		found++
		if x := s.ChosenCase(e.Tuple.(*ssa.Select)); x != s.Term(e) || dump(x) != "extract(0, root("+e.Tuple.Name()+"))" {
			t.Errorf("the case is %s, its index %s", dump(x), dump(s.Term(e)))
		}
	}
	if found != 1 {
		t.Errorf("%d indices", found)
	}
}

func TestFieldOf(t *testing.T) {
	t.Parallel()
	s := parse(t, `type box[T any] struct{ a, b T }
		func f(s *store, b *box[int], u *struct{ x, y int }) { mark("a", &s.at.y); mark("b", &b.b); mark("c", &u.y) }`)
	for name, want := range map[string]string{"a": "p.point y", "b": "p.box b", "c": "struct{x int; y int} y"} {
		owner, field := accesspath.FieldOf(s.value(t, name).(*ssa.FieldAddr))
		if got := owner + " " + field; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
