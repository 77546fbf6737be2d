package fix

import (
	"bytes"
	"cmp"
	"errors"
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
// if the package with the fix, analyzed again, is right: it compiles, it is
// formatted as before, the finding is gone, and nothing else is wrong that was
// right before.
//
// That costs one build of the package for the fixes of all functions, the best fix of
// one finding in each, and an analysis of these functions; of their callers only where
// a summary has changed. What is refused, and what depends on that, is tried again
// without it.

// buildBudget is how many instructions the variants of a package may have in all, but
// for the first minBuilds of them: to build a variant takes as long as to analyze the
// package.
const (
	buildBudget = 1_000_000
	minBuilds   = 2
)

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
// whose fixes make the package better. Those that it has no budget for are not
// among them.
func (s *source) proved(all []*candidate) []*candidate {
	all = slices.DeleteFunc(slices.Clone(all), func(c *candidate) bool { return !s.isFormatted(c) })
	var good []*candidate
	for len(all) > 0 && s.mayBuild() {
		s.builds++
		v, refused, ok := s.variant(all)
		if !ok {
			break
		}
		if len(refused) > 0 {
			all = without(all, refused)
			continue
		}
		var open []*candidate
		t := s.try(v, all)
		for _, c := range all {
			switch {
			case t.refused[c]:
			case t.dependsOnRefused(c):
				open = append(open, c)
			default:
				good = append(good, c)
			}
		}
		all = open
	}
	return good
}

// mayBuild reports whether another variant of the package may be built.
func (s *source) mayBuild() bool {
	return s.builds < minBuilds || (s.builds+1)*s.res.Size() <= buildBudget
}

// without returns the candidates that are not refused.
func without(all []*candidate, refused map[*candidate]bool) []*candidate {
	return slices.DeleteFunc(all, func(c *candidate) bool { return refused[c] })
}

// A trial is the analysis of a variant of the package.
type trial struct {
	by      map[declared]*candidate   // whose edits are in a declaration
	causes  map[declared][]*candidate // what may have changed what is found in a declaration that was analyzed again
	refused map[*candidate]bool       // those that make nothing better, or something worse
}

// try analyzes a variant with the fixes of all candidates.
func (s *source) try(v obligation.Variant, all []*candidate) *trial {
	t := &trial{by: s.edited(all), causes: make(map[declared][]*candidate), refused: make(map[*candidate]bool)}
	res := s.res.Again(v)
	for _, x := range res.Reanalyzed() {
		d := where(v.Files, x.Function.Pos())
		for _, f := range x.Causes {
			if c := t.by[where(v.Files, f.Pos())]; c != nil && !slices.Contains(t.causes[d], c) {
				t.causes[d] = append(t.causes[d], c)
			}
		}
	}
	after := count(v.Files, res)
	for _, c := range all {
		d := where(s.pass.Files, c.edits[0].Pos)
		t.refused[c] = after[d][c.what] >= s.wrong[d][c.what]
	}
	for d, counts := range after {
		if isNoWorse(s.wrong[d], counts) {
			continue
		}
		causes := t.causes[d]
		if len(causes) == 0 {
			causes = all // something else than a summary has changed
		}
		for _, c := range causes {
			t.refused[c] = true
		}
	}
	return t
}

// dependsOnRefused reports whether what was found in the declarations of c may be
// different without the candidates that were refused.
func (t *trial) dependsOnRefused(c *candidate) bool {
	for _, causes := range t.causes {
		if slices.Contains(causes, c) && slices.ContainsFunc(causes, func(o *candidate) bool { return t.refused[o] }) {
			return true
		}
	}
	return false
}

// edited returns the declarations that the candidates edit.
func (s *source) edited(all []*candidate) map[declared]*candidate {
	by := make(map[declared]*candidate)
	for _, c := range all {
		for _, e := range c.edits {
			by[where(s.pass.Files, e.Pos)] = c
		}
	}
	return by
}

// variant returns the package with the fixes of the candidates, and whether there is
// one. Without those that are refused, since they do not compile, there may be.
func (s *source) variant(all []*candidate) (v obligation.Variant, refused map[*candidate]bool, ok bool) {
	edits := make(map[*ast.File][]analysis.TextEdit)
	for _, c := range all {
		for _, e := range c.edits {
			f := s.pass.Files[where(s.pass.Files, e.Pos).file]
			edits[f] = append(edits[f], e)
		}
	}
	v.Files = slices.Clone(s.pass.Files)
	for i, f := range v.Files {
		if edits[f] == nil {
			continue
		}
		before := s.fileAt(f.FileStart)
		if before == nil {
			return v, nil, false
		}
		text, ok := apply(before.text, before.tok.Offset, edits[f])
		if !ok {
			return v, nil, false
		}
		parsed, err := parser.ParseFile(s.pass.Fset, before.name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return v, nil, false
		}
		v.Files[i] = parsed
	}
	by := s.edited(all)
	v.Edited = func(pos token.Pos) bool { return by[where(v.Files, pos)] != nil }
	var wrong []token.Pos
	v.Pkg, v.Info, wrong = s.check(v.Files)
	if len(wrong) == 0 {
		return v, nil, true
	}
	refused = make(map[*candidate]bool)
	for _, pos := range wrong {
		d := where(v.Files, pos)
		for _, c := range all {
			if e := where(s.pass.Files, c.edits[0].Pos); by[d] == c || by[d] == nil && e.file == d.file {
				refused[c] = true // an import that is not used any more is the fault of the file
			}
		}
	}
	return v, refused, len(refused) > 0
}

// isFormatted reports whether the declarations that c edits are Go, and formatted if
// they were so before.
func (s *source) isFormatted(c *candidate) bool {
	edits := make(map[declared][]analysis.TextEdit)
	for _, e := range c.edits {
		d := where(s.pass.Files, e.Pos)
		edits[d] = append(edits[d], e)
	}
	for d, list := range edits {
		if d.decl < 0 {
			return false
		}
		decl := s.pass.Files[d.file].Decls[d.decl]
		before := s.between(decl.Pos(), decl.End())
		text, ok := apply([]byte(before), func(pos token.Pos) int { return int(pos - decl.Pos()) }, list)
		if !ok {
			return false
		}
		is, isGo := formatted(text)
		if was, _ := formatted([]byte(before)); !isGo || was && !is {
			return false
		}
	}
	return true
}

// formatted reports whether text is formatted, and whether it is Go at all.
func formatted(text []byte) (is, isGo bool) {
	out, err := format.Source(text)
	return err == nil && bytes.Equal(out, text), err == nil
}

// apply returns a text with edits, which must not overlap, at the offsets of their
// positions.
func apply(text []byte, offset func(token.Pos) int, edits []analysis.TextEdit) ([]byte, bool) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b analysis.TextEdit) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.End, b.End))
	})
	var out []byte
	from := 0
	for _, e := range edits {
		start, end := offset(e.Pos), offset(e.End)
		if start < from || end > len(text) {
			return nil, false
		}
		out = append(append(out, text[from:start]...), e.NewText...)
		from = end
	}
	return append(out, text[from:]...), true
}

// check type-checks the files of a variant, with the imports of the package. It
// returns the positions of the errors.
func (s *source) check(files []*ast.File) (*types.Package, *types.Info, []token.Pos) {
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
	var wrong []token.Pos
	conf := types.Config{
		Importer:  imported(s.imports()),
		GoVersion: s.pass.Pkg.GoVersion(),
		Sizes:     s.pass.TypesSizes,
		Error: func(err error) {
			e, _ := errors.AsType[types.Error](err)
			wrong = append(wrong, e.Pos)
		},
	}
	pkg, _ := conf.Check(s.pass.Pkg.Path(), s.pass.Fset, files, info) // the error is one of those
	return pkg, info, wrong
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
