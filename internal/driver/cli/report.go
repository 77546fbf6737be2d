package cli

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// A Report is what a run has found, for the programs of this module that go on
// with it. It is what the formats of the command line print.
type Report struct {
	Findings []finding.Finding // in order, each once
	Sites    []finding.Site    // every acquire site in order, each once
	Missing  []string          // what was left out, and why: a line each
}

// Analyse runs the command line args, which ask for no output format, and
// returns what is found. The running program has to be a vet tool as well: see
// [VetToolArgs]. Downloads are told to progress.
//
// As with [Main], the suite is not to be shared with another run.
func Analyse(ctx context.Context, suite []*analysis.Analyzer, args []string, progress io.Writer) (*Report, error) {
	cmd, err := parseCommand(suite, args)
	if err != nil {
		return nil, err
	}
	if cmd.mode != modeText || cmd.output != "" || cmd.page != "" || cmd.choice != (choice{}) {
		return nil, fmt.Errorf("an output format among the arguments %q", args)
	}
	where, err := view.New(cmd.dir)
	if err != nil {
		return nil, err
	}
	if err := cmd.configure(suite, where, configFile(where, cmd.config)); err != nil {
		return nil, err
	}
	cmd.setDetail(suite)
	p := program{suite: suite, builtWith: runtime.Version(), argBytes: defaultArgBytes(), stderr: progress}
	packages, res, err := p.analyse(ctx, cmd, where.GoDir)
	if err != nil {
		return nil, err
	}
	report := &Report{Sites: res.sites(), Missing: notices(where, packages, res)}
	for _, f := range res.merged() {
		f.Package = plainPath(f.Package)
		report.Findings = append(report.Findings, f)
	}
	return report, nil
}
