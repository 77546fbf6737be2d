package main

import (
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs are the files with measured costs, and what is made of them.
var docs = []string{"performance", "performance-monsters"}

// TestDocs compares the pictures and tables in the docs with what is made of the
// costs beside them.
func TestDocs(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("..", "..", "..", "..", "docs")
	page := read(t, filepath.Join(dir, "performance.md"))
	for _, name := range docs {
		costs, err := parse(read(t, filepath.Join(dir, name+".csv")))
		if err != nil {
			t.Fatal(err)
		}
		if plot(costs) != read(t, filepath.Join(dir, name+".svg")) {
			t.Errorf("docs/%s.svg is not what go run ./internal/dev/tools/cost -plot docs/%[1]s.svg docs/%[1]s.csv draws", name)
		}
		if !strings.Contains(page, table(costs)) {
			t.Errorf("docs/performance.md does not have the table that go run ./internal/dev/tools/cost -plot docs/%s.svg docs/%[1]s.csv prints", name)
		}
		if !strings.Contains(page, "("+name+".svg)") {
			t.Errorf("docs/performance.md does not show %s.svg", name)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// pointsOf counts the points of a class that an SVG has, without its legend.
func pointsOf(svg, class string) int {
	n := 0
	for _, m := range regexp.MustCompile(`class="`+class+` points" d="([^"]*)"`).FindAllStringSubmatch(svg, -1) {
		n += strings.Count(m[1], "M")
	}
	return max(0, n-1)
}

// TestPlotPackages counts the points of packages: those that the axes do not show
// are left out.
func TestPlotPackages(t *testing.T) {
	t.Parallel()
	svg := plot([]packageCost{
		{Path: "a", Instructions: 2000, Before: 10, Engine: 1},
		{Path: "b", Instructions: 3000, Before: 10, Engine: 0.9}, // less than a millisecond in the engine
		{Path: "c", Instructions: 10, Before: 10, Engine: 10},    // too small
	})
	if b, e := pointsOf(svg, "before"), pointsOf(svg, "engine"); b != 2 || e != 1 {
		t.Errorf("%d and %d points are drawn, not 2 and 1", b, e)
	}
	for _, want := range []string{">1 k<", ">10 k<", ">1 ms<", ">10 ms<", ">size, in SSA instructions<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("there is no %s", want)
		}
	}
	wellFormed(t, svg)
}

// TestPlotMonsters draws two programs, the work of one of which grows with the
// square.
func TestPlotMonsters(t *testing.T) {
	t.Parallel()
	svg := plot([]packageCost{
		{Path: "monster/nested-locks/10", Instructions: 1000, Engine: 10},
		{Path: "monster/nested-locks/20", Instructions: 2000, Engine: 40},
		{Path: "monster/gotos/10", Instructions: 1000, Engine: 10},
		{Path: "monster/gotos/20", Instructions: 2000, Engine: 20},
		{Path: "monster/gotos/30", Instructions: 3000, Engine: 30},
	})
	if l, s := pointsOf(svg, "line"), pointsOf(svg, "square"); l != 3 || s != 2 {
		t.Errorf("%d and %d points are drawn, not 3 and 2", l, s)
	}
	if !strings.Contains(svg, "<title>nested-locks</title>") || strings.Contains(svg, "until SSA") {
		t.Errorf("the names or the legend are wrong in\n%s", svg)
	}
	wellFormed(t, svg)
}

func wellFormed(t *testing.T, svg string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
