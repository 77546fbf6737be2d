package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/lockleak/lockleak/internal/dev/mutants"
	"github.com/lockleak/lockleak/internal/result/view"
)

// A measurement makes mistakes in packages and has lockleak look at them.
type measurement struct {
	options *options
	self    self
	analyze analyze
	temp    string // directory of the overlays
	stderr  io.Writer
}

// newMeasurement returns a measurement with overlays in the directory temp.
func newMeasurement(o *options, v *view.View, temp string, stderr io.Writer) (*measurement, error) {
	m := &measurement{
		options: o,
		self:    self{view: v, patterns: o.patterns, progress: stderr},
		temp:    temp,
		stderr:  stderr,
	}
	m.analyze = m.self.analyze
	if o.tool != "" {
		path, err := exec.LookPath(o.tool)
		if err != nil {
			return nil, fmt.Errorf("-tool: %w", err)
		}
		if path, err = filepath.Abs(path); err != nil {
			return nil, err
		}
		m.analyze = command{path, v.GoDir, o.patterns}.analyze
	}
	return m, nil
}

// measure returns what became of the mistakes.
func (m *measurement) measure(ctx context.Context) (*results, error) {
	all, notices, err := listMutants(ctx, m.self)
	if err != nil {
		return nil, err
	}
	for _, line := range notices {
		fmt.Fprintf(m.stderr, "mutants: without mistakes: %s\n", line)
	}
	all = slices.DeleteFunc(all, func(x mutants.Mutant) bool { return !slices.Contains(m.options.kinds, x.Kind) })
	if len(all) == 0 {
		return nil, errors.New("no mistake of these kinds can be made in these packages")
	}
	without, err := m.analyze(ctx, "")
	if err != nil {
		return nil, err
	}
	res := &results{Seed: m.options.plan.Seed}
	runs := m.options.plan.Runs(all)
	for i, batch := range runs {
		some, err := m.try(ctx, batch, without)
		if err != nil {
			return nil, err
		}
		res.add(some)
		fmt.Fprintf(m.stderr, "mutants: run %d of %d: %d of %d found\n", i+1, len(runs), some.count(isFound), len(batch))
	}
	return res, nil
}

// try makes some mistakes at once and returns what became of them.
func (m *measurement) try(ctx context.Context, batch []mutants.Mutant, without *answer) (*results, error) {
	dir, err := os.MkdirTemp(m.temp, "")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	overlay, err := mutants.WriteOverlay(dir, batch)
	if err != nil {
		return nil, err
	}
	with, err := m.analyze(ctx, overlay.File)
	if err != nil {
		return nil, err
	}
	with.restore(overlay)
	res := new(results)
	var looked []mutants.Mutant
	for _, x := range batch {
		if with.covers(x.Package) && without.covers(x.Package) {
			looked = append(looked, x)
		} else {
			res.Outcomes = append(res.Outcomes, mutants.Outcome{Mutant: x, Lost: true})
		}
	}
	if len(looked) < len(batch) {
		for _, line := range with.notices {
			fmt.Fprintf(m.stderr, "mutants: with mistakes: %s\n", line)
		}
	}
	outcomes, elsewhere := mutants.Compare(looked, without.Analysis, with.Analysis)
	res.Outcomes = append(res.Outcomes, outcomes...)
	for _, f := range elsewhere {
		res.Elsewhere = append(res.Elsewhere, stray{f.At.File, f.At.Line, f.Message})
	}
	return res, nil
}
