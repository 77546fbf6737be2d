package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// overview is what stands above the findings.
type overview struct {
	Summary   string
	ByCheck   []count
	ByPackage []count
}

// A count is how many findings there are of something.
type count struct {
	Name string
	N    int
}

func overviewOf(findings []finding.Finding, articles []*article) overview {
	var checks, packages []string
	for i, f := range findings {
		checks = append(checks, f.Check)
		packages = append(packages, articles[i].Package)
	}
	o := overview{ByCheck: counts(checks), ByPackage: counts(packages)}
	if len(findings) == 0 {
		o.Summary = "no findings"
		return o
	}
	o.Summary = strings.Join([]string{
		plural(len(findings), "finding"), "of", plural(len(o.ByCheck), "check"), "in", plural(len(o.ByPackage), "package"),
	}, " ")
	return o
}

// counts counts equal names. The most frequent stands first.
func counts(names []string) []count {
	slices.Sort(names)
	var all []count
	for _, name := range names {
		if n := len(all); n > 0 && all[n-1].Name == name {
			all[n-1].N++
			continue
		}
		all = append(all, count{name, 1})
	}
	slices.SortStableFunc(all, func(a, b count) int { return cmp.Compare(b.N, a.N) })
	for i := range all {
		all[i].Name = visible(all[i].Name)
	}
	return all
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
