package vetunit

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/types"
	"regexp"
	"strconv"
)

// readImports reads what is known of the packages that the files import.
func (u *unit) readImports() error {
	u.vetx = make(map[string]vetx)
	for _, f := range u.files {
		for _, spec := range f.Imports {
			if _, err := u.importPackage(importPath(spec)); err != nil {
				return err
			}
		}
	}
	return nil
}

func importPath(spec *ast.ImportSpec) string {
	path, _ := strconv.Unquote(spec.Path.Value) // the parser has read it
	return path
}

// importPackage returns the package that the files import as path.
func (u *unit) importPackage(path string) (*types.Package, error) {
	actual, ok := u.config.ImportMap[path]
	if !ok {
		return nil, fmt.Errorf("can't resolve import %q", path)
	}
	if actual == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg, ok := u.imports[actual]; ok && pkg.Complete() {
		return pkg, nil
	}
	v, err := readVetx(u.config.PackageVetx[actual])
	if err != nil {
		return nil, fmt.Errorf("facts of %q: %w", actual, err)
	}
	u.vetx[actual] = v
	return v.readTypes(u.fset, u.imports, actual)
}

type importer func(path string) (*types.Package, error)

func (f importer) Import(path string) (*types.Package, error) { return f(path) }

// unusedImport is the message for what is only wrong because bodies are left out.
var unusedImport = regexp.MustCompile(`^".*" imported (as \S+ )?and not used$`)

// check checks the types of the package.
func (u *unit) check() error {
	var first error
	conf := &types.Config{
		Importer:  importer(u.importPackage),
		Sizes:     sizes(),
		GoVersion: u.config.GoVersion,
		Error: func(err error) {
			e, ok := errors.AsType[types.Error](err)
			if unused := ok && e.Soft && unusedImport.MatchString(e.Msg); first == nil && (!unused || len(u.left) == 0) {
				first = err
			}
		},
	}
	u.info = &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Scopes:       make(map[ast.Node]*types.Scope),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
	u.pkg, _ = conf.Check(u.config.ImportPath, u.fset, u.files, u.info) // the first error is there already
	return first
}

func sizes() types.Sizes { return types.SizesFor("gc", build.Default.GOARCH) }
