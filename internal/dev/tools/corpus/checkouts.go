package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/dev/codebase"
)

// A checkout is a line of the file: where a code base of the list is.
type checkout struct{ name, folder string }

// checkouts compares the checkouts that a file names, or those of them with one
// of the names.
func (c *comparison) checkouts(ctx context.Context, file string, names []string) error {
	all, err := readCheckouts(file)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !slices.ContainsFunc(all, func(co checkout) bool { return co.name == name }) {
			return fmt.Errorf("%s does not name %s", file, name)
		}
	}
	for _, co := range all {
		if len(names) > 0 && !slices.Contains(names, co.name) {
			continue
		}
		if err := c.checkout(ctx, co); err != nil {
			return err
		}
	}
	return nil
}

// checkout compares one checkout. That its commit is another one than in the
// list is a difference, and with -update is written into the list.
func (c *comparison) checkout(ctx context.Context, co checkout) error {
	listed := c.list.Checkout(co.name)
	if listed == nil {
		c.fail(co.name, fmt.Errorf("not in the list; add it with its name, repository and commit"))
		return nil
	}
	commit, err := output(ctx, co.folder, "git", "rev-parse", "HEAD")
	if err != nil {
		c.fail(co.name, err)
		return nil
	}
	patterns := listed.Patterns
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	run := c.analyse(ctx, co.name, codebase.Target{
		Dir:          filepath.Join(co.folder, filepath.FromSlash(listed.Folder)),
		Flags:        listed.Flags,
		Patterns:     patterns,
		Dependencies: listed.Dependencies,
	})
	if run == nil {
		return nil
	}
	found, err := run.Total()
	if err != nil {
		return err
	}
	found.Name, found.Repository, found.Commit = listed.Name, listed.Repository, commit
	found.Folder, found.Flags, found.Patterns, found.Dependencies = listed.Folder, listed.Flags, listed.Patterns, listed.Dependencies
	return c.compare(listed, found, run.Missing())
}

// readCheckouts reads lines of a name and a folder. Lines that begin with #,
// and empty ones, do not count.
func readCheckouts(file string) (all []checkout, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	scanner := bufio.NewScanner(f)
	for line := 1; scanner.Scan(); line++ {
		text := strings.TrimSpace(scanner.Text())
		if text == "" || text[0] == '#' {
			continue
		}
		name, folder, _ := strings.Cut(text, " ")
		folder = filepath.FromSlash(strings.TrimSpace(folder))
		if folder == "" {
			return nil, fmt.Errorf("%s:%d: want a name and a folder, not %q", file, line, text)
		}
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(filepath.Dir(file), folder)
		}
		all = append(all, checkout{name, folder})
	}
	return all, scanner.Err()
}
