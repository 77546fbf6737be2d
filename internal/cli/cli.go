// Package cli is the command line of lockleak. It runs the go command's vet
// with this very executable as the vet tool and presents what comes back.
//
// The go command does the loading and caches facts and results per package;
// what it does not do is to go on when something does not load. So a run has
// these steps, each in a file of its own:
//
//	command.go   arguments -> a command
//	help.go      the command help: the checks and their manuals
//	settings.go  the configuration file -> flags, as if they were arguments
//	vettool.go   the other way in: as the go command's vet tool
//	golist.go    go list: which packages are meant, which of them load
//	skipped.go   what is left out, and why
//	overlay.go   how test files are hidden from the go command
//	vet.go       go vet -json, and again without test files that do not compile
//	messages.go  its standard error: the packages that failed
//	vetoutput.go its standard output: findings and details
//	findings.go  findings merged over test variants, in order
//	choice.go   which of them are reported: -baseline, -new-from-rev
//	text.go, json.go, detail.go    the output formats, but for those in packages of their own
//	page.go     the page of -html
//	output.go   where they are written
//	report.go    the same for programs of this module
//
// Nothing here knows what a lock is.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/annotation"
	"github.com/lockleak/lockleak/internal/baseline"
	"github.com/lockleak/lockleak/internal/config"
	"github.com/lockleak/lockleak/internal/view"
)

// Exit statuses, the same in every format.
const (
	exitClean    = 0 // nothing found
	exitFindings = 1 // findings
	exitFailed   = 2 // not all of the work could be done
	exitSignal   = 128
)

// A program is one installed lockleak: what does not depend on the arguments.
type program struct {
	suite     []*analysis.Analyzer
	builtWith string // version of Go it was built with, as runtime.Version has it
	argBytes  int    // most bytes of package arguments in one go command
	stdout    io.Writer
	stderr    io.Writer
}

// Main runs the command line args (without the program's name) for the suite
// and returns the exit status.
//
// It sets flags of the suite's analyzers in order to check their values, so
// the suite is not to be shared with another run.
func Main(suite []*analysis.Analyzer, args []string, stdout, stderr io.Writer) int {
	p := program{
		suite:     suite,
		builtWith: runtime.Version(),
		argBytes:  defaultArgBytes(),
		stdout:    stdout,
		stderr:    stderr,
	}
	return p.main(args)
}

// A signalError is the signal that ended the run.
type signalError struct{ syscall.Signal }

func (e signalError) Error() string { return e.Signal.String() }

func (p program) main(args []string) int {
	if asksHelp(args) {
		return p.help(args[1:])
	}
	cmd, err := parseCommand(p.suite, args)
	if err != nil {
		return p.fail(err)
	}
	switch cmd.mode {
	case modeHelp:
		return p.finish(io.WriteString(p.stdout, usage(p.suite)))
	case modeVersion:
		return p.finish(fmt.Fprintln(p.stdout, versionLine(p.builtWith)))
	}

	where, err := view.New(cmd.dir)
	if err != nil {
		return p.fail(err)
	}
	if err := cmd.configure(p.suite, where); err != nil {
		return p.fail(err)
	}
	if cmd.mode == modeFlags {
		return p.finish(io.WriteString(p.stdout, shellLine(cmd.toolArgs)))
	}
	cmd.setDetail(p.suite)

	ctx, stop := withSignals(context.Background())
	status, err := p.run(ctx, stop, cmd, where)
	if sig, ok := errors.AsType[signalError](context.Cause(ctx)); ok && err != nil {
		// More signals change nothing: stop is not called, so they are caught.
		fmt.Fprintf(p.stderr, "lockleak: stopped by a signal (%v), without results\n", sig)
		return exitSignal + int(sig.Signal)
	}
	if err != nil {
		return p.fail(err)
	}
	return status
}

// run analyses and prints, and returns the exit status.
func (p program) run(ctx context.Context, stop func(), cmd command, where *view.View) (int, error) {
	chosen, err := cmd.prepare(ctx, where)
	if err != nil {
		return 0, err
	}
	packages, res, err := p.analyse(ctx, cmd, where.GoDir)
	if err != nil {
		return 0, err
	}
	if !cmd.writesFile() {
		stop() // a signal ends the printing like any program, also where nobody reads
	}
	return p.print(ctx, cmd, where, packages, res, chosen)
}

// finish returns the status of a run that has just written one text.
func (p program) finish(_ int, err error) int {
	if err != nil {
		return p.fail(err)
	}
	return exitClean
}

// fail prints err as one line, or as one for each mistake in a configuration
// file, and returns the status for it.
func (p program) fail(err error) int {
	lines := []string{err.Error()}
	if wrong, ok := errors.AsType[config.Errors](err); ok {
		lines = lines[:0]
		for _, e := range wrong {
			lines = append(lines, e.Error())
		}
	}
	for _, line := range lines {
		fmt.Fprintf(p.stderr, "lockleak: %s\n", printable(oneLine(line)))
	}
	return exitFailed
}

// withSignals returns a context that a first interrupt or termination signal
// cancels, the signal being the cause.
func withSignals(parent context.Context) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	go func() {
		select {
		case sig := <-signals:
			if s, ok := sig.(syscall.Signal); ok {
				cancel(signalError{s})
			}
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

// analyse lists and analyses the packages of cmd, in dir. It leaves no files
// behind: printing may end the process, when nobody reads it to the end.
func (p program) analyse(ctx context.Context, cmd command, dir string) (*listing, *results, error) {
	tool, err := findGo(ctx, dir, p.stderr)
	if err != nil {
		return nil, nil, err
	}
	if err := tool.checkModule(cmd.patterns); err != nil {
		return nil, nil, err
	}
	remove, err := tool.makeTemp()
	if err != nil {
		return nil, nil, err
	}
	defer remove()
	files, err := newOverlay(cmd, tool)
	if err != nil {
		return nil, nil, err
	}
	packages, err := listPackages(ctx, tool, cmd, files)
	if err != nil {
		return nil, nil, err
	}
	if err := packages.checkGoVersion(tool.version, p.builtWith); err != nil {
		return nil, nil, err
	}
	a := analysisRun{program: p, command: cmd, tool: tool, packages: packages, files: files}
	res, err := a.analyse(ctx)
	return packages, res, cmp.Or(err, ctx.Err())
}

// print writes res in the format of cmd, then what is missing from it, and
// returns the exit status. The error is that res cannot be written.
func (p program) print(ctx context.Context, cmd command, where *view.View, packages *listing, res *results, c *chosen) (int, error) {
	findings := res.merged()
	run := analysisRun{program: p, command: cmd, packages: packages}
	selected := c.apply(findings, func(e baseline.Entry) bool { return run.covers(res, e) })
	findings = selected.findings
	missing := notices(where, packages, res)
	err := p.write(ctx, cmd, where, func(w io.Writer) error {
		switch cmd.mode {
		case modeJSON:
			return writeJSON(w, findings, res.analyzerErrors)
		case modeSARIF:
			return writeSARIF(w, where, p.suite, selected, missing)
		case modeGitHub:
			return annotation.Write(w, where, where.Root(), findings, missing)
		case modeDebug:
			return writeDumps(w, res.details, cmd.debug)
		case modeVerdicts:
			if err := writeSites(w, where, res.details); err != nil {
				return err
			}
		}
		return writeText(w, where, findings)
	})
	err = cmp.Or(err, cmd.writePage(ctx, where, findings, missing))
	if err == nil {
		err = selected.finish(ctx, p.stderr)
	}
	for _, line := range missing {
		fmt.Fprintf(p.stderr, "lockleak: %s\n", line)
	}
	if cmd.mode == modeVerdicts && err == nil {
		fmt.Fprintln(p.stderr, countVerdicts(res.details))
	}
	switch {
	case err != nil:
		return 0, err
	case len(missing) > 0:
		return exitFailed, nil
	case len(findings) > 0:
		return exitFindings, nil
	}
	return exitClean, nil
}
