package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/patch"
	"github.com/lockleak/lockleak/internal/result/view"
)

// maxFixRounds is how often fixes are applied in one run. Fixes that cannot be
// made together are made one after the other.
const maxFixRounds = 10

// checkFix returns what is wrong with the flags that go with -fix.
func (cmd command) checkFix() error {
	switch {
	case cmd.diff && !cmd.fix:
		return errors.New("-diff goes with -fix only")
	case cmd.fix && cmd.mode != modeText:
		return errors.New("-fix goes with the text format only")
	case cmd.fix && cmd.choice.writeBaseline != "":
		return errors.New("-fix does not go with -write-baseline")
	}
	return nil
}

// fix applies the first fix of each finding in o that is to be reported, analyses
// what has changed, and so on as long as there are fixes. It returns what is
// left. How much was done is told to standard error.
func (p program) fix(ctx context.Context, cmd command, where *view.View, o *outcome, c *chosen, analyse func() (*outcome, error)) (*outcome, error) {
	count, files := 0, make(map[string]bool)
	for range maxFixRounds {
		plan, err := patch.New(fixesOf(c.of(o.findings()), where))
		if err != nil {
			return nil, err
		}
		if len(plan.Files) == 0 {
			break
		}
		if err := plan.Write(); err != nil {
			return nil, err
		}
		count += plan.Count()
		for _, f := range plan.Files {
			files[f.Name] = true
		}
		where.Forget()
		if err := c.update(ctx, cmd, where); err != nil {
			return nil, err
		}
		if o, err = analyse(); err != nil {
			return nil, errors.Join(fmt.Errorf("%s, but the result is not analysed", fixCount(count, len(files))), err)
		}
	}
	fmt.Fprintf(p.messages(), "lockleak: %s\n", fixCount(count, len(files)))
	return o, nil
}

// fixCount says how much was fixed.
func fixCount(fixes, files int) string {
	return fmt.Sprintf("%s applied in %s", number(fixes, "fix", "fixes"), number(files, "file", "files"))
}

func number(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// printDiff writes what the fixes of the findings would change, then what is
// missing, and returns the exit status.
func (p program) printDiff(ctx context.Context, cmd command, where *view.View, o *outcome, c *chosen) (int, error) {
	fixes := fixesOf(c.of(o.findings()), where)
	plan, err := patch.New(fixes)
	if err != nil {
		return 0, err
	}
	err = p.write(ctx, cmd, where, func(w io.Writer) error {
		_, err := w.Write(plan.Diff(where.Name))
		return err
	})
	if err != nil {
		return 0, err
	}
	if left := len(fixes) - plan.Count(); left > 0 {
		fmt.Fprintf(p.stderr, "lockleak: %s cannot be made together with these; apply these first\n", number(left, "fix", "fixes"))
	}
	missing := o.notices()
	for _, line := range missing {
		fmt.Fprintf(p.stderr, "lockleak: %s\n", line)
	}
	switch {
	case len(missing) > 0:
		return exitFailed, nil
	case len(plan.Files) > 0:
		return exitFindings, nil
	}
	return exitClean, nil
}

// fixesOf returns the first fix of each finding that has any.
func fixesOf(findings []finding.Finding, where *view.View) []patch.Fix {
	var fixes []patch.Fix
	for _, f := range findings {
		if len(f.Fixes) == 0 {
			continue
		}
		var fix patch.Fix
		for _, e := range f.Fixes[0].Edits {
			e.File = where.Abs(e.File)
			fix.Edits = append(fix.Edits, patch.Edit(e))
		}
		fixes = append(fixes, fix)
	}
	return fixes
}
