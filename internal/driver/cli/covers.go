package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/driver/baseline"
)

// covers reports whether the run has looked for a known finding, so that it is
// gone if it was not found: its check was on, and its part of the package was
// analysed, or is not there any more. When in doubt it has not.
func (a analysisRun) covers(res *results, e baseline.Entry) bool {
	if len(res.crashes) > 0 || !a.command.enabled(a.suite, e.Check) {
		return false
	}
	p := res.wanted[e.Package]
	if p == nil {
		return a.packages.removed(e.Package)
	}
	if slices.ContainsFunc(res.skips, func(s skip) bool { return res.wanted[plainPath(s.path)] == p }) {
		return false
	}
	external := e.Package != p.path
	switch {
	case p.broken != "":
		return false
	case e.Test || external:
		return a.command.tests && p.brokenTests == "" && (p.brokenXTests == "" || !external)
	}
	return true
}

// enabled reports whether a check of the suite runs: as with package
// unitchecker, one that is named with a true value excludes those that are not.
func (cmd command) enabled(suite []*analysis.Analyzer, check string) bool {
	names := checkNames(suite)
	values := make(map[string]bool)
	for _, arg := range cmd.toolArgs {
		_, value, _ := strings.Cut(arg, "=")
		if on, err := strconv.ParseBool(value); err == nil && slices.Contains(names, flagName(arg)) {
			values[flagName(arg)] = on
		}
	}
	on, named := values[check]
	if !named {
		for _, v := range values {
			if v {
				return false
			}
		}
		on = true
	}
	return on && slices.Contains(names, check)
}

// removed reports whether a package of a main module has no Go files any more.
// Where its place is not known, it is not removed.
func (l *listing) removed(path string) bool {
	var root, module string
	for _, p := range l.matched {
		if p.module == nil || !p.module.Main || len(p.module.Path) < len(module) {
			continue
		}
		m := p.module.Path
		below, ok := strings.CutPrefix(p.path, m)
		dir, ok2 := strings.CutSuffix(p.dir, filepath.FromSlash(below))
		if ok && ok2 && (path == m || strings.HasPrefix(path, m+"/")) {
			root, module = dir, m
		}
	}
	if module == "" {
		return false
	}
	below := strings.TrimPrefix(path, module)
	return !hasGoFiles(filepath.Join(root, filepath.FromSlash(below))) &&
		!hasGoFiles(filepath.Join(root, filepath.FromSlash(strings.TrimSuffix(below, "_test"))))
}

func hasGoFiles(dir string) bool {
	list, err := os.ReadDir(dir)
	if err != nil {
		return !os.IsNotExist(err) // perhaps
	}
	return slices.ContainsFunc(list, func(e os.DirEntry) bool { return strings.HasSuffix(e.Name(), ".go") })
}
