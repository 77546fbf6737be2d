// Package codebase runs lockleak over code on this machine and says what it
// finds in the terms of package corpus.
//
//	codebase.go  the packages that are meant -> a run -> its findings and numbers
//	packages.go  go list: the packages, their modules and files
//	function.go  the position of a finding -> the declared function around it
package codebase

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/dev/corpus"
	"github.com/lockleak/lockleak/internal/driver/goload"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/fingerprint"
	"github.com/lockleak/lockleak/internal/result/view"
	"github.com/lockleak/lockleak/internal/settings/config"
)

// A Target is the code that a run is over.
type Target struct {
	Dir          string   // where the go command runs
	Flags        []string // build flags
	Patterns     []string // packages
	Dependencies bool     // packages of other modules that these need, in place of them
}

// A Run is what lockleak found in a target.
type Run struct {
	packages []*goPackage
	byDir    map[string]*goPackage
	report   report
	finder   functionFinder
}

// A report is what was found, in order.
type report struct {
	findings []finding.Finding
	sites    []finding.Site
	missing  []string // what was left out, and why: a line each
}

// Analyse runs lockleak over a target, with its tests and its generated files
// and without a configuration file. The running program has to be a vet tool
// as well.
func Analyse(ctx context.Context, t Target, progress io.Writer) (*Run, error) {
	build, err := buildFlags(t.Flags)
	if err != nil {
		return nil, err
	}
	packages, err := listPackages(ctx, t)
	if err != nil {
		return nil, err
	}
	if len(packages) == 0 {
		return nil, fmt.Errorf("%s: no packages match %s", t.Dir, strings.Join(t.Patterns, " "))
	}
	patterns := t.Patterns
	if t.Dependencies {
		patterns = paths(packages)
	}
	where, err := view.New(t.Dir)
	if err != nil {
		return nil, err
	}
	res, err := goload.Analyse(ctx, goload.Config{
		Dir:      where.GoDir,
		Patterns: patterns,
		Tests:    true,
		Build:    build,
		Tool:     []string{"-" + config.GeneratedFlag + "=true"},
		Progress: progress,
	})
	if err != nil {
		return nil, err
	}
	found := report{findings: res.Findings(), sites: res.Sites(), missing: res.Notices(where)}
	for i, f := range found.findings {
		found.findings[i].Package = fingerprint.Package(f)
	}
	r := &Run{packages: packages, byDir: make(map[string]*goPackage), report: found, finder: newFunctionFinder()}
	for _, p := range packages {
		r.byDir[p.Dir] = p
	}
	return r, nil
}

// buildFlags parses build flags.
func buildFlags(args []string) (goload.BuildFlags, error) {
	var b goload.BuildFlags
	fs := flag.NewFlagSet("build flags", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	b.AddTo(fs)
	if err := fs.Parse(args); err != nil {
		return b, err
	}
	if fs.NArg() > 0 {
		return b, fmt.Errorf("%s is no build flag", fs.Arg(0))
	}
	return b, nil
}

// Missing returns what was left out, and why: a line each.
func (r *Run) Missing() []string { return r.report.missing }

// Total returns what was found in all of the target.
func (r *Run) Total() (*corpus.CodeBase, error) {
	return r.codeBase(func(*goPackage) bool { return true })
}

// Modules returns what was found by modules, with their names and versions, in
// order. Packages that are of no module are left out.
func (r *Run) Modules() ([]*corpus.CodeBase, error) {
	versions := make(map[string]string)
	for _, p := range r.packages {
		if p.Module != nil {
			versions[p.Module.Path] = p.Module.Version
		}
	}
	var all []*corpus.CodeBase
	for path, version := range versions {
		c, err := r.codeBase(func(p *goPackage) bool { return p.Module != nil && p.Module.Path == path })
		if err != nil {
			return nil, err
		}
		c.Name, c.Version = path, version
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *corpus.CodeBase) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// codeBase returns what was found in some of the packages. Findings and sites
// are in the package whose directory their file is in; what is in none counts
// for all.
func (r *Run) codeBase(has func(*goPackage) bool) (*corpus.CodeBase, error) {
	c := new(corpus.CodeBase)
	within := func(file string) bool {
		p := r.byDir[filepath.Dir(file)]
		return p == nil || has(p)
	}
	for _, p := range r.packages {
		if !has(p) {
			continue
		}
		c.Packages++
		n, err := p.lines()
		if err != nil {
			return nil, err
		}
		c.Lines += n
	}
	for _, s := range r.report.sites {
		if within(s.At.File) {
			c.Sites++
			if s.Verdict == "undecided" {
				c.Undecided++
			}
		}
	}
	var found []finding.Finding
	for _, f := range r.report.findings {
		if within(f.At.File) {
			found = append(found, f)
		}
	}
	c.Findings = r.findings(found)
	c.LeftOut = r.leftOut(has)
	return c, nil
}

// leftOut returns the packages for which something is missing.
func (r *Run) leftOut(has func(*goPackage) bool) (names []string) {
	for _, line := range r.report.missing {
		name, _, _ := strings.Cut(line, ": ")
		i := slices.IndexFunc(r.packages, func(p *goPackage) bool { return p.ImportPath == name })
		if i < 0 || has(r.packages[i]) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// findings returns findings by package, function and check, in that order.
func (r *Run) findings(found []finding.Finding) (all []corpus.Finding) {
	type key struct{ pkg, function, check string }
	of := make(map[key][]finding.Finding)
	var keys []key
	for _, f := range found {
		k := key{f.Package, r.finder.function(f), f.Check}
		if of[k] == nil {
			keys = append(keys, k)
		}
		of[k] = append(of[k], f)
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(strings.Compare(a.pkg, b.pkg), strings.Compare(a.function, b.function), strings.Compare(a.check, b.check))
	})
	for _, k := range keys {
		f := corpus.Finding{Package: k.pkg, Function: k.function, Check: k.check, At: places(of[k]), Judgement: corpus.Unjudged}
		if n := len(of[k]); n > 1 {
			f.Count = n
		}
		for _, one := range of[k] {
			f.Messages = append(f.Messages, fmt.Sprintf("%s:%d: %s", one.At.File, one.At.Line, one.Message))
		}
		all = append(all, f)
	}
	return all
}

// places returns where findings are, as in file.go:12, 30. They are in order.
func places(found []finding.Finding) string {
	var b strings.Builder
	last := ""
	for _, f := range found {
		switch {
		case last == "":
			fmt.Fprintf(&b, "%s:%d", filepath.Base(f.At.File), f.At.Line)
		case last == f.At.File:
			fmt.Fprintf(&b, ", %d", f.At.Line)
		default:
			fmt.Fprintf(&b, ", %s:%d", filepath.Base(f.At.File), f.At.Line)
		}
		last = f.At.File
	}
	return b.String()
}
