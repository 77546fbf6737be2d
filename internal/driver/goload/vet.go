package goload

import (
	"cmp"
	"context"
	"os"
	"slices"
	"strings"
)

// A run analyses the packages that load.
type run struct {
	config   Config
	tool     goCommand
	packages *listing
	files    *overlay
}

// analyse runs go vet, and once more for packages whose test files do not
// compile, this time without these. go vet analyses a package together with
// its test files, so that an error in one of these costs it all.
func (r run) analyse(ctx context.Context) (*Result, error) {
	res := newResult(r.config, r.packages)
	patterns := r.patterns()
	if len(patterns) == 0 {
		return res, nil
	}
	r.config.Meter.Expect(r.units())
	testsLost, err := r.vet(ctx, patterns, res)
	if err != nil {
		return nil, err
	}
	var again []string
	for _, p := range testsLost {
		if !r.files.canHide(p.dir) {
			p.broken, p.brokenTests = cmp.Or(p.broken, p.brokenTests), ""
			continue
		}
		r.files.hide(p.allTests()...)
		if p.hasGo {
			again = append(again, p.argument())
		}
	}
	if len(again) > 0 {
		if _, err := r.vet(ctx, r.onlyFiles(again), res); err != nil {
			return nil, err
		}
	}
	r.checkComplete(res)
	return res, nil
}

// patterns returns the arguments for go vet: the user's where all of them
// load, as they are short, else each package that does.
func (r run) patterns() []string {
	var paths []string
	all := len(r.packages.unmatched) == 0
	for _, p := range r.packages.matched {
		if r.analysable(p) {
			paths = append(paths, p.argument())
		} else {
			all = false
		}
	}
	if all {
		return r.files.visible(r.config.Patterns)
	}
	return r.onlyFiles(paths)
}

// onlyFiles returns paths, or the user's arguments where these are files: the
// package made of them has no name that the go command knows.
func (r run) onlyFiles(paths []string) []string {
	if slices.Contains(paths, filesPackage) {
		return r.files.visible(r.config.Patterns)
	}
	return paths
}

// filesPackage is the import path of a package given as files.
const filesPackage = "command-line-arguments"

// argument returns what the go command takes for p.
func (p *goPackage) argument() string {
	if strings.HasPrefix(p.path, "_/") {
		return p.dir // outside of modules
	}
	return p.path
}

// analysable reports whether there is a part of p that loads.
func (r run) analysable(p *goPackage) bool {
	switch {
	case p.broken != "":
		return false
	case p.hasGo:
		return true
	case !r.config.Tests || p.brokenTests != "":
		return false
	}
	return len(p.testFiles) > 0 || p.brokenXTests == "" && len(p.xtests) > 0
}

// units returns for how many packages go vet prints a result: a package together
// with its tests is one, and external tests are one more. Older go commands
// print them when all is done.
func (r run) units() (n int) {
	if r.tool.printsOnStderr() {
		return 0
	}
	for _, p := range r.packages.matched {
		if !r.analysable(p) {
			continue
		}
		if p.hasGo || len(p.testFiles) > 0 {
			n++
		}
		if r.config.Tests && len(p.xtests) > 0 && p.brokenXTests == "" && p.brokenTests == "" {
			n++
		}
	}
	return n
}

// vet runs go vet on the packages, in as many calls as their names need, adds
// to res, and marks the packages that fail. It returns those that lost just
// their tests, and with them a result.
func (r run) vet(ctx context.Context, patterns []string, res *Result) (testsLost []*goPackage, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	overlay, err := r.files.flag()
	if err != nil {
		return nil, err
	}
	args := slices.Concat([]string{"vet", "-vettool=" + self, "-json", noTrimpath, noDryRun, noVCS}, r.config.Build.vet, overlay, r.config.Tool, []string{emitFlag})
	if r.packages.beyondMain() {
		args = append(args, depsFlag)
	}
	args = append(args, "--")
	r.tool.echo = r.config.Build.echo || echoes(r.tool.flags)
	failed := make(map[string]failure)
	for _, part := range split(patterns, r.config.ArgBytes) {
		msg, err := r.tool.run(ctx, slices.Concat(args, part), res.read)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		blocks := splitMessages(msg)
		if r.tool.printsOnStderr() {
			for _, b := range blocks {
				if err := res.readOld(b); err != nil {
					return nil, err
				}
			}
		}
		r.blame(blocks, failed, res)
		if err != nil {
			res.exit = err
		}
	}
	testsLost, unused := r.packages.mark(failed)
	for _, name := range unused {
		res.skips = append(res.skips, skip{path: name, cause: failed[name].String()})
	}
	return testsLost, nil
}

// split splits arguments into lists of at most limit bytes each, but with one
// argument at least.
func split(args []string, limit int) [][]string {
	var parts [][]string
	size, start := 0, 0
	for i, arg := range args {
		if i > start && size+len(arg) > limit {
			parts = append(parts, args[start:i])
			size, start = 0, i
		}
		size += len(arg) + 1
	}
	return append(parts, args[start:])
}

// checkComplete adds to res that go vet ended badly, if nothing tells why.
func (r run) checkComplete(res *Result) {
	told := len(res.crashes)+len(res.skips) > 0 || slices.ContainsFunc(r.packages.matched, (*goPackage).lacks)
	if res.exit != nil && !told {
		res.crashes = append(res.crashes, "go vet: "+res.exit.Error())
	}
}

// lacks reports whether a part of p is left out.
func (p *goPackage) lacks() bool {
	return p.broken != "" || p.brokenTests != "" || p.brokenXTests != ""
}
