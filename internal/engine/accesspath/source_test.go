package accesspath_test

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"runtime"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/program"
)

// vocabulary is declared in the package of every case. The function mark gives
// its argument a name, by which a test finds the value.
const vocabulary = `
func mark[T any](name string, value T) {}

type store struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	ptr   *sync.Mutex
	iface sync.Locker
	n     int
	key   string
	at    point
	next  *store
	byKey map[string]int
	list  []int
	many  []sync.Mutex
}
type point struct{ x, y int }

func (s *store) Key() string       { return s.key }
func (s *store) Part(i int) string { return s.key[i:] }
func (s *store) Mu() *sync.Mutex   { return &s.mu }
`

// A source is a small package in SSA form with a resolver that knows nothing of
// it yet.
type source struct {
	*accesspath.Resolver
	pkg    *ssa.Package
	marks  map[string]ssa.CallInstruction // the calls of mark, by name
	marked map[string]ssa.Value           // their arguments
}

// parse builds the package p from declarations. It imports what they name.
func parse(t *testing.T, decls string) *source {
	t.Helper()
	text := vocabulary + decls
	head := "package p\n"
	for _, p := range []string{"bytes", "errors", "fmt", "io", "sort", "strconv", "strings", "sync", "sync/atomic"} {
		if strings.Contains(text, path.Base(p)+".") {
			head += fmt.Sprintf("import %q\n", p)
		}
	}
	prog := build(t, head+text)
	r := accesspath.NewResolver()
	r.Declared = func(types.Type, *types.Func) bool { return false }
	r.Affects = func(*ssa.Call) bool { return false }
	s := &source{Resolver: r, pkg: prog.Pkg, marks: make(map[string]ssa.CallInstruction), marked: make(map[string]ssa.Value)}
	for _, fn := range prog.SrcFuncs {
		for c := range calls(fn) {
			s.mark(t, c)
		}
	}
	return s
}

// mark notes the argument of a call of mark.
func (s *source) mark(t *testing.T, c ssa.CallInstruction) {
	t.Helper()
	callee := c.Common().StaticCallee()
	if callee == nil || callee.Object() == nil || callee.Object().Name() != "mark" {
		return
	}
	name := constant.StringVal(c.Common().Args[0].(*ssa.Const).Value)
	if s.marked[name] != nil {
		t.Fatalf("two values are marked %s", name)
	}
	s.marks[name], s.marked[name] = c, c.Common().Args[1]
}

// value returns the value that is marked with the name.
func (s *source) value(t *testing.T, name string) ssa.Value {
	t.Helper()
	v := s.marked[name]
	if v == nil {
		t.Fatalf("no value is marked %s", name)
	}
	return v
}

// calls yields the calls in fn, in the order of the instructions.
func calls(fn *ssa.Function) func(func(ssa.CallInstruction) bool) {
	return func(yield func(ssa.CallInstruction) bool) {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if c, ok := in.(ssa.CallInstruction); ok && !yield(c) {
					return
				}
			}
		}
	}
}

// A checker type-checks packages. The importer is shared, as it asks the go
// command about each package; it is not safe for concurrent use.
type checker struct {
	mu       sync.Mutex
	fset     *token.FileSet
	importer types.Importer
}

var shared = sync.OnceValue(func() *checker {
	fset := token.NewFileSet()
	return &checker{fset: fset, importer: importer.ForCompiler(fset, runtime.Compiler, nil)}
})

// build builds the SSA form of the package p, the text of its file being given.
func build(t *testing.T, text string) *program.Program {
	t.Helper()
	c := shared()
	c.mu.Lock()
	defer c.mu.Unlock()
	file, err := parser.ParseFile(c.fset, "p.go", text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Instances:    make(map[*ast.Ident]types.Instance),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:       make(map[ast.Node]*types.Scope),
		FileVersions: make(map[*ast.File]string),
	}
	conf := types.Config{Importer: c.importer, GoVersion: "go1.26"}
	pkg, err := conf.Check("p", c.fset, []*ast.File{file}, info)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return program.Build(c.fset, pkg, []*ast.File{file}, info, func(*types.Func) bool { return false })
}

// kinds has the names of the kinds of terms, for dump.
var kinds = map[lock.Kind]string{
	lock.Const: "const", lock.Root: "root", lock.Field: "field", lock.Index: "index", lock.Lookup: "lookup", lock.Has: "has",
	lock.Load: "load", lock.Unary: "unary", lock.Binary: "binary", lock.Call: "call", lock.Extract: "extract",
	lock.Assert: "assert", lock.IsType: "istype", lock.Cons: "cons",
}

// dump writes the structure of a term: its kind, its symbol and its arguments.
func dump(t lock.Term) string {
	if t.IsZero() {
		return "-"
	}
	var parts []string
	switch s := t.Sym().(type) {
	case nil:
	case lock.FieldName:
		parts = append(parts, s.Name)
	case lock.Global:
		parts = append(parts, s.Pkg+"."+s.Name)
	case lock.Func:
		parts = append(parts, s.Full)
	case ssa.Value:
		parts = append(parts, s.Name())
	default:
		parts = append(parts, fmt.Sprint(s))
	}
	if !t.X().IsZero() || !t.Y().IsZero() {
		parts = append(parts, dump(t.X()))
	}
	if !t.Y().IsZero() {
		parts = append(parts, dump(t.Y()))
	}
	return kinds[t.Kind()] + "(" + strings.Join(parts, ", ") + ")"
}

// A naming is a case of how values are named. Want has the names of all marked
// values: those in one group have the same term, those in different groups,
// between which there is a bar, have different ones.
type naming struct {
	name  string
	decls string
	want  string
}

func testNaming(t *testing.T, cases []naming) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, tt.decls)
			var groups [][]string
			names := 0
			for g := range strings.SplitSeq(tt.want, "|") {
				groups = append(groups, strings.Fields(g))
				names += len(strings.Fields(g))
			}
			if names != len(s.marked) || names < 2 {
				t.Fatalf("%d values are marked, %q has %d", len(s.marked), tt.want, names)
			}
			for i, g := range groups {
				for j, h := range groups {
					s.compare(t, g, h, i == j)
				}
			}
		})
	}
}

// compare checks that each value of g has the same term as each of h, or that
// none has.
func (s *source) compare(t *testing.T, g, h []string, same bool) {
	t.Helper()
	for _, a := range g {
		for _, b := range h {
			x, y := s.Term(s.value(t, a)), s.Term(s.value(t, b))
			if x.IsZero() {
				t.Errorf("%s has no term", a)
			}
			if (x == y) != same && a <= b {
				t.Errorf("same term for %s and %s: %t, want %t\n%s: %s\n%s: %s", a, b, !same, same, a, dump(x), b, dump(y))
			}
		}
	}
}
