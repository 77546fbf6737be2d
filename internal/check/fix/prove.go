package fix

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/check/syntax"
	"github.com/lockleak/lockleak/internal/engine/obligation"
)

// A fix is safe by the rules that it is made by. All the same, it is offered only
// if the package with the fix, analysed again, is right: it compiles, it is
// formatted as before, the finding is gone, and nothing else is wrong that was
// right before.

// A declared is the index of a declaration in a file of the package.
type declared struct{ file, decl int }

// where returns the declaration that pos is in, among files.
func where(files []*ast.File, pos token.Pos) declared {
	file, decl := syntax.Index(files, pos)
	return declared{file, decl}
}

// A tally counts for a declaration what is wrong in it.
type tally map[declared]map[string]int

func count(files []*ast.File, res *obligation.Result) tally {
	t := make(tally)
	for _, w := range res.Wrong() {
		d := where(files, w.Pos)
		if t[d] == nil {
			t[d] = make(map[string]int)
		}
		t[d][w.What]++
	}
	return t
}

// isBetter reports whether there is less of what is wrong with a declaration than
// before, and nothing that was not wrong before.
func isBetter(before, after map[string]int, what string) bool {
	return isNoWorse(before, after) && after[what] < before[what]
}

// isNoWorse reports whether nothing is wrong that was not wrong before.
func isNoWorse(before, after map[string]int) bool {
	for what, n := range after {
		if n > before[what] {
			return false
		}
	}
	return true
}

// proved returns those of the candidates, which are in different declarations,
// whose fixes make the package better. Where one spoils the rest, each is tried
// alone.
func (s *source) proved(all []*candidate) []*candidate {
	if len(all) == 0 {
		return nil
	}
	if s.holds(all) {
		return all
	}
	if len(all) == 1 {
		return nil
	}
	half := len(all) / 2
	return append(s.proved(all[:half]), s.proved(all[half:])...)
}

// holds reports whether the fixes of all candidates, applied together, make their
// declarations better and no other one worse.
func (s *source) holds(all []*candidate) bool {
	v, ok := s.variant(all)
	if !ok {
		return false
	}
	res := s.res.Again(v)
	if len(res.Internal) > len(s.res.Internal) {
		return false // it is silent of a function for another reason
	}
	after := count(v.Files, res)
	mended := make(map[declared]bool)
	for _, c := range all {
		d := where(s.pass.Files, c.edits[0].Pos)
		mended[d] = true
		if !isBetter(s.wrong[d], after[d], c.what) {
			return false
		}
	}
	for d, counts := range after {
		if !mended[d] && !isNoWorse(s.wrong[d], counts) {
			return false
		}
	}
	return true
}

// variant returns the package with the fixes of the candidates, and whether it
// compiles and is formatted as before.
func (s *source) variant(all []*candidate) (obligation.Variant, bool) {
	edits := make(map[*ast.File][]analysis.TextEdit)
	for _, c := range all {
		for _, e := range c.edits {
			f := s.pass.Files[where(s.pass.Files, e.Pos).file]
			edits[f] = append(edits[f], e)
		}
	}
	v := obligation.Variant{Files: slices.Clone(s.pass.Files)}
	for i, f := range v.Files {
		if edits[f] == nil {
			continue
		}
		before := s.fileAt(f.FileStart)
		if before == nil {
			return v, false
		}
		text, ok := apply(before, edits[f])
		if !ok || isFormatted(before.text) && !isFormatted(text) {
			return v, false
		}
		parsed, err := parser.ParseFile(s.pass.Fset, before.name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return v, false
		}
		v.Files[i] = parsed
	}
	var ok bool
	v.Pkg, v.Info, ok = s.check(v.Files)
	return v, ok
}

func isFormatted(text []byte) bool {
	out, err := format.Source(text)
	return err == nil && bytes.Equal(out, text)
}

// apply returns the text of f with the edits, which must not overlap.
func apply(f *file, edits []analysis.TextEdit) ([]byte, bool) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b analysis.TextEdit) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.End, b.End))
	})
	var out []byte
	from := 0
	for _, e := range edits {
		start, end := f.tok.Offset(e.Pos), f.tok.Offset(e.End)
		if start < from {
			return nil, false
		}
		out = append(append(out, f.text[from:start]...), e.NewText...)
		from = end
	}
	return append(out, f.text[from:]...), true
}

// check type-checks the files of a variant, with the imports of the package.
func (s *source) check(files []*ast.File) (*types.Package, *types.Info, bool) {
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
	conf := types.Config{
		Importer:  imported(s.imports()),
		GoVersion: s.pass.Pkg.GoVersion(),
		Sizes:     s.pass.TypesSizes,
		Error:     func(error) {}, // go on: the first one is returned
	}
	pkg, err := conf.Check(s.pass.Pkg.Path(), s.pass.Fset, files, info)
	return pkg, info, err == nil
}

// imports returns the packages that are imported, by the paths in the source.
func (s *source) imports() map[string]*types.Package {
	packages := map[string]*types.Package{"unsafe": types.Unsafe}
	for _, f := range s.pass.Files {
		for _, spec := range f.Imports {
			obj := s.pass.TypesInfo.Implicits[spec]
			if spec.Name != nil {
				obj = s.pass.TypesInfo.Defs[spec.Name]
			}
			if name, ok := obj.(*types.PkgName); ok {
				packages[unquote(spec.Path.Value)] = name.Imported()
			}
		}
	}
	return packages
}

// imported is an importer of packages that are there already.
type imported map[string]*types.Package

// Import returns the package, and an error if it is not imported so far.
func (m imported) Import(path string) (*types.Package, error) {
	if p := m[path]; p != nil {
		return p, nil
	}
	return nil, notImported(path)
}

type notImported string

func (e notImported) Error() string { return string(e) + " is not imported" }
