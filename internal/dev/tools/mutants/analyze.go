package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/lockleak/lockleak/internal/dev/mutants"
	"github.com/lockleak/lockleak/internal/driver/goload"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// An answer is what lockleak says of packages.
type answer struct {
	mutants.Analysis
	covers  func(pkg string) bool // reports whether it has looked at all of a package
	notices []string              // what is left out, a line each
}

// An analyze function runs lockleak, with an overlay unless that is "".
type analyze func(ctx context.Context, overlay string) (*answer, error)

// A self runs the analyzers in this program.
type self struct {
	view     *view.View
	patterns []string
	progress io.Writer
}

func (a self) analyze(ctx context.Context, overlay string) (*answer, error) {
	var build goload.BuildFlags
	if overlay != "" {
		fs := flag.NewFlagSet("", flag.ContinueOnError)
		build.AddTo(fs)
		if err := fs.Parse([]string{"-overlay=" + overlay}); err != nil {
			return nil, err
		}
	}
	res, err := goload.Analyse(ctx, goload.Config{Dir: a.view.GoDir, Patterns: a.patterns, Build: build, Progress: a.progress})
	if err != nil {
		return nil, err
	}
	return &answer{
		Analysis: mutants.Analysis{Findings: res.Findings(), Sites: res.Sites()},
		covers:   func(pkg string) bool { return res.Covers(pkg, false) },
		notices:  res.Notices(a.view),
	}, nil
}

// A command runs lockleak as another program.
type command struct {
	path     string
	dir      string
	patterns []string
}

// analyze runs the program twice: for findings, and for sites and what is left out. The
// go command has cached the second answer.
func (c command) analyze(ctx context.Context, overlay string) (*answer, error) {
	args := []string{"-json", "-tests=false"}
	if overlay != "" {
		args = append(args, "-overlay="+overlay)
	}
	args = append(append(args, "--"), c.patterns...)
	tree, err := c.run(ctx, args)
	if err != nil {
		return nil, err
	}
	audit, err := c.run(ctx, slices.Concat([]string{"audit"}, args))
	if err != nil {
		return nil, err
	}
	a := new(answer)
	if err = a.readFindings(tree); err == nil {
		err = a.readAudit(audit)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.path, err)
	}
	return a, nil
}

// run returns the standard output of the program.
func (c command) run(ctx context.Context, args []string) ([]byte, error) {
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, c.path, args...)
	cmd.Dir, cmd.Stderr = c.dir, &stderr
	interruptible(cmd)
	cmd.WaitDelay = 10 * time.Second // it stops the go command first
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	// Status 1 is for findings, 2 for packages that are left out, too.
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && (!exited || len(bytes.TrimSpace(out)) == 0) {
		return nil, fmt.Errorf("%s: %w: %s", c.path, err, lastLine(stderr.String()))
	}
	return out, nil
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// readFindings reads what -json prints.
func (a *answer) readFindings(text []byte) error {
	var tree map[string]map[string]json.RawMessage
	if err := json.Unmarshal(text, &tree); err != nil {
		return fmt.Errorf("the output of -json: %w", err)
	}
	for pkg, byCheck := range tree {
		for check, value := range byCheck {
			var list []struct{ Posn, Message string }
			if json.Unmarshal(value, &list) != nil {
				continue // an error, which the audit has, too
			}
			for _, d := range list {
				a.Findings = append(a.Findings, finding.Finding{Package: pkg, Check: check, Message: d.Message, At: finding.ParsePosition(d.Posn)})
			}
		}
	}
	a.Findings = finding.Sort(a.Findings)
	return nil
}

// readAudit reads what audit -json prints.
func (a *answer) readAudit(text []byte) error {
	var audit struct {
		Packages []struct {
			Package string
			Sites   []struct {
				File                  string
				Line, Column          int
				Lock, Verdict, Reason string
			}
		}
		Missing []string
	}
	if err := json.Unmarshal(text, &audit); err != nil {
		return fmt.Errorf("the output of audit -json: %w", err)
	}
	looked := make(map[string]bool)
	for _, p := range audit.Packages {
		looked[p.Package] = true
		for _, s := range p.Sites {
			at := finding.Position{File: s.File, Line: s.Line, Col: s.Column}
			a.Sites = append(a.Sites, finding.Site{Package: p.Package, At: at, Lock: s.Lock, Verdict: s.Verdict, Reason: s.Reason})
		}
	}
	for _, line := range audit.Missing {
		pkg, _, _ := strings.Cut(line, ": ")
		looked[pkg] = false
	}
	a.covers = func(pkg string) bool { return looked[pkg] }
	a.notices = audit.Missing
	return nil
}

// restore has the originals of files in place of those of an overlay.
func (a *answer) restore(o *mutants.Overlay) {
	for i := range a.Findings {
		a.Findings[i].At.File = o.Origin(a.Findings[i].At.File)
	}
	for i := range a.Sites {
		a.Sites[i].At.File = o.Origin(a.Sites[i].At.File)
	}
}
