package goload

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Covers reports whether the analyzers have looked at a package, or at its
// _test.go files, so that what is not reported there is not there; or whether the
// package has no Go files any more. The path of external tests ends in _test.
// When in doubt they have not.
func (res *Result) Covers(path string, tests bool) bool {
	if len(res.crashes) > 0 {
		return false
	}
	p := res.wanted[path]
	if p == nil {
		return res.packages.removed(path)
	}
	if slices.ContainsFunc(res.skips, func(s skip) bool { return res.wanted[plainPath(s.path)] == p }) {
		return false
	}
	external := path != p.path
	switch {
	case p.broken != "":
		return false
	case tests || external:
		return res.config.Tests && p.brokenTests == "" && (p.brokenXTests == "" || !external)
	}
	return true
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
