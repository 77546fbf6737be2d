package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A tool is one of those that are compared. The first is what the others are
// measured by.
type tool struct {
	name string
	// prepare makes the tool such that no results of it are in a cache, and
	// returns the command that runs it.
	prepare func(self, temp, dir string, packages []string) (command, error)
}

// A command is what is run, any number of times.
type command struct {
	dir  string
	env  []string // beside those of bench
	args []string
}

var tools = []tool{
	{"does nothing", vetTool("./internal/dev/tools/vetfloor")},
	{"builds SSA", vetTool("./internal/dev/tools/vetssa")},
	{"lockleak", vetTool("./cmd/lockleak")},
	{"go vet", goVet},
	{"staticcheck", staticcheck},
}

// salt returns another text each time.
func salt() string { return fmt.Sprint(time.Now().UnixNano()) }

// vetTool builds the vet tool of a package anew: the go command has no results
// of a tool with another build ID.
func vetTool(pkg string) func(self, temp, dir string, packages []string) (command, error) {
	return func(self, temp, dir string, packages []string) (command, error) {
		file := filepath.Join(temp, filepath.Base(pkg))
		build := exec.Command("go", "build", "-ldflags=-X main.salt="+salt(), "-o", file, pkg)
		build.Dir = self
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			return command{}, err
		}
		return command{dir: dir, args: append([]string{"go", "vet", "-vettool=" + file}, packages...)}, nil
	}
}

// goVet has a flag that changes nothing, and makes other results of it.
func goVet(_, _, dir string, packages []string) (command, error) {
	return command{dir: dir, args: append([]string{"go", "vet", "-printf.funcs=salt" + salt()}, packages...)}, nil
}

// staticcheck has a cache of its own.
func staticcheck(self, temp, dir string, packages []string) (command, error) {
	file := filepath.Join(temp, "staticcheck")
	build := exec.Command("go", "build", "-o", file, "honnef.co/go/tools/cmd/staticcheck")
	build.Dir = self
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return command{}, err
	}
	cache := filepath.Join(temp, "staticcheck-"+salt())
	return command{dir: dir, env: []string{"STATICCHECK_CACHE=" + cache}, args: append([]string{file}, packages...)}, nil
}
