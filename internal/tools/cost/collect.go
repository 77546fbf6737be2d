package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// collect runs go vet with this program as its tool, in the directory where, and
// returns the costs of the packages and of what they import, sorted by path. Of
// those that are analyzed again with their tests, only the larger one counts.
func collect(where string, packages []string) ([]packageCost, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "lockleak-cost-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	// One process at a time, so that they are not in each other's way.
	cmd := exec.Command("go", slices.Concat([]string{"vet", "-p=1", "-vettool=" + self, "-cost.dir=" + temp}, packages)...)
	cmd.Dir = where
	if out, err := cmd.CombinedOutput(); err != nil {
		if _, ok := errors.AsType[*exec.ExitError](err); !ok {
			return nil, err
		}
		return nil, fmt.Errorf("go vet: %w\n%s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(temp, "*.json"))
	if err != nil {
		return nil, err
	}
	largest := make(map[string]packageCost)
	for _, file := range files {
		var c packageCost
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(b, &c); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if old, ok := largest[c.Path]; !ok || c.Instructions > old.Instructions {
			largest[c.Path] = c
		}
	}
	var costs []packageCost
	for _, c := range largest {
		costs = append(costs, c)
	}
	slices.SortFunc(costs, func(a, b packageCost) int { return cmp.Compare(a.Path, b.Path) })
	return costs, nil
}
