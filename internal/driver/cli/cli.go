// Package cli is the command line of lockleak: it has the packages analysed that
// are asked for (package goload) and presents what comes back.
//
//	command.go   arguments -> a command
//	help.go      the command help: the checks and their manuals
//	hook.go      the command hook: files -> modules with packages, each a run
//	audit.go     the command audit: what became of each acquire
//	settings.go  the configuration file -> flags, as if they were arguments
//	vettool.go   the other way in: as the go command's vet tool
//	run.go       one analysis or several -> what is printed, and the exit status
//	choice.go    which findings are reported: -baseline, -new-from-rev
//	fix.go       fixes applied, or shown
//	text.go, json.go, dump.go    the output formats, but for those in packages of their own
//	page.go      the page of -html
//	output.go    where they are written
//
// Nothing here knows what a lock is.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/driver/goload"
	"github.com/lockleak/lockleak/internal/driver/progress"
	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/view"
	"github.com/lockleak/lockleak/internal/settings/config"
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
	argBytes  int    // most bytes of package arguments in one go command, 0 for what the system allows
	stdout    io.Writer
	stderr    io.Writer
	meter     *progress.Meter // while a run is analysing, if standard error is a terminal
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
		stdout:    stdout,
		stderr:    stderr,
	}
	return p.main(args)
}

// A signalError is the signal that ended the run.
type signalError struct{ syscall.Signal }

func (e signalError) Error() string { return e.Signal.String() }

func (p program) main(args []string) int {
	switch {
	case asksHelp(args):
		return p.help(args[1:])
	case asksHook(args):
		return p.hook(args[1:])
	}
	cmd, err := parseCommand(p.suite, args)
	if err != nil {
		return p.fail(err)
	}
	if done, status := p.inform(cmd); done {
		return status
	}
	where, err := view.New(cmd.dir)
	if err != nil {
		return p.fail(err)
	}
	if err := cmd.configure(p.suite, where, configFile(where, cmd.config)); err != nil {
		return p.fail(err)
	}
	if cmd.mode == modeFlags {
		return p.finish(io.WriteString(p.stdout, shellLine(cmd.toolArgs)))
	}
	cmd.setDetail()

	ctx, stop := withSignals(context.Background())
	p = p.withMeter()
	return p.run(ctx, stop, cmd, where, func() (*outcome, error) {
		res, err := p.analyse(ctx, cmd, where.GoDir)
		return &outcome{parts: []part{{cmd, where, res}}}, err
	})
}

// inform does what asks for no packages, and returns the exit status.
func (p program) inform(cmd command) (done bool, status int) {
	switch cmd.mode {
	case modeHelp:
		return true, p.finish(io.WriteString(p.stdout, usage(p.suite)))
	case modeVersion:
		return true, p.finish(fmt.Fprintln(p.stdout, versionLine(p.builtWith)))
	}
	return false, 0
}

// finish returns the status of a run that has just written one text.
func (p program) finish(_ int, err error) int {
	if err != nil {
		return p.fail(err)
	}
	return exitClean
}

// fail prints err and returns the status for it.
func (p program) fail(err error) int {
	for _, line := range errorLines(err) {
		fmt.Fprintf(p.stderr, "lockleak: %s\n", line)
	}
	return exitFailed
}

// errorLines returns err as one line, or as one for each mistake in a
// configuration file.
func errorLines(err error) []string {
	lines := []string{err.Error()}
	if wrong, ok := errors.AsType[config.Errors](err); ok {
		lines = lines[:0]
		for _, e := range wrong {
			lines = append(lines, e.Error())
		}
	}
	for i, line := range lines {
		lines[i] = terminal.Printable(terminal.OneLine(line))
	}
	return lines
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

// analyse analyses the packages of cmd, in dir.
func (p program) analyse(ctx context.Context, cmd command, dir string) (*goload.Result, error) {
	return goload.Analyse(ctx, goload.Config{
		Dir:       dir,
		Patterns:  cmd.patterns,
		Tests:     cmd.tests,
		Changed:   cmd.hook,
		Build:     cmd.build,
		Tool:      cmd.toolArgs,
		Progress:  p.messages(),
		Meter:     p.meter,
		BuiltWith: p.builtWith,
		ArgBytes:  p.argBytes,
	})
}

// withMeter returns p with a line for progress, if standard error is a terminal.
func (p program) withMeter() program {
	if terminal.Is(p.stderr) && !terminal.IsDumb() {
		p.meter = progress.Start(p.stderr, func() int { return terminal.Width(p.stderr) })
	}
	return p
}

// messages returns where the messages of the go command go while it runs.
func (p program) messages() io.Writer {
	if p.meter != nil {
		return p.meter
	}
	return p.stderr
}
