// Package goload answers one question: what do the analyzers of this program
// report for the packages that patterns mean, and what was left out?
//
// The go command does the loading. It runs this very program as its vet tool for
// each package, and caches facts and results; so the program has to begin with
// [VetToolArgs]. What go vet does not do is to go on when something does not load.
// So an analysis has these steps:
//
//	buildflag.go  how packages are built: flags
//	gocommand.go  the go command is found, asked for its settings, run and stopped
//	golist.go     go list: which packages are meant, which of them load
//	overlay.go    how test files are hidden from the go command
//	vet.go        go vet -json, and again without test files that do not compile
//	messages.go   its standard error: the packages that failed
//	vetoutput.go  its standard output: diagnostics, and details (detail.go)
//	skipped.go    what is left out, and why
//	result.go     findings and sites merged over test variants, in order
//	covers.go     what was looked at
//
// The other end, which the go command runs:
//
//	vettool.go    its arguments
//	heap.go       its memory
//
// Nothing here knows what a lock is, nor how findings are written.
package goload

import (
	"cmp"
	"context"
	"io"
	"runtime"

	"github.com/lockleak/lockleak/internal/driver/progress"
)

// A Config says what is analysed, and how.
type Config struct {
	Dir      string   // where the go command runs, an absolute name
	Patterns []string // packages, or the files of one, as go vet takes them; at least one
	Tests    bool     // findings in _test.go files are wanted

	// Changed says that the patterns are those of changed files. So it is no
	// mistake when there is nothing to build in a package, or when the module
	// is not in the workspace around it.
	Changed bool

	Build BuildFlags
	Tool  []string // flags of the analyzers, such as -lockleak.panic=all

	Progress io.Writer       // gets the go command's messages while it runs; nil if nobody wants them
	Meter    *progress.Meter // is told how many packages there are, and of each that is done; may be nil

	// The zero values of these stand for what this program is and the system
	// allows.
	BuiltWith string // version of Go that the vet tool was built with, as runtime.Version has it
	ArgBytes  int    // most bytes of package arguments in one go command
}

// Analyse runs the analyzers over the packages that c means. Packages that do not
// load or compile are no error: [Result.Notices] tells of them. The error is that
// nothing could be analysed, because there is no go command, no package or no
// module, or that ctx has ended.
//
// No temporary file is left behind.
func Analyse(ctx context.Context, c Config) (*Result, error) {
	c.BuiltWith = cmp.Or(c.BuiltWith, runtime.Version())
	c.ArgBytes = cmp.Or(c.ArgBytes, defaultArgBytes())
	if c.Progress == nil {
		c.Progress = io.Discard
	}
	tool, err := findGo(ctx, c.Dir, c.Progress)
	if err != nil {
		return nil, err
	}
	if err := tool.checkModule(c.Patterns); err != nil {
		return nil, err
	}
	if c.Changed {
		if err := tool.leaveWorkspace(ctx); err != nil {
			return nil, err
		}
	}
	remove, err := tool.makeTemp()
	if err != nil {
		return nil, err
	}
	defer remove()
	files, err := newOverlay(c.Build, tool)
	if err != nil {
		return nil, err
	}
	packages, err := listPackages(ctx, tool, c, files)
	if err != nil {
		return nil, err
	}
	if c.Changed {
		if c.Patterns = packages.dropUnbuilt(); len(c.Patterns) == 0 {
			return newResult(c, packages), nil
		}
	}
	if err := packages.checkGoVersion(tool.version, c.BuiltWith); err != nil {
		return nil, err
	}
	r := run{config: c, tool: tool, packages: packages, files: files}
	res, err := r.analyse(ctx)
	if err := cmp.Or(err, ctx.Err()); err != nil {
		return nil, err
	}
	return res, nil
}
