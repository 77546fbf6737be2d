package oracle

import (
	"bufio"
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/lockleak/lockleak/internal/dev/oracle/rt"
)

//go:embed rt/*.go
var runtimeFiles embed.FS

// Execute builds the programs, runs each for all its inputs, and returns what
// happened, by the numbers of the programs. Its module is made in dir, which is
// empty or has been used for this before.
func Execute(ctx context.Context, dir string, programs []*Program) (map[int]*rt.Truth, error) {
	if err := os.MkdirAll(filepath.Join(dir, "rt"), 0o777); err != nil {
		return nil, err
	}
	old, _ := filepath.Glob(filepath.Join(dir, "p*.go"))
	for _, f := range old {
		if err := os.Remove(f); err != nil {
			return nil, err
		}
	}
	files := map[string]string{
		"go.mod":     "module oracle\n\ngo 1.26\n",
		"support.go": fmt.Sprintf(support, "package main\n\nimport (\n\t\"errors\"\n\n\t\"oracle/rt\"\n)", runTable, runBusy),
	}
	for _, p := range programs {
		files[p.file()] = p.Source(true)
	}
	entries, err := fs.ReadDir(runtimeFiles, "rt")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		data, err := runtimeFiles.ReadFile("rt/" + e.Name())
		if err != nil {
			return nil, err
		}
		files["rt/"+e.Name()] = string(data)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			return nil, err
		}
	}
	bin := filepath.Join(dir, "oracle.exe")
	build := exec.CommandContext(ctx, "go", "build", "-gcflags=-N -l -dwarf=false", "-ldflags=-s -w", "-o", bin, ".")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %v\n%s", err, out)
	}
	var out, errs bytes.Buffer
	run := exec.CommandContext(ctx, bin)
	run.Stdout, run.Stderr = &out, &errs
	if err := run.Run(); err != nil {
		return nil, fmt.Errorf("the programs: %v\n%s", err, errs.Bytes())
	}
	truths := make(map[int]*rt.Truth)
	lines := bufio.NewReader(&out)
	for {
		text, err := lines.ReadBytes('\n')
		if err != nil {
			break
		}
		t := new(rt.Truth)
		if err := json.Unmarshal(text, t); err != nil {
			return nil, err
		}
		truths[t.Program] = t
	}
	if len(truths) != len(programs) {
		return nil, fmt.Errorf("%d programs ran of %d", len(truths), len(programs))
	}
	return truths, nil
}

// file returns the name of the program's file.
func (p *Program) file() string { return fmt.Sprintf("p%d.go", p.ID) }
