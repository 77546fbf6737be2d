package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// collect runs go vet with this program as its tool, in the directory where, and
// returns the costs of the packages and of what they import, sorted by path. Of
// those that are analyzed again with their tests, only the larger one counts, and
// of several rounds the shortest times. Where packages are broken, it returns the
// costs of the others, and an error.
func collect(where string, rounds int, packages []string) ([]packageCost, error) {
	best := make(map[string]packageCost)
	var broken error
	for range rounds {
		costs, err := collectOnce(where, packages)
		if err != nil {
			broken = err
		}
		for p, c := range costs {
			if old, ok := best[p]; ok {
				c.Before = min(c.Before, old.Before)
				if old.Engine < c.Engine {
					c.Engine, c.Functions = old.Engine, old.Functions
				}
			}
			best[p] = c
		}
	}
	return slices.SortedFunc(maps.Values(best), func(a, b packageCost) int { return cmp.Compare(a.Path, b.Path) }), broken
}

// collectOnce is one round of collect. It returns costs by path.
func collectOnce(where string, packages []string) (map[string]packageCost, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "lockleak-cost-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	// One process at a time, so that they are not in each other's way. Another
	// directory each time: what is cached is not measured.
	args := slices.Concat([]string{"vet", "-p=1", "-vettool=" + self, "-cost.dir=" + temp, "--"}, packages)
	cmd := exec.Command("go", args...)
	cmd.Dir = where
	var broken error
	if out, err := cmd.CombinedOutput(); err != nil {
		if _, ok := errors.AsType[*exec.ExitError](err); !ok {
			return nil, err
		}
		broken = fmt.Errorf("go vet: %w\n%s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(temp, "*.json"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 && broken == nil {
		return nil, fmt.Errorf("%s: nothing was analyzed", where)
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
	return largest, broken
}
