package layers

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// The packages below internal are in groups, by folders. chains returns these,
// each chain from the bottom up: a group depends on none above it, be it directly
// or by way of other packages.
func chains() [][]string {
	return [][]string{
		{"settings", "engine", "check"},
		{"result", "format", "driver", "dev"},
	}
}

// apart returns pairs of groups of which neither depends on the other: what is
// known of locks does not know how it is written, nor the other way round.
func apart() [][2]string { return [][2]string{{"engine", "format"}} }

// TestGroups looks at all that each package depends on.
func TestGroups(t *testing.T) {
	t.Parallel()
	for _, problem := range checkGroups(moduleImports(t)) {
		t.Error(problem)
	}
}

// TestCheckGroups has the rules violated in every way.
func TestCheckGroups(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		imports map[string][]string
		want    []string
	}{
		{"fine", map[string][]string{
			"internal/check/a": {"internal/engine/a", "internal/settings/a"}, "internal/engine/a": {"internal/engine/b"}, "internal/engine/b": nil,
			"internal/dev/tools/a": {"internal/driver/a", "internal/check/a"}, "internal/driver/a": {"internal/format/a", "internal/engine/a"}, "internal/format/a": {"internal/result/a"},
			"internal/settings/a": nil, "internal/result/a": nil, "root": {"internal/dev/tools/a"},
		}, nil},
		{"upward", map[string][]string{"internal/settings/a": {"internal/engine/a"}, "internal/engine/a": nil},
			[]string{"internal/settings/a must not depend on internal/engine/a"}},
		{"upward by another group", map[string][]string{
			"internal/result/a": {"internal/format/a"}, "internal/format/a": {"internal/driver/a"}, "internal/driver/a": nil,
		}, []string{
			"internal/format/a must not depend on internal/driver/a",
			"internal/result/a must not depend on internal/driver/a",
			"internal/result/a must not depend on internal/format/a",
		}},
		{"upward by what is in no group", map[string][]string{"internal/format/a": {"root"}, "root": {"internal/dev/a"}, "internal/dev/a": nil},
			[]string{"internal/format/a must not depend on internal/dev/a"}},
		{"apart", map[string][]string{"internal/format/a": {"root"}, "root": {"internal/engine/a"}, "internal/engine/a": nil},
			[]string{"internal/format/a must not depend on internal/engine/a"}},
		{"apart the other way", map[string][]string{"internal/engine/a": {"internal/format/a"}, "internal/format/a": nil},
			[]string{"internal/engine/a must not depend on internal/format/a"}},
		{"no group", map[string][]string{"internal/misc/a": nil, "internal/b": nil},
			[]string{"internal/b is in none of the groups", "internal/misc/a is in none of the groups"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := checkGroups(tt.imports); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// checkGroups returns what is wrong, in order.
func checkGroups(imports map[string][]string) []string {
	var problems []string
	for _, pkg := range slices.Sorted(maps.Keys(imports)) {
		group, internal := groupOf(pkg)
		if !internal {
			continue
		}
		if !slices.ContainsFunc(chains(), func(chain []string) bool { return slices.Contains(chain, group) }) {
			problems = append(problems, pkg+" is in none of the groups")
			continue
		}
		for _, other := range dependencies(imports, pkg) {
			if to, ok := groupOf(other); ok && mustNot(group, to) {
				problems = append(problems, fmt.Sprintf("%s must not depend on %s", pkg, other))
			}
		}
	}
	return problems
}

// groupOf returns the group of a package, and whether it is below internal.
func groupOf(pkg string) (group string, internal bool) {
	rest, internal := strings.CutPrefix(pkg, "internal/")
	group, _, _ = strings.Cut(rest, "/")
	return group, internal
}

// mustNot reports whether the rules forbid that a group depends on another one.
func mustNot(group, other string) bool {
	for _, chain := range chains() {
		if i := slices.Index(chain, group); i >= 0 && slices.Contains(chain[i+1:], other) {
			return true
		}
	}
	return slices.Contains(apart(), [2]string{group, other}) || slices.Contains(apart(), [2]string{other, group})
}

// dependencies returns what a package imports, directly or not, in order.
func dependencies(imports map[string][]string, pkg string) []string {
	seen := make(map[string]bool)
	for work := slices.Clone(imports[pkg]); len(work) > 0; {
		next := work[len(work)-1]
		work = work[:len(work)-1]
		if !seen[next] {
			seen[next] = true
			work = append(work, imports[next]...)
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
