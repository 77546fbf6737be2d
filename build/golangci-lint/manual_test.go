package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestManual runs golangci-lint with the configurations in the manual.
func TestManual(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "golangci-lint.md"))
	if err != nil {
		t.Fatal(err)
	}
	env := environment(t)
	ran := 0
	for _, m := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		if !strings.HasPrefix(m[1], "version: \"2\"\n") {
			continue // for golangci-lint custom
		}
		ran++
		dir := t.TempDir()
		for name, text := range map[string]string{
			"go.mod": "module example.com/m\n\ngo 1.26\n", "m.go": "package m\n", ".golangci.yml": m[1],
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if out := string(output(t, dir, env, 0, "golangci-lint", "run", "--enable-only=lockleak")); out != "0 issues.\n" {
			t.Errorf("it prints %q with\n%s", out, m[1])
		}
	}
	if ran == 0 {
		t.Error("there is no configuration in the manual")
	}
}
