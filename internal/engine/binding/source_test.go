package binding

// The package of whose functions the tests declare something.

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/settings/declare"
)

// syncStub is as much of package sync as these tests need.
const syncStub = `package sync

type Mutex struct{}
func (*Mutex) Lock()
func (*Mutex) TryLock() bool
func (*Mutex) Unlock()

type RWMutex struct{}
func (*RWMutex) Lock()
func (*RWMutex) Unlock()
func (*RWMutex) RLock()
func (*RWMutex) RUnlock()

type Locker interface { Lock(); Unlock() }
`

const otherStub = `package other

type Base struct { hidden int; inner struct { n int } }
`

const declaredSource = `package p

import (
	"example.com/other"
	"sync"
)

type S struct {
	mu     sync.Mutex
	rw     sync.RWMutex
	ptr    *sync.Mutex
	locker sync.Locker
	in     inner
	inp    *inner
	keys   map[string]int
	table  Table
	view   View
	n      int
	other.Base
}
type inner struct { sync.RWMutex; mu sync.Mutex }
type Deep struct { n int; *S }
type Wrap struct { sync.Locker }
type G[K comparable] struct { mu sync.Mutex; m map[K]int }
type Spin uint32
func (*Spin) enter()
func (*Spin) leave()

type Table struct{}
func (*Table) LockKey(k string) error
func (*Table) UnlockKey(k string)
type View map[string]int
func (View) Lock(k string)
func (View) Unlock(k string)

type Guard struct{}
func (*Guard) Unlock()
type Keyed struct{}
func (*Keyed) Unlock(k string)
type Holder interface { Close() error; Do() }
type Request struct { id int; owner *inner }

var mu sync.Mutex
var muPtr *sync.Mutex
var locker sync.Locker
var state S
var recv sync.Mutex

func (s *S) Lock()
func (s *S) LockErr(req *Request, val Request) error
func (s *S) TryLock(int, string) (bool, error)
func (S) Value()
func (d *Deep) Deep()
func (g *G[K]) Lock(k K) {}
func (s *Spin) Enter()
func (s *S) Each(fn func(), n int, all ...func())

func LockUser(id string, arg0 *S) (int, bool)
func Plain(s *S)
func None()
func Two() (bool, bool)
func LockFunc(s *S) (n int, unlock func())
func LockClose(s *S) (k *Keyed, h Holder, err error)
func LockGuard(s *S) *Guard
func UnlockAll(w Wrap, l sync.Locker, v View, vp *View)
func Generic[L sync.Locker](l L) {}

type Iface interface { Acquire(key string) bool; sub }
type sub interface { Sub() }
`

// A stubs importer makes packages out of a source for each.
type stubs map[string]string

func (s stubs) Import(path string) (*types.Package, error) { return checkSource(path, s[path], s) }

func checkSource(path, src string, imp types.Importer) (*types.Package, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, path+".go", src, 0)
	if err != nil {
		return nil, err
	}
	return (&types.Config{Importer: imp}).Check(path, fset, []*ast.File{f}, nil)
}

func declaredPackage(t *testing.T) *types.Package {
	t.Helper()
	pkg, err := checkSource("example.com/p", declaredSource, stubs{"sync": syncStub, "example.com/other": otherStub})
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// funcIn returns the function, or the method by its type's name.
func funcIn(t *testing.T, pkg *types.Package, name string) *types.Func {
	t.Helper()
	typ, method, isMethod := strings.Cut(name, ".")
	obj := pkg.Scope().Lookup(typ)
	if isMethod && obj != nil {
		obj, _, _ = types.LookupFieldOrMethod(obj.Type(), true, pkg, method)
	}
	fn, ok := obj.(*types.Func)
	if !ok {
		t.Fatalf("no function %s", name)
	}
	return fn
}

func parseDecl(t *testing.T, text string) declare.Declaration {
	t.Helper()
	d, err := declare.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}
