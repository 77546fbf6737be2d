package codebase

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A goPackage is a package as go list prints it.
type goPackage struct {
	ImportPath   string
	Dir          string
	Standard     bool
	Module       *goModule
	GoFiles      []string
	CgoFiles     []string
	TestGoFiles  []string
	XTestGoFiles []string
}

type goModule struct {
	Path    string
	Version string
	Main    bool
}

const listFields = "ImportPath,Dir,Standard,Module,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles"

// listPackages returns the packages of a target in the order of their paths,
// without test variants.
func listPackages(ctx context.Context, t Target) ([]*goPackage, error) {
	args := []string{"list", "-e", "-json=" + listFields}
	args = append(args, t.Flags...)
	patterns := t.Patterns
	if t.Dependencies {
		all, err := goList(ctx, t.Dir, slices.Concat(args, []string{"-deps", "-test", "--"}, patterns))
		if err != nil {
			return nil, err
		}
		patterns = dependencies(all)
		if len(patterns) == 0 {
			return nil, nil
		}
	}
	return goList(ctx, t.Dir, slices.Concat(args, []string{"--"}, patterns))
}

// dependencies returns the paths of those packages that are of other modules.
// A package may be there as the variant for some test alone.
func dependencies(all []*goPackage) []string {
	var paths []string
	for _, p := range all {
		if p.Module != nil && !p.Module.Main {
			path, _, _ := strings.Cut(p.ImportPath, " [")
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func paths(packages []*goPackage) []string {
	var all []string
	for _, p := range packages {
		all = append(all, p.ImportPath)
	}
	return all
}

// goList runs go list and returns the packages in the order of their paths.
func goList(ctx context.Context, dir string, args []string) ([]*goPackage, error) {
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Stderr = dir, &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list in %s: %w\n%s", dir, err, bytes.TrimSpace(stderr.Bytes()))
	}
	var packages []*goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(goPackage)
		if err := dec.Decode(p); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list in %s: %w", dir, err)
		}
		packages = append(packages, p)
	}
	slices.SortFunc(packages, func(a, b *goPackage) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	return packages, nil
}

// lines returns the number of lines in the Go files of a package, those of its
// tests included.
func (p *goPackage) lines() (n int, err error) {
	for _, name := range slices.Concat(p.GoFiles, p.CgoFiles, p.TestGoFiles, p.XTestGoFiles) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(p.Dir, name)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return 0, err
		}
		n += bytes.Count(text, []byte("\n"))
	}
	return n, nil
}
