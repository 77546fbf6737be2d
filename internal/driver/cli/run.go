package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/lockleak/lockleak/internal/driver/baseline"
	"github.com/lockleak/lockleak/internal/driver/goload"
	"github.com/lockleak/lockleak/internal/format/annotation"
	"github.com/lockleak/lockleak/internal/format/audit"
	"github.com/lockleak/lockleak/internal/format/codequality"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// An outcome is what the analysis has found, in one module or in several.
type outcome struct {
	parts   []part
	missing []string // lines for what is in no part
}

// A part is what one call of [program.analyse] has found.
type part struct {
	command command
	where   *view.View // from where its files are named
	res     *goload.Result
}

// findings returns the findings of all parts in order, each once.
func (o *outcome) findings() []finding.Finding {
	return finding.Sort(collect(o, (*goload.Result).Findings))
}

// collect returns what get returns for the parts of o, in one list.
func collect[T any](o *outcome, get func(*goload.Result) []T) []T {
	var all []T
	for _, p := range o.parts {
		all = append(all, get(p.res)...)
	}
	return all
}

// notices returns a line for all that is left out.
func (o *outcome) notices() []string {
	lines := slices.Clone(o.missing)
	for _, p := range o.parts {
		lines = append(lines, p.res.Notices(p.where)...)
	}
	return lines
}

// covers reports whether the analysis has looked for a known finding, so that it
// is gone if it was not found: its check was on, and its part of the package was
// analysed, or is not there any more. When in doubt it has not.
func (p program) covers(o *outcome, e baseline.Entry) bool {
	return slices.ContainsFunc(o.parts, func(part part) bool {
		return part.command.enabled(p.suite, e.Check) && part.res.Covers(e.Package, e.Test)
	})
}

// run analyses and prints, and returns the exit status. analyse may be called
// again when files have been fixed.
func (p program) run(ctx context.Context, stop func(), cmd command, where *view.View, analyse func() (*outcome, error)) int {
	defer p.meter.Stop()
	status, err := p.analyseAndPrint(ctx, stop, cmd, where, analyse)
	if sig, ok := errors.AsType[signalError](context.Cause(ctx)); ok && err != nil {
		p.meter.Stop()
		// More signals change nothing: stop is not called, so they are caught.
		fmt.Fprintf(p.stderr, "lockleak: stopped by a signal (%v), without results\n", sig)
		return exitSignal + int(sig.Signal)
	}
	if err != nil {
		return p.fail(err)
	}
	return status
}

func (p program) analyseAndPrint(ctx context.Context, stop func(), cmd command, where *view.View, analyse func() (*outcome, error)) (int, error) {
	chosen, err := cmd.prepare(ctx, where)
	if err != nil {
		return 0, err
	}
	o, err := analyse()
	if err == nil && cmd.fix && !cmd.diff {
		o, err = p.fix(ctx, cmd, where, o, chosen, analyse)
	}
	p.meter.Stop()
	if err != nil {
		return 0, err
	}
	if !cmd.writesFile() {
		stop() // a signal ends the printing like any program, also where nobody reads
	}
	if cmd.diff {
		return p.printDiff(ctx, cmd, where, o, chosen)
	}
	return p.print(ctx, cmd, where, o, chosen)
}

// print writes o in the format of cmd, then what is missing from it, and returns
// the exit status. The error is that it cannot be written.
func (p program) print(ctx context.Context, cmd command, where *view.View, o *outcome, c *chosen) (int, error) {
	missing := o.notices()
	selected := c.apply(o.findings(), func(e baseline.Entry) bool { return p.covers(o, e) })
	findings := selected.findings
	err := p.write(ctx, cmd, where, func(w io.Writer) error {
		switch cmd.mode {
		case modeJSON:
			return writeJSON(w, findings, collect(o, (*goload.Result).Errors))
		case modeSARIF:
			return writeSARIF(w, where, p.suite, selected, missing)
		case modeGitHub:
			return annotation.Write(w, where, where.Root(), findings, missing)
		case modeGitLab:
			return codequality.Write(w, where, where.Root(), findings, selected.prints)
		case modeDebug:
			return writeDumps(w, collect(o, (*goload.Result).Dumps), cmd.debug)
		case modeAudit:
			return cmd.writeAudit(w, where, audit.New(collect(o, (*goload.Result).Packages), collect(o, (*goload.Result).Sites), missing))
		}
		return writeText(w, where, findings, cmd.text)
	})
	err = cmp.Or(err, cmd.writePage(ctx, where, findings, missing))
	if err == nil {
		err = selected.finish(ctx, p.stderr)
	}
	for _, line := range missing {
		fmt.Fprintf(p.stderr, "lockleak: %s\n", line)
	}
	switch {
	case err != nil:
		return 0, err
	case len(missing) > 0:
		return exitFailed, nil
	case len(findings) > 0 && cmd.mode != modeAudit:
		return exitFindings, nil
	}
	return exitClean, nil
}
