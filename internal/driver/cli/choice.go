package cli

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/lockleak/lockleak/internal/driver/baseline"
	"github.com/lockleak/lockleak/internal/driver/changed"
	"github.com/lockleak/lockleak/internal/driver/outfile"
	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/fingerprint"
	"github.com/lockleak/lockleak/internal/result/view"
)

// A choice says which of the findings are reported: all, if it is empty.
type choice struct {
	baseline      string // -baseline: a file
	writeBaseline string // -write-baseline: a file
	newFromRev    string // -new-from-rev: a revision
}

func (c *choice) addFlags(fs *flag.FlagSet) {
	filled(fs, &c.baseline, "baseline", "want a file")
	filled(fs, &c.writeBaseline, "write-baseline", "want a file")
	filled(fs, &c.newFromRev, "new-from-rev", "want a revision of git")
}

// filled declares a flag with a value that must not be empty: a variable of a
// shell that is not set would ask for something else than what is meant.
func filled(fs *flag.FlagSet, to *string, name, otherwise string) {
	fs.Func(name, "", func(s string) error {
		if s == "" {
			return errors.New(otherwise)
		}
		*to = s
		return nil
	})
}

// check reports flags that exclude each other; format tells that one was
// asked for.
func (c choice) check(format bool) error {
	switch {
	case c.writeBaseline == "":
		return nil
	case c.baseline != "":
		return errors.New("only one of -baseline and -write-baseline can be given")
	case c.newFromRev != "":
		return errors.New("-new-from-rev does not go with -write-baseline, which writes all findings")
	case format:
		return errors.New("-write-baseline prints no findings, so that no format and no -o go with it")
	}
	return nil
}

// chosen is a choice with what it needs to know.
type chosen struct {
	file  string             // of the baseline, as the user is to see it
	write bool               // the baseline is written, not compared with
	known *baseline.Baseline // nil if there is none
	lines *changed.Lines     // nil if there is no revision
}

// prepare finds out what can go wrong before the long work: it reads the
// baseline, asks git, and looks whether the files can be written.
func (cmd command) prepare(ctx context.Context, v *view.View) (*chosen, error) {
	if cmd.output != "" {
		if err := outfile.Check(fileName(v, cmd.output)); err != nil {
			return nil, fmt.Errorf("-o: %w", err)
		}
	}
	c := new(chosen)
	switch {
	case cmd.choice.baseline != "":
		c.file = fileName(v, cmd.choice.baseline)
		if err := c.read(); err != nil {
			return nil, fmt.Errorf("-baseline: %w", err)
		}
	case cmd.choice.writeBaseline != "":
		c.file, c.write = fileName(v, cmd.choice.writeBaseline), true
		err := c.read()
		if errors.Is(err, fs.ErrNotExist) {
			c.known, err = baseline.New(nil), nil
		}
		if err = cmp.Or(err, outfile.Check(c.file)); err != nil {
			return nil, fmt.Errorf("-write-baseline: %w", err)
		}
	}
	return c, c.update(ctx, cmd, v)
}

// update asks git which lines have changed, if that matters.
func (c *chosen) update(ctx context.Context, cmd command, v *view.View) (err error) {
	rev := cmd.choice.newFromRev
	if rev == "" {
		return nil
	}
	if c.lines, err = changed.Since(ctx, v.GoDir, rev); err != nil {
		return fmt.Errorf("-new-from-rev: %w", err)
	}
	return nil
}

// of returns those of the findings that are to be reported.
func (c *chosen) of(all []finding.Finding) []finding.Finding {
	return c.apply(all, func(baseline.Entry) bool { return false }).findings
}

func (c *chosen) read() error {
	data, err := os.ReadFile(c.file)
	if err != nil {
		return err
	}
	c.known, err = baseline.Read(c.file, data)
	return err
}

// A selection is what is left of the findings of a run.
type selection struct {
	findings []finding.Finding
	prints   []string         // their fingerprints
	gone     []baseline.Entry // known, looked for, and not found
	write    *baseline.Baseline
	kept     int // how many entries of that are not of this run
	file     string
}

// apply returns what is to be reported of all findings of a run. covers reports
// whether the run would have found an entry of the baseline.
func (c *chosen) apply(all []finding.Finding, covers func(baseline.Entry) bool) selection {
	s := selection{file: c.file}
	prints := fingerprint.Of(all)
	if c.write {
		kept := slices.DeleteFunc(slices.Clone(c.known.Entries()), covers)
		s.write = baseline.New(append(baseline.Of(all, prints), kept...))
		s.kept = len(s.write.Entries()) - len(all)
		return s
	}
	isKnown := func(string) bool { return false }
	if c.known != nil {
		isKnown = c.known.Has()
		s.gone = slices.DeleteFunc(c.known.Without(prints), func(e baseline.Entry) bool { return !covers(e) })
	}
	for i, f := range all {
		if !isKnown(prints[i]) && (c.lines == nil || c.lines.Touch(f)) {
			s.findings = append(s.findings, f)
			s.prints = append(s.prints, prints[i])
		}
	}
	return s
}

// finish writes the baseline, if it is to be written, and tells stderr what is
// no finding, but worth a line.
func (s selection) finish(ctx context.Context, stderr io.Writer) error {
	if s.write != nil {
		if err := outfile.Write(ctx, s.file, s.write.Write); err != nil {
			return fmt.Errorf("-write-baseline: %w", err)
		}
		found := len(s.write.Entries()) - s.kept
		fmt.Fprintf(stderr, "lockleak: %s: %d known %s", terminal.Printable(s.file), found, plural(found, "finding"))
		if s.kept > 0 {
			fmt.Fprintf(stderr, ", and %d kept of what was not analysed", s.kept)
		}
		fmt.Fprintln(stderr)
	}
	for _, e := range s.gone {
		where := e.Function
		if where == "" {
			where = e.Package
		}
		fmt.Fprintln(stderr, terminal.Printable(fmt.Sprintf("lockleak: %s: not found any more: %s: %s: %s", s.file, where, e.Check, terminal.OneLine(e.Message))))
	}
	return nil
}

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
