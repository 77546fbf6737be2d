package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPicture compares the picture in the docs with what is drawn of the costs
// beside it.
func TestPicture(t *testing.T) {
	docs := filepath.Join("..", "..", "..", "docs")
	b, err := os.ReadFile(filepath.Join(docs, "performance.csv"))
	if err != nil {
		t.Fatal(err)
	}
	costs, err := parse(string(b))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(docs, "performance.svg"))
	if err != nil {
		t.Fatal(err)
	}
	if plot(costs) != string(want) {
		t.Error("docs/performance.svg is not what go run ./internal/tools/cost -plot docs/performance.svg docs/performance.csv draws")
	}
}

// TestParse reads what is printed, and refuses what is not.
func TestParse(t *testing.T) {
	costs, err := parse("a/b,100,20,3\nc,1000,0,0\n")
	if err != nil || len(costs) != 2 {
		t.Fatalf("%v, %v", costs, err)
	}
	if c := costs[0]; c.Path != "a/b" || c.Instructions != 100 || c.Before != 20 || c.Engine != 3 {
		t.Errorf("%+v", c)
	}
	for _, text := range []string{"a,1,2", "a,1,2,x", "a,1,-2,3", "a,1,2,3,4"} {
		if _, err := parse(text); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

// TestPoints counts points: those that the axes do not show are left out.
func TestPoints(t *testing.T) {
	legend := strings.Count(plot(nil), "<circle")
	costs := []packageCost{
		{Instructions: 2000, Before: 10, Engine: 1}, // two points
		{Instructions: 2000, Before: 10},            // one: less than a millisecond
		{Instructions: 10, Before: 10, Engine: 10},  // none: too small
	}
	if n := strings.Count(plot(costs), "<circle") - legend; n != 3 {
		t.Errorf("%d points are drawn, not 3", n)
	}
}
