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
	"strings"

	"github.com/lockleak/lockleak/internal/dev/codebase"
	"github.com/lockleak/lockleak/internal/dev/corpus"
)

// A comparison compares runs with the list, one code base after the other.
type comparison struct {
	root      string // of the module
	list      *corpus.List
	update    bool
	goVersion string
	platform  string
	stdout    io.Writer
	stderr    io.Writer

	differs bool // something differs that has to be as it is listed
	failed  bool // a code base could not be analyzed
}

// newComparison reads the list of the module that the working directory is in.
func newComparison(ctx context.Context, update bool, stdout, stderr io.Writer) (*comparison, error) {
	out, err := output(ctx, ".", "go", "env", "GOMOD", "GOVERSION", "GOOS", "GOARCH")
	if err != nil {
		return nil, err
	}
	env := strings.Split(out, "\n")
	if len(env) != 4 || env[0] == "" || env[0] == os.DevNull {
		return nil, errors.New("not in a module")
	}
	c := &comparison{
		root:      filepath.Dir(env[0]),
		update:    update,
		goVersion: env[1],
		platform:  env[2] + "/" + env[3],
		stdout:    stdout,
		stderr:    stderr,
	}
	if c.list, err = corpus.Load(c.file("testdata", "corpus", "findings.yml")); err != nil {
		return nil, err
	}
	if c.update && c.platform != c.list.Platform {
		return nil, fmt.Errorf("the list is of %s, and cannot be updated on %s", c.list.Platform, c.platform)
	}
	return c, nil
}

// file names a file of the module.
func (c *comparison) file(parts ...string) string {
	return filepath.Join(c.root, filepath.Join(parts...))
}

func (c *comparison) printf(format string, args ...any) { fmt.Fprintf(c.stdout, format, args...) }

// analyse runs lockleak. Of an error it says what it is about, and that not all
// could be compared; the run is nil then.
func (c *comparison) analyse(ctx context.Context, name string, t codebase.Target) *codebase.Run {
	run, err := codebase.Analyse(ctx, t, c.stderr)
	if err != nil {
		c.fail(name, err)
		return nil
	}
	return run
}

func (c *comparison) fail(name string, err error) {
	fmt.Fprintf(c.stderr, "corpus: %s: %v\n", name, err)
	c.failed = true
}

// compare compares a run, that has a name and a version or commit, with what is
// listed for it, nil if nothing is. Where the release of Go or the platform is
// another than in the list, differences are notes. The lines on what is missing
// may be of other code bases as well.
func (c *comparison) compare(listed, run *corpus.CodeBase, missing []string) error {
	c.printf("%s: %d packages, %d lines, %d sites, %d undecided, %d findings: ",
		strings.TrimSpace(run.Name+" "+run.Version), run.Packages, run.Lines, run.Sites, run.Undecided, run.Count())
	if c.update {
		return c.write(listed, run)
	}
	note := ""
	switch {
	case listed == nil && run.IsGo():
		c.printf("not compared, the list has nothing of this version of Go\n")
		c.indented(corpus.Compare(&corpus.CodeBase{Version: run.Version}, run))
		return nil
	case listed == nil:
		c.printf("not in the list\n")
		c.differs = true
		return nil
	case run.IsGo() && listed.Version != run.Version:
		note = "the list is of " + listed.Version
	case c.platform != c.list.Platform:
		note = fmt.Sprintf("the list is of %s, this is %s", c.list.Platform, c.platform)
	}
	differences := corpus.Compare(listed, run)
	switch {
	case note != "" && len(differences) == 0:
		c.printf("as listed, though %s\n", note)
	case note != "":
		c.printf("%s, so these are notes\n", note)
	case len(differences) == 0:
		c.printf("as listed\n")
	default:
		c.printf("differs from the list\n")
		c.differs = true
	}
	c.indented(differences)
	if len(differences) > 0 {
		c.indented(slices.DeleteFunc(slices.Clone(missing), func(line string) bool {
			name, _, _ := strings.Cut(line, ": ")
			return !slices.Contains(run.LeftOut, name)
		}))
	}
	return nil
}

func (c *comparison) indented(lines []string) {
	for _, line := range lines {
		c.printf("\t%s\n", line)
	}
}

// write puts a run into the list and saves it: the next run may take long.
func (c *comparison) write(listed, run *corpus.CodeBase) error {
	c.printf("written into the list\n")
	if listed != nil {
		c.indented(corpus.Compare(listed, run))
	}
	c.list.Update(listed, run)
	return c.save()
}

// save writes the list, and the page that is made of it.
func (c *comparison) save() error {
	text, err := c.list.Format()
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.file("testdata", "corpus", "findings.yml"), text, 0o666); err != nil {
		return err
	}
	tmpl, err := os.ReadFile(c.file("testdata", "corpus", "findings.md.tmpl"))
	if err != nil {
		return err
	}
	page, err := c.list.Page(string(tmpl))
	if err != nil {
		return err
	}
	return os.WriteFile(c.file("docs", "findings.md"), []byte(page), 0o666)
}

// output runs a command in dir and returns what it prints, without the line
// break at the end.
func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return "", fmt.Errorf("%s %s: %w: %s", name, args[0], err, strings.TrimSpace(string(exit.Stderr)))
	}
	return strings.TrimRight(string(out), "\r\n"), err
}
