// Package hook maps files that have changed to the packages that are to be
// analysed: what a hook of a version control system is given, to what the go
// command takes.
//
//	hook.go    files -> modules and their packages
//	system.go  names of files, and what there is of them, on each system
//
// It is decided by names and by what there is on disk. Whether a file is built
// is left to the go command: one that build constraints leave out belongs to
// its package all the same.
package hook

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// A Module is a module with packages to analyse.
type Module struct {
	Dir      string   // absolute, where its go.mod is
	Packages []string // folders relative to Dir, as . or ./store, sorted
}

// A Plan is what is to be analysed for some files.
type Plan struct {
	Modules []Module // in the order of their folders
	Outside []string // files that are in no module, as they were given, sorted
}

// Packages returns the plan for files, whose names are absolute or relative to
// base, an absolute folder. These mean nothing to do:
//
//   - files that are not Go, or that the go command never looks at: in folders
//     called testdata or vendor, and where a name begins with . or _
//   - modules that are in such a testdata or vendor folder, as seen from base
//   - generated files: what is found there cannot be mended there
//   - files that are gone, if their package is gone as well
//
// The error is that a name is that of a folder.
func Packages(base string, files []string) (Plan, error) { return operating().plan(base, files) }

func (s system) plan(base string, files []string) (Plan, error) {
	base = s.slashed(base)
	packages := make(map[string]map[string]bool) // by module
	var outside []string
	for _, name := range files {
		file := s.absolute(base, name)
		if s.isDir(file) {
			return Plan{}, folderError(name)
		}
		if !strings.HasSuffix(file, ".go") || s.isGenerated(file) || !s.isPackage(parent(file)) {
			continue
		}
		module, ok := s.module(file)
		if !ok {
			outside = append(outside, name)
			continue
		}
		if rel := below(module, file); ignored(rel) || foreign(below(base, module)) {
			continue
		}
		if packages[module] == nil {
			packages[module] = make(map[string]bool)
		}
		folder := "."
		if rel := below(module, parent(file)); rel != "" {
			folder = "./" + rel
		}
		packages[module][folder] = true
	}
	plan := Plan{Outside: slices.Compact(slices.Sorted(slices.Values(outside)))}
	for dir, all := range packages {
		plan.Modules = append(plan.Modules, Module{Dir: dir, Packages: slices.Sorted(maps.Keys(all))})
	}
	slices.SortFunc(plan.Modules, func(a, b Module) int { return cmp.Compare(a.Dir, b.Dir) })
	return plan, nil
}

// A folderError is the name of a folder where a file is wanted.
type folderError string

func (e folderError) Error() string {
	return string(e) + " is a folder; want the names of files"
}

// module returns the folder of the module that file is in: the next one above
// it with a go.mod.
func (s system) module(file string) (dir string, ok bool) {
	for dir = parent(file); dir != ""; dir = parent(dir) {
		if s.isFile(join(dir, "go.mod")) {
			return dir, true
		}
	}
	return "", false
}

// ignored reports whether the go command leaves out a file, whose name is
// relative to its module, with ./... or in any case.
func ignored(rel string) bool {
	for element := range strings.SplitSeq(rel, "/") {
		if strings.HasPrefix(element, ".") || strings.HasPrefix(element, "_") {
			return true
		}
	}
	folder, _ := splitLast(rel)
	return foreign(folder)
}

// foreign reports whether a folder has code that is there for tests, or is of
// other modules.
func foreign(rel string) bool {
	for element := range strings.SplitSeq(rel, "/") {
		if element == "testdata" || element == "vendor" {
			return true
		}
	}
	return false
}

// isPackage reports whether there are Go files in a folder.
func (s system) isPackage(dir string) bool {
	return slices.ContainsFunc(s.names(dir), func(name string) bool {
		return strings.HasSuffix(name, ".go") && !ignored(name)
	})
}

// isGenerated reports whether a file says that it is generated
// (go.dev/s/generatedcode). A file that is gone does not.
func (s system) isGenerated(file string) bool {
	text, err := s.read(file)
	if err != nil {
		return false
	}
	f, _ := parser.ParseFile(token.NewFileSet(), file, text, parser.PackageClauseOnly|parser.ParseComments) // what there is will do
	return f != nil && ast.IsGenerated(f)
}
