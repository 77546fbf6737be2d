package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDocs compares what the docs say that lockleak prints with what it prints.
// They show the example as somebody sees it who stands in the module.
func TestDocs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		page, columns string
		args          []string
		status        int
	}{
		{"explanations.md", "80", []string{"-c=0"}, 1},
		{"explanations.md", "48", []string{"-c=0"}, 1},
		{"audit.md", "80", []string{"audit"}, 0},
	} {
		t.Run(tt.page+" "+tt.columns, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join("..", "..", "docs", tt.page))
			if err != nil {
				t.Fatal(err)
			}
			env := append(append(os.Environ(), goEnv(t)...), "COLUMNS="+tt.columns, "TERM=dumb")
			args := append(tt.args, "-C", "examples/popmessage")
			out, status := output(t, filepath.Join("..", ".."), env, self(t), args...)
			if status != tt.status {
				t.Fatalf("exit status %d of lockleak %s, want %d\n%s", status, strings.Join(args, " "), tt.status, out)
			}
			if block := "```text\n" + string(out) + "```\n"; !bytes.Contains(text, []byte(block)) {
				t.Errorf("docs/%s does not have this:\n%s", tt.page, block)
			}
		})
	}
}
