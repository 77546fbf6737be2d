package permute_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/dev/permute"
)

// A library has packages that are type-checked and analyzed once, in the order in
// which they are written: those that a package under test imports.
type library struct {
	fset      *token.FileSet
	withFacts bool // of packages of the standard library, too, which takes its time
	listed    map[string]*listed
	packages  map[string]*types.Package
	facts     map[any][]analysis.Fact // by package or object
}

func newLibrary(withFacts bool) *library {
	return &library{
		fset: token.NewFileSet(), withFacts: withFacts, listed: make(map[string]*listed),
		packages: map[string]*types.Package{"unsafe": types.Unsafe}, facts: make(map[any][]analysis.Fact),
	}
}

// A listed is what go list says of a package.
type listed struct {
	ImportPath string
	Dir        string
	Standard   bool
	DepOnly    bool
	GoFiles    []string
	ImportMap  map[string]string
	Module     *struct{ GoVersion string }
}

// load adds the packages that the patterns match in dir, and all that they
// import. It returns the paths of those that match.
func (l *library) load(dir string, patterns ...string) ([]string, error) {
	cmd := exec.Command("go", append([]string{"list", "-deps", "-pgo=off", "-json=ImportPath,Dir,Standard,DepOnly,GoFiles,ImportMap,Module"}, patterns...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, &stderr)
	}
	var paths []string
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(listed)
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			return paths, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		if !p.DepOnly && p.ImportPath != "unsafe" {
			paths = append(paths, p.ImportPath)
		}
		if l.packages[p.ImportPath] == nil {
			if err := l.add(p); err != nil {
				return nil, err
			}
		}
	}
}

// add type-checks and analyzes a package. Those that it imports are there.
func (l *library) add(p *listed) error {
	l.listed[p.ImportPath] = p
	files, err := p.read()
	if err != nil {
		return err
	}
	brief := p.Standard && !l.withFacts
	u, err := l.check(p, files, brief)
	if err != nil {
		return err
	}
	l.packages[p.ImportPath] = u.pkg
	if brief {
		return nil
	}
	_, err = l.analyze(u, engine(true), l.facts)
	return err
}

// read returns the files of the package.
func (p *listed) read() ([]permute.File, error) {
	var out []permute.File
	for _, name := range p.GoFiles {
		name = filepath.Join(p.Dir, name)
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		out = append(out, permute.File{Name: name, Text: text})
	}
	return out, nil
}

// A unit is a type-checked package.
type unit struct {
	syntax []*ast.File
	pkg    *types.Package
	info   *types.Info
}

// check type-checks the package as if it had the given files. If it is brief,
// function bodies are left out.
func (l *library) check(p *listed, files []permute.File, brief bool) (*unit, error) {
	u := &unit{info: &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Instances: make(map[*ast.Ident]types.Instance),
		Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
		Implicits: make(map[ast.Node]types.Object), Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Scopes: make(map[ast.Node]*types.Scope), FileVersions: make(map[*ast.File]string),
	}}
	for _, f := range files {
		syntax, err := parser.ParseFile(l.fset, f.Name, f.Text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		u.syntax = append(u.syntax, syntax)
	}
	conf := types.Config{
		Importer: importer{l, p}, Sizes: sizes(), IgnoreFuncBodies: brief, FakeImportC: true,
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		conf.GoVersion = "go" + p.Module.GoVersion
	}
	var err error
	u.pkg, err = conf.Check(p.ImportPath, l.fset, u.syntax, u.info)
	return u, err
}

func sizes() types.Sizes { return types.SizesFor(runtime.Compiler, runtime.GOARCH) }

// An importer imports for a package what the library has.
type importer struct {
	*library
	from *listed
}

// Import implements types.Importer.
func (i importer) Import(path string) (*types.Package, error) {
	if to, ok := i.from.ImportMap[path]; ok {
		path = to
	}
	if pkg := i.packages[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("%s is not loaded", path)
}

// forget drops the files of u, as far as they are known by their positions.
func (l *library) forget(u *unit) {
	for _, f := range u.syntax {
		l.fset.RemoveFile(l.fset.File(f.FileStart))
	}
}

// analyze runs an analyzer and those that it requires, and returns the result of
// each. Facts that are exported go to exported, if that is not nil.
func (l *library) analyze(u *unit, a *analysis.Analyzer, exported map[any][]analysis.Fact) (map[*analysis.Analyzer]any, error) {
	own := make(map[any][]analysis.Fact)
	importFact := func(key any, fact analysis.Fact) bool {
		for _, from := range []map[any][]analysis.Fact{own, l.facts} {
			for _, f := range from[key] {
				if reflect.TypeOf(f) == reflect.TypeOf(fact) {
					reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(f).Elem())
					return true
				}
			}
		}
		return false
	}
	exportFact := func(key any, fact analysis.Fact) {
		own[key] = append(own[key], fact)
		if exported != nil {
			exported[key] = append(exported[key], fact)
		}
	}
	results := make(map[*analysis.Analyzer]any)
	var run func(a *analysis.Analyzer) error
	run = func(a *analysis.Analyzer) error {
		for _, r := range a.Requires {
			if _, done := results[r]; !done {
				if err := run(r); err != nil {
					return err
				}
			}
		}
		res, err := a.Run(&analysis.Pass{
			Analyzer: a, Fset: l.fset, Files: u.syntax, Pkg: u.pkg, TypesInfo: u.info, TypesSizes: sizes(),
			ResultOf: results, Report: func(analysis.Diagnostic) {},
			ImportPackageFact: func(pkg *types.Package, fact analysis.Fact) bool { return importFact(pkg, fact) },
			ExportPackageFact: func(fact analysis.Fact) { exportFact(u.pkg, fact) },
			ImportObjectFact:  func(obj types.Object, fact analysis.Fact) bool { return importFact(obj, fact) },
			ExportObjectFact:  func(obj types.Object, fact analysis.Fact) { exportFact(obj, fact) },
			AllPackageFacts:   func() []analysis.PackageFact { return nil },
			AllObjectFacts:    func() []analysis.ObjectFact { return nil },
		})
		results[a] = res
		return err
	}
	return results, run(a)
}
