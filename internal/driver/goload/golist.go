package goload

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/finding"
)

// A listing is what go list says about the packages meant and all they import.
type listing struct {
	matched []*goPackage // what the patterns mean, test variants apart
	graph   graph        // everything, test variants included
	// unmatched are the patterns that match nothing, with the reason.
	unmatched []skip
	cgo       bool // the files that import "C" are built
}

// A goPackage is a package that the patterns match. Its two test variants are
// the package with its test files and the external test package.
type goPackage struct {
	path      string
	dir       string
	hasGo     bool // it has Go files that are no test files
	testFiles []string
	xtests    []string
	module    *module

	// Why a part is left out, or "". The reason for tests also holds for
	// external tests, as these import the former.
	broken, brokenTests, brokenXTests string
}

type module struct {
	Path      string
	GoVersion string
	Main      bool
}

// A listed is one package as go list prints it.
type listed struct {
	ImportPath   string
	ForTest      string
	Dir          string
	DepOnly      bool
	Error        *listError
	Imports      []string
	GoFiles      present
	CgoFiles     present
	TestGoFiles  []string
	XTestGoFiles []string
	Module       *module
}

// listFields are the fields of listed, and EmbedFiles: without it go list does
// not look whether the files to embed exist, which go vet does.
const listFields = "ImportPath,ForTest,Dir,DepOnly,Error,Imports," +
	"GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,EmbedFiles,Module"

type listError struct {
	ImportStack []string
	Pos         string
	Err         string
}

// failure words e as a cause for users.
func (e *listError) failure() failure {
	f := failure{posn: e.Pos, text: terminal.OneLine(e.Err)}
	if n := len(e.ImportStack); n > 0 {
		f.at, _, _ = strings.Cut(e.ImportStack[n-1], " ") // without "(test)"
	}
	if strings.HasPrefix(f.text, "import cycle not allowed") && len(e.ImportStack) > 0 {
		f.text += ": " + strings.Join(e.ImportStack, " -> ")
	}
	if pattern, ok := strings.CutPrefix(f.text, "pattern "); ok && e.Pos == "" {
		if _, reason, ok := strings.Cut(pattern, ": "); ok {
			f.text = reason // the pattern is named anyhow
		}
	}
	return f
}

// present is whether a list in JSON has elements.
type present bool

// UnmarshalJSON implements json.Unmarshaler.
func (p *present) UnmarshalJSON(b []byte) error {
	*p = len(b) > len("[]") && b[0] == '['
	return nil
}

// testMain is imported by every test main package, possibly as a test variant,
// and cannot be imported by others.
const testMain = "testing/internal/testdeps"

// listPackages runs go list for the patterns of c, tells what loads and what
// does not, and hides in files the test files that are not wanted or break.
//
// It runs go list once, unless a test file may be why a package cannot be read
// at all. Then nothing can be said of the package before its test files are
// hidden.
func listPackages(ctx context.Context, tool goCommand, c Config, files *overlay) (*listing, error) {
	l, err := runList(ctx, tool, c, files)
	if err != nil {
		return nil, err
	}
	unreadable := make(map[string]string) // cause by package
	for path, n := range l.graph {
		if n.mayFailByTests() {
			files.hide(testFilesOf(n.dir, n.tests)...)
			unreadable[path] = n.err.failure().String()
		}
	}
	if len(unreadable) > 0 {
		if l, err = runList(ctx, tool, c, files); err != nil {
			return nil, err
		}
	}
	l.mark(l.graph.failures())
	for _, p := range l.matched {
		switch cause := unreadable[p.path]; {
		case !files.canHide(p.dir):
			p.broken = cmp.Or(p.broken, cause, p.brokenTests)
			p.brokenTests = ""
		case !c.Tests:
			files.hide(p.allTests()...)
		case cause != "":
			p.brokenTests = cause
		case p.brokenTests != "":
			files.hide(p.allTests()...)
		case p.brokenXTests != "":
			files.hide(filesOf(p.dir, p.xtests)...)
		}
	}
	return l, nil
}

// mayFailByTests reports whether a test file may be why a package cannot be
// read. The position is missing where the error is not in one file alone.
func (n *node) mayFailByTests() bool {
	if n.err == nil || n.forTest != "" {
		return false
	}
	return finding.ParsePosition(n.err.Pos).IsTest() || n.err.Pos == "" && strings.Contains(n.err.Err, "_test.go")
}

// runList runs go list, with files hidden.
func runList(ctx context.Context, tool goCommand, c Config, files *overlay) (*listing, error) {
	flags, err := files.flag()
	if err != nil {
		return nil, err
	}
	args := []string{"list", noVCS, "-e", "-deps", "-json=" + listFields}
	if c.Tests {
		args = append(args, "-test")
	}
	args = slices.Concat(args, c.Build.list, flags, []string{"--"}, files.visible(c.Patterns))

	l := &listing{graph: make(graph), cgo: tool.cgo}
	msg, err := tool.run(ctx, args, l.read)
	if err != nil {
		return nil, goFailure("go list", msg, err)
	}
	for line := range strings.Lines(msg) {
		rest, ok := strings.CutPrefix(line, `go: warning: "`)
		pattern, ok2 := strings.CutSuffix(strings.TrimSpace(rest), `" matched no packages`)
		if ok && ok2 {
			l.unmatched = append(l.unmatched, skip{path: pattern, cause: "matches no packages"})
		} else {
			io.WriteString(tool.progress, line) // a warning
		}
	}
	if len(l.matched) == 0 {
		return nil, l.nothing(c.Patterns)
	}
	return l, nil
}

// nothing is the error for patterns none of which means a package.
func (l *listing) nothing(patterns []string) error {
	var all []string
	for _, u := range l.unmatched {
		if u.path == "" {
			all = append(all, u.cause) // files and packages mixed: none of them is to blame
			continue
		}
		all = append(all, u.path+": "+u.cause)
	}
	if len(all) == 0 {
		return fmt.Errorf("%s: matches no packages", strings.Join(patterns, " "))
	}
	return errors.New(strings.Join(all, "; "))
}

// read decodes the output of go list.
func (l *listing) read(r io.Reader) error {
	names := make(map[string]string) // one copy of each import path
	for dec := json.NewDecoder(r); ; {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading the output of go list: %w", err)
		}
		for i, imp := range p.Imports {
			if name, ok := names[imp]; ok {
				p.Imports[i] = name
			} else {
				names[imp] = imp
			}
		}
		l.add(p)
	}
}

// add takes in one package of go list.
func (l *listing) add(p listed) {
	if p.ImportPath == "C" {
		return // no package, but listed where a test file imports it, which is an error of that alone
	}
	if p.Error != nil && !p.DepOnly && p.Dir == "" {
		l.unmatched = append(l.unmatched, skip{path: p.ImportPath, cause: p.Error.failure().text})
		return
	}
	if p.Error != nil && !l.cgo && strings.HasPrefix(p.Error.Err, "build constraints exclude all Go files") && importsC(p.Dir) {
		p.Error.Err += "; cgo is off (CGO_ENABLED=0)"
	}
	n := &node{
		forTest: p.ForTest,
		imports: p.Imports,
		err:     p.Error,
		dir:     p.Dir,
		tests:   slices.Concat(p.TestGoFiles, p.XTestGoFiles),
	}
	if slices.ContainsFunc(p.Imports, func(imp string) bool { return plainPath(imp) == testMain }) {
		n.forTest = strings.TrimSuffix(p.ImportPath, ".test")
	}
	if p.CgoFiles {
		n.imports = append(n.imports, "runtime/cgo") // in the code that cgo generates
	}
	l.graph[p.ImportPath] = n
	if p.DepOnly || n.forTest != "" {
		return
	}
	l.matched = append(l.matched, &goPackage{
		path:      p.ImportPath,
		dir:       p.Dir,
		hasGo:     bool(p.GoFiles || p.CgoFiles),
		testFiles: p.TestGoFiles,
		xtests:    p.XTestGoFiles,
		module:    p.Module,
	})
}

// beyondMain reports whether a package is meant that is of no main module: one
// of the standard library, or of a dependency.
func (l *listing) beyondMain() bool {
	return slices.ContainsFunc(l.matched, func(p *goPackage) bool { return p.module == nil || !p.module.Main })
}

// dropUnbuilt takes the packages that have no files for this system, or none
// any more, out of l, and returns the arguments for the rest.
func (l *listing) dropUnbuilt() (patterns []string) {
	l.matched = slices.DeleteFunc(l.matched, func(p *goPackage) bool {
		return strings.HasPrefix(p.broken, "build constraints exclude all Go files") || strings.HasPrefix(p.broken, "no Go files in ")
	})
	for _, p := range l.matched {
		patterns = append(patterns, p.argument())
	}
	return patterns
}

// checkGoVersion reports a module, or else a standard library, that needs a
// newer Go than lockleak was built with: the type checker in lockleak refuses
// a newer language. The go command may be of a newer version than it seems, as
// it changes to the one that go.mod asks for.
func (l *listing) checkGoVersion(goVersion, builtWith string) error {
	for _, p := range l.matched {
		if p.module != nil && newerLanguage("go"+p.module.GoVersion, builtWith) {
			return fmt.Errorf("module %s needs go%s, but lockleak was built with %s: build it anew with go%s",
				p.module.Path, p.module.GoVersion, builtWith, p.module.GoVersion)
		}
	}
	if newerLanguage(goVersion, builtWith) {
		return fmt.Errorf("the go command is %s, but lockleak was built with %s: build it anew with %s",
			goVersion, builtWith, goVersion)
	}
	return nil
}
