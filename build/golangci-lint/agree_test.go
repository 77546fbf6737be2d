package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// configuration is golangci-lint's: all that lockleak finds, and nothing else.
const configuration = `version: "2"
linters:
  default: none
  enable: [lockleak]
  settings:
    custom:
      lockleak:
        type: module
        settings: %s
  exclusions:
    generated: disable
issues:
  max-issues-per-linter: 0
  max-same-issues: 0
  uniq-by-line: false
`

// TestDriversAgree runs the fixtures of each check through golangci-lint and
// through the command line, which the test of that name in cmd/lockleak
// compares with go vet and with the expectations of the fixtures: the findings
// are the same, at the same places and with the same words and paths.
func TestDriversAgree(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../../testdata/src")
	if err != nil {
		t.Fatal(err)
	}
	checks, err := os.ReadDir(root)
	if err != nil || len(checks) == 0 {
		t.Fatal("no fixtures", err)
	}
	env := environment(t)
	for _, c := range checks {
		t.Run(c.Name(), func(t *testing.T) {
			settings, flags := "{}", []string{"-json"}
			switch c.Name() { // those that a module of fixtures is for
			case "relock-shared":
				settings, flags = "{relock: {shared: true}}", append(flags, "-relock.shared")
			case "lockleak-explicit":
				settings, flags = "{panic: explicit}", append(flags, "-lockleak.panic=explicit")
			}
			file := filepath.Join(t.TempDir(), ".golangci.yml")
			if err := os.WriteFile(file, fmt.Appendf(nil, configuration, settings), 0o666); err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(root, c.Name())
			issues := fromPlugin(t, output(t, dir, env, 1, "golangci-lint", "run", "--config="+file,
				"--path-mode=abs", "--output.json.path=stdout", "--output.text.path="+os.DevNull, "--show-stats=false"))
			findings := fromCLI(t, output(t, dir, env, 1, "lockleak", append(flags, "./...")...))
			if len(findings) == 0 {
				t.Error("no findings at all")
			}
			for _, f := range findings {
				if !slices.Contains(issues, f) {
					t.Errorf("only from lockleak: %s", f)
				}
			}
			for _, i := range issues {
				if !slices.Contains(findings, i) {
					t.Errorf("only from golangci-lint: %s", i)
				}
			}
			if len(issues) != len(findings) {
				t.Errorf("%d issues, %d findings", len(issues), len(findings))
			}
		})
	}
}

// fromPlugin returns the issues in golangci-lint's JSON as "posn: text", sorted.
func fromPlugin(t *testing.T, out []byte) (issues []string) {
	t.Helper()
	var report struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename     string
				Line, Column int
			}
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	for _, i := range report.Issues {
		if i.FromLinter != "lockleak" {
			t.Errorf("an issue of %s: %s", i.FromLinter, i.Text)
		}
		issues = append(issues, fmt.Sprintf("%s:%d:%d: %s", i.Pos.Filename, i.Pos.Line, i.Pos.Column, i.Text))
	}
	slices.Sort(issues)
	return issues
}

// fromCLI returns the findings in lockleak's JSON in the form of the plugin.
func fromCLI(t *testing.T, out []byte) (findings []string) {
	t.Helper()
	var tree map[string]map[string][]struct {
		Posn, Message string
		Related       []struct{ Posn, Message string }
	}
	if err := json.Unmarshal(out, &tree); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	for _, checks := range tree {
		for _, check := range slices.Sorted(maps.Keys(checks)) {
			for _, d := range checks[check] {
				text := d.Posn + ": " + d.Message
				dir, _ := filepath.Split(d.Posn)
				for _, r := range d.Related {
					text += "\n\t" + strings.TrimPrefix(r.Posn, dir) + ": " + r.Message
				}
				findings = append(findings, text)
			}
		}
	}
	slices.Sort(findings)
	return findings
}
