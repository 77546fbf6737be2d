package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A sample is the cost of one run of a tool.
type sample struct {
	tool string
	cost cost
}

// table returns the medians of samples as a table in Markdown, with ratios to
// those of the first tool.
func table(title string, samples []sample) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | wall | | processors | | largest process | |\n|---|--:|--:|--:|--:|--:|--:|\n", title)
	var names []string
	for _, s := range samples {
		if !slices.Contains(names, s.tool) {
			names = append(names, s.tool)
		}
	}
	var first cost
	for i, name := range names {
		c := medians(samples, name)
		if i == 0 {
			first = c
		}
		fmt.Fprintf(&b, "| %s | %.1f s | %.2f x | %.1f s | %.2f x | %d MB | %.2f x |\n", name,
			c.wall.Seconds(), ratio(c.wall, first.wall), c.cpu.Seconds(), ratio(c.cpu, first.cpu), c.peak>>20, ratio(c.peak, first.peak))
	}
	return b.String()
}

// medians returns the median of each cost of a tool on its own.
func medians(samples []sample, tool string) cost {
	var wall, cpu []time.Duration
	var peak []int64
	for _, s := range samples {
		if s.tool == tool {
			wall, cpu, peak = append(wall, s.cost.wall), append(cpu, s.cost.cpu), append(peak, s.cost.peak)
		}
	}
	return cost{median(wall), median(cpu), median(peak)}
}

// median returns the middle one of values, of which there is one at least; of
// two in the middle, the lower.
func median[T int64 | time.Duration](values []T) T {
	slices.Sort(values)
	return values[(len(values)-1)/2]
}

func ratio[T int64 | time.Duration](a, b T) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
