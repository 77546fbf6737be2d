package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/lockleak/lockleak/internal/dev/codebase"
	"github.com/lockleak/lockleak/internal/dev/corpus"
)

// dependencies names the modules that this one depends on.
const dependencies = "dependencies"

// installed compares what is on each machine that has built this module: parts
// of Go and dependencies, as they are named, or all.
func (c *comparison) installed(ctx context.Context, names []string) error {
	parts := []string{"std", "cmd", dependencies}
	for _, name := range names {
		if !slices.Contains(parts, name) {
			return fmt.Errorf("want std, cmd or %s, not %q", dependencies, name)
		}
	}
	if len(names) == 0 {
		names = parts
	}
	// Else the files depend on whether there is a C compiler.
	if err := os.Setenv("CGO_ENABLED", "0"); err != nil {
		return err
	}
	for _, name := range names {
		var err error
		if name == dependencies {
			err = c.modules(ctx)
		} else {
			err = c.partOfGo(ctx, name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// partOfGo compares the packages std or cmd.
func (c *comparison) partOfGo(ctx context.Context, name string) error {
	run := c.analyse(ctx, name, codebase.Target{Dir: c.root, Patterns: []string{name}})
	if run == nil {
		return nil
	}
	found, err := run.Total()
	if err != nil {
		return err
	}
	found.Name, found.Version = name, c.goVersion
	return c.compare(c.list.ForGo(name, c.goVersion), found, run.Missing())
}

// modules compares the packages of other modules that this one needs, with its
// tests and tools. Each module is a code base.
func (c *comparison) modules(ctx context.Context) error {
	run := c.analyse(ctx, dependencies, codebase.Target{Dir: c.root, Patterns: []string{"./...", "tool"}, Dependencies: true})
	if run == nil {
		return nil
	}
	all, err := run.Modules()
	if err != nil {
		return err
	}
	needed := make(map[string]bool)
	for _, found := range all {
		needed[found.Name] = true
		if err := c.compare(c.list.Module(found.Name), found, run.Missing()); err != nil {
			return err
		}
	}
	left := func(m *corpus.CodeBase) bool { return m.IsModule() && !needed[m.Name] }
	if c.update {
		c.list.Keep(func(m *corpus.CodeBase) bool { return !left(m) })
		return c.save()
	}
	for _, m := range c.list.CodeBases {
		if left(m) {
			c.printf("%s: listed, but no dependency\n", m.Name)
			c.differs = true
		}
	}
	return nil
}
