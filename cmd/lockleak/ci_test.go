package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// text returns what a file of the repository holds.
func text(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestExamplesInPage wants the examples in docs/ci as they stand in docs/ci.md.
func TestExamplesInPage(t *testing.T) {
	t.Parallel()
	page := text(t, "docs/ci.md")
	for name, language := range map[string]string{"github.yml": "yaml", "gitlab-ci.yml": "yaml", "Makefile": "make"} {
		if block := "```" + language + "\n" + text(t, "docs/ci/"+name) + "```\n"; !strings.Contains(page, block) {
			t.Errorf("docs/ci.md does not show docs/ci/%s", name)
		}
	}
	for name := range readAction(t).Inputs {
		if !strings.Contains(page, "`"+name+"`") {
			t.Errorf("docs/ci.md does not name the input %s", name)
		}
	}
}

// bash runs a script in a directory, as runners do: up to the first line that
// fails. It returns its exit status and what it prints.
func bash(t *testing.T, dir, script string) (int, string) {
	t.Helper()
	needs(t, "bash")
	cmd := exec.Command("bash", "-e", "-o", "pipefail", "-c", script)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), goEnv(t)...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// TestGitLab runs the job of docs/ci/gitlab-ci.yml, but for the installation, and
// reads the report that it names.
func TestGitLab(t *testing.T) {
	t.Parallel()
	var jobs map[string]struct {
		Script    []string
		Artifacts struct {
			When    string
			Reports struct{ Codequality string }
		}
	}
	if err := yaml.Unmarshal([]byte(text(t, "docs/ci/gitlab-ci.yml")), &jobs); err != nil {
		t.Fatal(err)
	}
	job := jobs["lockleak"]
	if len(job.Script) < 2 || !strings.HasPrefix(job.Script[0], "go install ") || job.Artifacts.When != "always" {
		t.Fatalf("the job is %+v", job)
	}
	script := strings.Join(job.Script[1:], "\n")
	dir := filepath.Join(workspace(t), "app")
	status, log := bash(t, dir, script)
	if status != 1 || !strings.Contains(log, "leak/leak.go:6:2: lockleak: ") {
		t.Errorf("status %d: %s", status, log)
	}
	report, err := os.ReadFile(filepath.Join(dir, job.Artifacts.Reports.Codequality))
	if err != nil {
		t.Fatal(err)
	}
	var issues []struct {
		Description, Fingerprint, Severity string
		CheckName                          string `json:"check_name"`
		Location                           struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	if err := json.Unmarshal(report, &issues); err != nil || len(issues) != 2 {
		t.Fatalf("%d issues (%v) in %s", len(issues), err, report)
	}
	i := issues[0]
	if i.Location.Path != "app/leak/leak.go" || i.Location.Lines.Begin != 6 || i.CheckName != "lockleak" || i.Severity != "major" ||
		len(i.Fingerprint) != 16 || !strings.HasPrefix(i.Description, "mu.Lock() is not released") || !strings.Contains(i.Description, "(app/leak/leak.go:8: returns here") {
		t.Errorf("issue %+v", i)
	}
	if status, log := bash(t, filepath.Join(dir, "clean"), script); status != 0 {
		t.Errorf("clean: status %d: %s", status, log)
	}
	if status, log := bash(t, t.TempDir(), script); status != 2 {
		t.Errorf("no module: status %d: %s", status, log)
	}
}

// TestMakefile runs the target of docs/ci/Makefile with lockleak in the place
// where it is installed to.
func TestMakefile(t *testing.T) {
	t.Parallel()
	needs(t, "make", "bash")
	file, err := filepath.Abs("../../docs/ci/Makefile")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(workspace(t), "app")
	// Not a link: the test binary is lockleak only by that name.
	script := "mkdir -p bin; printf '%s\\n' '#!/usr/bin/env bash' 'exec lockleak \"$@\"' >bin/lockleak-v1; chmod +x bin/lockleak-v1; " +
		"make -f '" + file + "' LOCKLEAK_VERSION=v1 lockleak"
	if status, log := bash(t, dir, script); status != 2 || !strings.Contains(log, "leak/leak.go:6:2: lockleak: ") || !strings.Contains(log, "Error 1") {
		t.Errorf("status %d: %s", status, log)
	}
	if err := os.RemoveAll(filepath.Join(dir, "leak")); err != nil {
		t.Fatal(err)
	}
	if status, log := bash(t, dir, script); status != 0 {
		t.Errorf("clean: status %d: %s", status, log)
	}
}
