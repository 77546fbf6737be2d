package binding

import (
	"go/types"
	"slices"
	"testing"

	"github.com/lockleak/lockleak/internal/settings/declare"
)

func declared(t *testing.T, text string) *Declared {
	t.Helper()
	lines, err := declare.ParseLines(text)
	if err != nil {
		t.Fatal(err)
	}
	x := NewDeclared()
	for _, l := range lines {
		x.Add(l.Target, l.Declaration)
	}
	return x
}

func TestDeclaredFunc(t *testing.T) {
	t.Parallel()
	pkg := declaredPackage(t)
	x := declared(t, `
		(*example.com/p.S).Lock: acquires s.mu
		(*example.com/p.S).Lock: acquires recv.mu
		(*example.com/p.S).Lock: releases s.rw
		(*example.com/p.S).Lock: noreturn
		(*example.com/p.G).Lock: acquires g.mu
		(example.com/p.Iface).Acquire: tries recv(arg0)
		(example.com/p.sub).Sub: requires recv
		(*example.com/p.S).Each: runs fn now; (*example.com/p.S).Each: runs all later
		example.com/p.Plain: acquires s.mu; example.com/p.Plain: notlock
		example.com/p.None: notlock; example.com/p.None: acquires mu
		example.com/p.LockUser: acquires mu; example.com/p.LockUser: acquires arg2
		example.com/p.S: notlock`)
	for name, want := range map[string][3]int{ // effects, requires, runs
		"S.Lock": {2, 0, 0}, "G.Lock": {1, 0, 0}, "Iface.Acquire": {1, 0, 0}, "Iface.Sub": {0, 1, 0},
		"S.Each": {0, 0, 2}, "Plain": {0, 0, 0}, "None": {1, 0, 0},
	} {
		f, ok, err := x.Func(funcIn(t, pkg, name))
		if err != nil || !ok || [3]int{len(f.Effects), len(f.Requires), len(f.Runs)} != want {
			t.Errorf("%s: %+v, %v, %v, want %v", name, f, ok, err, want)
			continue
		}
		if again, _, _ := x.Func(funcIn(t, pkg, name)); again != f {
			t.Errorf("%s is bound again", name)
		}
		if f.NeverReturns != (name == "S.Lock") {
			t.Errorf("%s: NeverReturns is %v", name, f.NeverReturns)
		}
	}
	if f, ok, err := x.Func(funcIn(t, pkg, "Two")); f != nil || ok || err != nil {
		t.Errorf("Two is not declared: %+v, %v, %v", f, ok, err)
	}
	const want = "example.com/p.LockUser: acquires arg2: arg2: LockUser has 2 parameters"
	if f, ok, err := x.Func(funcIn(t, pkg, "LockUser")); f != nil || !ok || err == nil || err.Error() != want {
		t.Errorf("LockUser: %+v, %v, %v", f, ok, err)
	}
	x.Add("example.com/p.Two", parseDecl(t, "noreturn"))
	if f, ok, _ := x.Func(funcIn(t, pkg, "Two")); !ok || !f.NeverReturns {
		t.Errorf("Two is declared late: %+v, %v", f, ok)
	}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	pkg := declaredPackage(t)
	instance, err := types.Instantiate(nil, pkg.Scope().Lookup("G").Type(), []types.Type{types.Typ[types.String]}, true)
	if err != nil {
		t.Fatal(err)
	}
	method, _, _ := types.LookupFieldOrMethod(instance, true, pkg, "Lock")
	for want, fn := range map[string]*types.Func{
		"example.com/p.None":            funcIn(t, pkg, "None"),
		"example.com/p.Generic":         funcIn(t, pkg, "Generic"),
		"(*example.com/p.S).Lock":       funcIn(t, pkg, "S.Lock"),
		"(example.com/p.S).Value":       funcIn(t, pkg, "S.Value"),
		"(example.com/p.Iface).Acquire": funcIn(t, pkg, "Iface.Acquire"),
		"(*example.com/p.G).Lock":       method.(*types.Func),
	} {
		if got := Target(fn); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestDeclaredTypes(t *testing.T) {
	t.Parallel()
	pkg := declaredPackage(t)
	x := declared(t, `
		example.com/p.S: notlock
		example.com/p.Table: future complete LockKey; example.com/p.Table: future complete LockKey,Other register UnlockKey`)
	typ := func(name string) types.Type { return pkg.Scope().Lookup(name).Type() }
	if !x.NotLock(typ("S")) || !x.NotLock(types.NewPointer(typ("S"))) || x.NotLock(typ("Table")) || x.NotLock(types.Typ[types.Int]) {
		t.Error("NotLock is wrong")
	}
	complete, register, ok := x.Future(types.NewPointer(typ("Table")))
	if !slices.Equal(complete, []string{"LockKey", "Other"}) || !slices.Equal(register, []string{"UnlockKey"}) || !ok {
		t.Errorf("Table: %q, %q, %v", complete, register, ok)
	}
	if _, _, ok := x.Future(typ("S")); ok {
		t.Error("S is no future")
	}
}
