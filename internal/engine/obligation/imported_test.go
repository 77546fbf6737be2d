package obligation_test

import (
	"bytes"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// A package with functions of which there is something to know, and one that
// calls them, with locks of its own. They import nothing else.
const (
	importedSource = `package dep

type Mutex struct{ held bool }

func (m *Mutex) Lock()         {}
func (m *Mutex) Unlock()       {}
func (m *Mutex) TryLock() bool { return m.held }

type Table struct{ Mutex }

func (t *Table) Take(key string) error { t.Lock(); return nil }
func (t *Table) Put(key string)        { t.Unlock() }
func (t *Table) Open() func()          { t.Lock(); return t.Unlock }
func (t *Table) Shut(done <-chan bool) { t.Unlock() }

func New() *Table { t := new(Table); t.Lock(); return t }

func With(t *Table, f func() error) error { t.Lock(); defer t.Unlock(); return f() }
func Later(t *Table, f func())            { go f() }
func Die()                                { panic("dead") }
func Key(a, b string) string              { return a + "/" + b }
`
	importingSource = `package use

import "dep"

type T struct {
	mu    dep.Mutex
	table *dep.Table
	done  chan bool
}

func (t *T) A(k string, f func() error) error {
	if err := t.table.Take(dep.Key(k, "a")); err != nil {
		return err
	}
	if f() != nil {
		dep.Die()
	}
	if k == "" {
		return nil
	}
	t.table.Put(dep.Key(k, "a"))
	return dep.With(t.table, f)
}

func (t *T) B(c bool) *dep.Table {
	shut := t.table.Open()
	if c {
		return nil
	}
	defer shut()
	select {
	case <-t.done:
		t.table.Shut(t.done)
	default:
	}
	return dep.New()
}

func (t *T) C() {
	t.mu.Lock()
	dep.Later(t.table, func() { t.mu.Unlock() })
	x := dep.New()
	x.Put("")
	for range 3 {
		if !x.TryLock() {
			continue
		}
		defer x.Shut(nil)
	}
	go t.table.Put("")
}

func (t *T) D() error { return t.table.Take("d") }
`
)

// imports holds the two packages, ready for analysis.
type imports struct {
	fset  *token.FileSet
	dep   *unit
	use   *unit
	facts *summary.LockleakFacts // the true facts of dep
}

// A run is a package with its SSA.
type unit struct {
	files   []*ast.File
	pkg     *types.Package
	info    *types.Info
	program *program.Program
}

func loadImports(t testing.TB) *imports {
	t.Helper()
	in := &imports{fset: token.NewFileSet()}
	in.dep = in.load(t, "dep", importedSource, importer.Default())
	in.use = in.load(t, "use", importingSource, in)
	res := in.analyze(t, in.dep, nil)
	if in.facts = res.Fact(); len(in.facts.Funcs) < 8 || len(res.Internal) > 0 {
		t.Fatalf("%v, internal errors %q", in.facts, res.Internal)
	}
	return in
}

// Import implements types.Importer.
func (in *imports) Import(string) (*types.Package, error) { return in.dep.pkg, nil }

func (in *imports) load(t testing.TB, name, text string, from types.Importer) *unit {
	t.Helper()
	f, err := parser.ParseFile(in.fset, name+".go", text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	u := &unit{files: []*ast.File{f}, info: &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
		Uses: make(map[*ast.Ident]types.Object), Implicits: make(map[ast.Node]types.Object),
		Instances: make(map[*ast.Ident]types.Instance), Scopes: make(map[ast.Node]*types.Scope),
		Selections: make(map[*ast.SelectorExpr]*types.Selection), FileVersions: make(map[*ast.File]string),
	}}
	conf := types.Config{Importer: from, GoVersion: "go1.26"}
	if u.pkg, err = conf.Check(name, in.fset, u.files, u.info); err != nil {
		t.Fatal(err)
	}
	u.program = program.Build(in.fset, u.pkg, u.files, u.info, func(*types.Func) bool { return false })
	return u
}

// analyze analyses a package, with the facts of dep, nil for none.
func (in *imports) analyze(t testing.TB, u *unit, facts *summary.LockleakFacts) *obligation.Result {
	t.Helper()
	a := obligation.NewAnalyzer(new(obligation.Settings), program.Own)
	pass := &analysis.Pass{
		Analyzer: a, Fset: in.fset, Files: u.files, Pkg: u.pkg, TypesInfo: u.info,
		ResultOf:          map[*analysis.Analyzer]any{program.Own: u.program},
		Report:            func(analysis.Diagnostic) {},
		ExportPackageFact: func(analysis.Fact) {},
		ImportPackageFact: func(p *types.Package, fact analysis.Fact) bool {
			if p != in.dep.pkg || facts == nil {
				return false
			}
			*fact.(*summary.LockleakFacts) = *facts
			return true
		},
	}
	res, err := a.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	return res.(*obligation.Result)
}

// TestWrongFacts checks that what cannot be true in a fact is left out, and
// named, and that the rest of the fact is used.
func TestWrongFacts(t *testing.T) {
	t.Parallel()
	in := loadImports(t)
	right := in.analyze(t, in.use, in.facts)
	if len(right.Internal) > 0 || len(right.Sites) == 0 {
		t.Fatalf("%d sites, internal errors %q", len(right.Sites), right.Internal)
	}
	for cause, spoil := range map[string]func(*summary.Effect){
		"no parameter -1":      func(x *summary.Effect) { x.Keys = []int{-1} },
		"there is no result 1": func(x *summary.Effect) { x.Outcomes = []summary.Outcome{{Do: summary.Acquire, Handle: 2}} },
	} {
		wrong := &summary.LockleakFacts{Declared: in.facts.Declared}
		for _, f := range in.facts.Funcs {
			if strings.HasSuffix(f.Name, ".Take") {
				f.Func.Effects = slices.Clone(f.Func.Effects)
				spoil(&f.Func.Effects[0])
			}
			wrong.Funcs = append(wrong.Funcs, f)
		}
		res := in.analyze(t, in.use, wrong)
		if want := []string{"facts of dep: (*dep.Table).Take is left out: " + cause}; !slices.Equal(res.Internal, want) {
			t.Errorf("internal errors %q, want %q", res.Internal, want)
		}
		if len(res.Sites) == 0 || len(res.Sites) >= len(right.Sites) {
			t.Errorf("%d sites, %d with the right facts", len(res.Sites), len(right.Sites))
		}
	}
}

// FuzzImportedFacts analyses a package with facts of another that nobody has
// made out of code. Whatever they say, nothing may panic or run forever, and
// facts that pass the check may not be taken for an error of the analysis.
func FuzzImportedFacts(f *testing.F) {
	in := loadImports(f)
	words := wordsOf(reflect.ValueOf(in.facts).Elem())
	for i := range 40 {
		f.Add(bytes.Repeat([]byte{byte(i), byte(7 * i), byte(i * i), byte(255 - i)}, 100))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := source{rest: b, words: words}
		facts := new(summary.LockleakFacts)
		if s.next()%4 > 0 {
			facts.Funcs = slices.Clone(in.facts.Funcs)
		}
		s.fill(reflect.ValueOf(&facts.Declared).Elem())
		for s.next()%8 > 0 && len(s.rest) > 0 {
			var x summary.NamedFunc
			s.fill(reflect.ValueOf(&x).Elem())
			if s.next()%2 > 0 {
				x.Name = in.facts.Funcs[s.next()%len(in.facts.Funcs)].Name
			}
			facts.Funcs = append(facts.Funcs, x)
		}
		for _, line := range in.analyze(t, in.use, facts).Internal {
			if !strings.HasPrefix(line, "facts of dep: ") && !strings.HasPrefix(line, "internal error in the facts that are imported: ") {
				t.Error(line)
			}
		}
	})
}

// A source makes values out of bytes, zeros when there are no more.
type source struct {
	rest  []byte
	words []string
}

func (s *source) next() int {
	if len(s.rest) == 0 {
		return 0
	}
	b := s.rest[0]
	s.rest = s.rest[1:]
	return int(b)
}

// fill sets v to a value of its type.
func (s *source) fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for f, x := range v.Fields() {
			if f.IsExported() {
				s.fill(x)
			}
		}
	case reflect.Slice:
		n := s.next() % 3
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			s.fill(v.Index(i))
		}
	case reflect.String:
		v.SetString(s.words[(s.next()<<8|s.next())%len(s.words)])
	case reflect.Int:
		v.SetInt([...]int64{0, 1, 2, 3, 0, 1, -1, 1 << 40}[s.next()%8])
	case reflect.Uint8:
		v.SetUint([...]uint64{0, 1, 2, 3, 4, 5, 6, 255}[s.next()%8])
	case reflect.Bool:
		v.SetBool(s.next()%2 > 0)
	case reflect.Interface:
		if s.next()%16 == 0 && len(s.rest) > 0 {
			v.Set(reflect.ValueOf([]byte("x")))
		}
	default:
		panic("a kind that facts do not have: " + v.Kind().String())
	}
}

// wordsOf returns all texts in v, and some that are alike.
func wordsOf(v reflect.Value) []string {
	var words []string
	var visit func(v reflect.Value)
	visit = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for _, f := range v.Fields() {
				visit(f)
			}
		case reflect.Slice:
			for i := range v.Len() {
				visit(v.Index(i))
			}
		case reflect.String:
			words = append(words, v.String())
		}
	}
	visit(v)
	table := lock.NewTable(func(any) string { return "x" })
	for k := lock.Kind(1); k <= lock.Cons; k++ {
		for _, sym := range []any{lock.Param{Index: 1}, lock.Result{}, lock.Result{Index: 9}, lock.FieldName{Name: "mu"}, nil, "nil", true, int64(3), 4,
			lock.Func{Full: "dep.Key", Name: "Key"}, lock.Global{Pkg: "dep", Name: "mu"}} {
			x := table.Make(lock.Root, lock.Param{}, lock.Term{}, lock.Term{})
			for _, t := range []lock.Term{table.Make(k, sym, lock.Term{}, lock.Term{}), table.Make(k, sym, x, lock.Term{}), table.Make(k, sym, x, x)} {
				if p, ok := summary.Encode(t); ok {
					words = append(words, string(p))
				}
			}
		}
	}
	words = append(words, "no path", "1", "((", "*dep.Table", "dep.Table: notlock", "dep.Mutex: notlock", "dep.New: acquires result", "x: y")
	slices.Sort(words)
	return slices.Compact(words)
}
