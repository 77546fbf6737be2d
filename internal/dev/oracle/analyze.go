package oracle

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// A Checker type-checks and analyzes programs.
type Checker struct {
	fset     *token.FileSet
	imports  imports
	settings obligation.Settings
}

// imports has the packages that programs import, type-checked once.
type imports map[string]*types.Package

// Import implements types.Importer.
func (i imports) Import(path string) (*types.Package, error) {
	if pkg := i[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("programs do not import %s", path)
}

// NewChecker returns a checker with the default settings.
func NewChecker() (*Checker, error) {
	c := &Checker{fset: token.NewFileSet(), settings: obligation.Settings{Panic: panics.Recovered}}
	from := importer.ForCompiler(c.fset, "source", nil)
	c.imports = make(imports)
	for _, path := range []string{"errors", "runtime", "sync", "time"} {
		pkg, err := from.Import(path)
		if err != nil {
			return nil, err
		}
		c.imports[path] = pkg
	}
	return c, nil
}

// analyzedSupport returns the source of what programs share.
func analyzedSupport() string {
	return fmt.Sprintf(support, "package p\n\nimport (\n\t\"errors\"\n\t\"runtime\"\n\t\"sync\"\n\t\"time\"\n)", analyzedTable, analyzedBusy)
}

// config returns how programs are type-checked.
func (c *Checker) config() *types.Config {
	return &types.Config{Importer: c.imports, GoVersion: "go1.26"}
}

// Compiles reports why the program does not compile, nil if it does.
func (c *Checker) Compiles(p *Program) error {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, p.file(), p.Source(false), parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	g, err := parser.ParseFile(fset, "support.go", analyzedSupport(), parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	_, err = c.config().Check("p", fset, []*ast.File{g, f}, nil)
	return err
}

// An Analysis is what the engine says of programs.
type Analysis struct {
	*obligation.Result
	fset *token.FileSet
}

// Analyze runs the engine on the programs, as one package.
func (c *Checker) Analyze(programs []*Program) (*Analysis, error) {
	fset := token.NewFileSet()
	files := []*ast.File{}
	add := func(name, src string) error {
		f, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
		files = append(files, f)
		return err
	}
	if err := add("support.go", analyzedSupport()); err != nil {
		return nil, err
	}
	for _, p := range programs {
		if err := add(p.file(), p.Source(false)); err != nil {
			return nil, err
		}
	}
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Instances: make(map[*ast.Ident]types.Instance),
		Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
		Implicits: make(map[ast.Node]types.Object), Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Scopes: make(map[ast.Node]*types.Scope), FileVersions: make(map[*ast.File]string),
	}
	pkg, err := c.config().Check("p", fset, files, info)
	if err != nil {
		return nil, err
	}
	engine := obligation.NewAnalyzer(&c.settings, program.Shared)
	results := make(map[*analysis.Analyzer]any)
	var run func(a *analysis.Analyzer) error
	run = func(a *analysis.Analyzer) error {
		if _, done := results[a]; done {
			return nil
		}
		for _, r := range a.Requires {
			if err := run(r); err != nil {
				return err
			}
		}
		pass := &analysis.Pass{
			Analyzer: a, Fset: fset, Files: files, Pkg: pkg, TypesInfo: info, TypesSizes: types.SizesFor("gc", "amd64"),
			ResultOf: results, Report: func(analysis.Diagnostic) {},
			ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
			ExportPackageFact: func(analysis.Fact) {},
			ImportObjectFact:  func(types.Object, analysis.Fact) bool { return false },
			ExportObjectFact:  func(types.Object, analysis.Fact) {},
			AllPackageFacts:   func() []analysis.PackageFact { return nil },
			AllObjectFacts:    func() []analysis.ObjectFact { return nil },
		}
		res, err := a.Run(pass)
		results[a] = res
		return err
	}
	if err := run(engine); err != nil {
		return nil, err
	}
	return &Analysis{results[engine].(*obligation.Result), fset}, nil
}

// line returns the file and the line of a position.
func (a *Analysis) line(pos token.Pos) (file string, line int) {
	p := a.fset.Position(pos)
	return p.Filename, p.Line
}

// sitesIn returns the acquire sites in a program.
func (a *Analysis) sitesIn(p *Program) []*verdict.Site {
	return slices.DeleteFunc(slices.Clone(a.Sites), func(s *verdict.Site) bool {
		f, _ := a.line(s.Pos)
		return f != p.file()
	})
}
