package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/driver/outfile"
	"github.com/lockleak/lockleak/internal/format/page"
	"github.com/lockleak/lockleak/internal/result/detail"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// checkPage reports values of -html, and flags beside it, that make no page.
func (cmd command) checkPage() error {
	switch {
	case cmd.page == "":
		return nil
	case cmd.page == "-":
		return errors.New("invalid value \"-\" for flag -html: want a file, as standard output has the findings in another format")
	case cmd.page == cmd.output:
		return errors.New("-html and -o want different files")
	case cmd.diff:
		return errors.New("-html does not go with -diff, which prints no findings")
	case cmd.mode == modeDebug || cmd.mode == modeFlags || cmd.choice.writeBaseline != "":
		return errors.New("-html does not go with -debug, -print-flags and -write-baseline, which print no findings")
	}
	return nil
}

// writePage writes the file of -html, if there is to be one.
func (cmd command) writePage(ctx context.Context, v *view.View, findings []finding.Finding, missing []string) error {
	if cmd.page == "" {
		return nil
	}
	r := page.Report{
		Version:  ownVersion(),
		Settings: cmd.settings(),
		Patterns: cmd.patterns,
		Findings: findings,
		Missing:  missing,
	}
	err := outfile.Write(ctx, fileName(v, cmd.page), func(w io.Writer) error { return page.Write(w, v, r) })
	if err != nil {
		return fmt.Errorf("-html: %w", err)
	}
	return nil
}

// settings returns the flags on which it depends what is found, as they are given
// or stand in the configuration file.
func (cmd command) settings() []string {
	var all []string
	if !cmd.tests {
		all = append(all, "-tests=false")
	}
	all = append(all, cmd.build.Args()...)
	return append(all, slices.DeleteFunc(slices.Clone(cmd.toolArgs), func(arg string) bool {
		return strings.HasPrefix(arg, "-"+detail.AnalyzerName)
	})...)
}
