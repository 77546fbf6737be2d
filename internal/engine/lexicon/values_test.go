package lexicon

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// getters has methods that are pure by name, and, in impure, methods that are not.
const getters = `package p

type mutex struct{}

type pure interface {
	Name() string; FullName() string; name() string; Len() int; ID() uint64; ModTime() int64; Done() <-chan struct{}
	IsClosed() bool; isOpen(key string) bool; HasKey(key string) bool; Less(i, j int) bool; NumField() int; MaxSize() int
	GetName() string; GetLock(key string) *mutex; Mutex() *mutex; Error() string
}

type impure interface {
	Next() int; NextID() int; ReadSize() int; NewName() string; Get() *mutex; GetNext() *mutex; GetNewConn() *mutex
	ParseType() string; AcquireKey() bool; ReserveID() int; UpdateState() int
	Commit() bool; Stop() bool; Reset() bool; Flush() int; Submit(f func()) bool; Push(x int) int; emit() bool
	Lock() bool; TryLock() bool; NumOf(key string) int; Size(key string) int
	Err() error; IsReady() (bool, error); Cleanup(); GetCancel() func()
}

func Name() string
`

func TestPureByName(t *testing.T) {
	t.Parallel()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", getters, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("p", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"pure": true, "impure": false} {
		for m := range pkg.Scope().Lookup(name).Type().Underlying().(*types.Interface).Methods() {
			if got := PureByName(m); got != want {
				t.Errorf("%s: got %v, want %v", strings.TrimPrefix(m.FullName(), "(p."), got, want)
			}
		}
	}
	if PureByName(pkg.Scope().Lookup("Name").(*types.Func)) {
		t.Error("a function is taken for a method")
	}
}
