package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/driver/outfile"
	"github.com/lockleak/lockleak/internal/format/sarif"
	"github.com/lockleak/lockleak/internal/result/view"
)

// fileName returns the name of a file of the command line, which is relative to
// the directory of -C, as the user knows it.
func fileName(v *view.View, name string) string {
	if filepath.IsAbs(name) || v.GoDir == v.UserDir {
		return name
	}
	return v.Name(filepath.Join(v.GoDir, name))
}

// writesFile reports whether the run ends with a file that is written.
func (cmd command) writesFile() bool {
	return cmd.output != "" || cmd.page != "" || cmd.choice.writeBaseline != ""
}

// write gives fill the file of -o, or else standard output.
func (p program) write(ctx context.Context, cmd command, v *view.View, fill func(io.Writer) error) error {
	if cmd.output == "" {
		return fill(p.stdout)
	}
	if err := outfile.Write(ctx, fileName(v, cmd.output), fill); err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	return nil
}

// writeSARIF writes what is selected as SARIF.
func writeSARIF(w io.Writer, v *view.View, suite []*analysis.Analyzer, s selection, missing []string) error {
	r := sarif.Report{Version: ownVersion(), Findings: s.findings, Prints: s.prints, Missing: missing}
	for a := range checksOf(suite) {
		r.Checks = append(r.Checks, sarif.Check{Name: a.Name, Doc: a.Doc, URL: a.URL})
	}
	return sarif.Write(w, v, v.Root(), r)
}
