package precommit

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestManual checks the configurations in the manual.
func TestManual(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(root, "docs", "pre-commit.md"))
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(examples) == 0 {
		t.Error("there is no configuration in the manual")
	}
	for _, m := range examples {
		file := filepath.Join(t.TempDir(), ".pre-commit-config.yaml")
		if err := os.WriteFile(file, []byte(m[1]), 0o666); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("pre-commit", "validate-config", file).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%v\n%s\nin\n%s", err, out, m[1])
		}
	}
}
