package lexicon

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"sync"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

const source = `package p

import (
	"context"
	"sync"
)

type mutex struct{ sync.Mutex }
type rw struct{ sync.RWMutex }
type request struct{}
type response struct{}

type readOnlyStyle interface { RLock(); Unlock() }
type both interface { Lock(); RLock(); Unlock() }
type failing interface { Lock() error; Unlock() error }
type keyed interface { Lock(ctx context.Context, topic string, id int) (bool, error); Unlock(topic string, id int) }
type semaphore interface { Acquire(ctx context.Context, n int64) error; TryAcquire(n int64) bool; Release(n int64) }
type named interface { LockKey(k string); UnlockKey(k string); logLock(); logUnlock() }
type rocket interface { TryLock(k string) bool; UnLock(k string) }

type service interface { Lock(context.Context, *request) (*response, error); Unlock(context.Context, *request) (*response, error) }
type account interface { Lock(name string) error; Unlock(name, password string) error }
type wallet interface { Lock(); Unlock(password string) error }
type door interface { Lock(); Open() }
type pool interface { Acquire() (*response, error); Release(*response) }
type blocker interface { Block(); Unblock() }
type releaser interface { Release(); Acquired() bool }
`

// checked returns the package that is the source. What it imports is checked
// from source as well, which takes seconds: once.
var checked = sync.OnceValues(func() (*types.Package, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", source, 0)
	if err != nil {
		return nil, err
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	return conf.Check("p", fset, []*ast.File{f}, nil)
})

func methodIn(t *testing.T, typeName, method string) (types.Type, *types.Func) {
	t.Helper()
	pkg, err := checked()
	if err != nil {
		t.Fatal(err)
	}
	typ := pkg.Scope().Lookup(typeName).Type()
	obj, _, _ := types.LookupFieldOrMethod(typ, true, pkg, method)
	m, ok := obj.(*types.Func)
	if !ok {
		t.Fatalf("no method %s.%s", typeName, method)
	}
	return typ, m
}

func TestLookupMethod(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ, method string
		want        Method
	}{
		{"mutex", "Lock", Method{Effect: lock.Acquire, Result: Always, Peer: "Unlock"}},
		{"mutex", "TryLock", Method{Effect: lock.Acquire, Result: Result{0, -1, -1}, Try: true, Peer: "Unlock"}},
		{"mutex", "Unlock", Method{Effect: lock.Release, Result: Always, Both: true, Peer: "TryLock"}},
		{"rw", "RLock", Method{Effect: lock.Acquire, Mode: lock.Shared, Result: Always, Peer: "RUnlock"}},
		{"rw", "RUnlock", Method{Effect: lock.Release, Mode: lock.Shared, Result: Always, Peer: "TryRLock"}},
		{"rw", "Unlock", Method{Effect: lock.Release, Result: Always, Peer: "TryLock"}},
		{"readOnlyStyle", "Unlock", Method{Effect: lock.Release, Mode: lock.Shared, Result: Always, Both: true, Peer: "RLock"}},
		{"both", "Unlock", Method{Effect: lock.Release, Result: Always, Both: true, Peer: "Lock"}},
		{"failing", "Lock", Method{Effect: lock.Acquire, Result: Result{-1, 0, -1}, Peer: "Unlock"}},
		{"keyed", "Lock", Method{Effect: lock.Acquire, Result: Result{0, 1, -1}, Keys: []int{1, 2}, Peer: "Unlock"}},
		{"keyed", "Unlock", Method{Effect: lock.Release, Result: Always, Both: true, Keys: []int{0, 1}, Peer: "Lock"}},
		{"semaphore", "Acquire", Method{Effect: lock.Acquire, Result: Result{-1, 0, -1}, Keys: []int{1}, Peer: "Release"}},
		{"semaphore", "TryAcquire", Method{Effect: lock.Acquire, Result: Result{0, -1, -1}, Try: true, Keys: []int{0}, Peer: "Release"}},
		{"named", "LockKey", Method{Effect: lock.Acquire, Result: Always, Keys: []int{0}, Peer: "UnlockKey"}},
		{"named", "logLock", Method{Effect: lock.Acquire, Result: Always, Peer: "logUnlock"}},
		{"rocket", "TryLock", Method{Effect: lock.Acquire, Result: Result{0, -1, -1}, Try: true, Keys: []int{0}, Peer: "UnLock"}},
	} {
		got, ok := LookupMethod(methodIn(t, c.typ, c.method))
		if !ok || got.Effect != c.want.Effect || got.Mode != c.want.Mode || got.Both != c.want.Both || got.Result != c.want.Result ||
			got.Try != c.want.Try || got.Peer != c.want.Peer || !slices.Equal(got.Keys, c.want.Keys) {
			t.Errorf("%s.%s: %+v, %v, want %+v", c.typ, c.method, got, ok, c.want)
		}
	}
}

func TestLookalikes(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"service", "Lock"}, {"service", "Unlock"}, {"account", "Lock"}, {"account", "Unlock"}, {"wallet", "Lock"},
		{"wallet", "Unlock"}, {"door", "Lock"}, {"pool", "Acquire"}, {"pool", "Release"}, {"blocker", "Block"}, {"releaser", "Release"},
	} {
		if got, ok := LookupMethod(methodIn(t, c[0], c[1])); ok {
			t.Errorf("%s.%s is taken for a lock operation: %+v", c[0], c[1], got)
		}
	}
}
