package main

import (
	"math"
	"strings"
	"testing"
)

// TestParse reads what is printed, and refuses what is not.
func TestParse(t *testing.T) {
	t.Parallel()
	want := packageCost{Path: "a/b", Instructions: 100, Before: 20.5, Engine: 3}
	costs, err := parse(line(want) + "c,1000,0,0\n")
	if err != nil || len(costs) != 2 {
		t.Fatalf("%v, %v", costs, err)
	}
	if got := costs[0]; line(got) != line(want) || got.Before != want.Before {
		t.Errorf("%+v, want %+v", got, want)
	}
	for _, text := range []string{"", "a,1,2", "a,1,2,x", "a,1,-2,3", "a,1,2,NaN", "a,1,2,Inf", "a,1.5,2,3", "a,-1,2,3", "a,1,2,3,4"} {
		if _, err := parse(text); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

// TestDoubling has times that grow by known factors.
func TestDoubling(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		power  float64
		factor float64
	}{{"constant", 0, 1}, {"linear", 1, 2}, {"square", 2, 4}} {
		s := &series{}
		for size := 1000.0; size < 100_000; size *= 1.7 {
			s.points = append(s.points, point{size, 0.01 * math.Pow(size, tt.power)})
		}
		// What is too small does not count, nor what took no time.
		s.points = append(s.points, point{10, 1e6}, point{1e6, 0})
		if got := s.doubling(); math.Abs(got-tt.factor) > 1e-6 {
			t.Errorf("%s: twice the size takes %v times as long, not %v", tt.name, got, tt.factor)
		}
	}
	if got := (&series{points: []point{{1000, 1}}}).doubling(); !math.IsNaN(got) {
		t.Errorf("one point grows by %v", got)
	}
}

// TestTable has a row for each series.
func TestTable(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"a,1000,100,10\nb,2000,300,20\n", `| until SSA is built | 3000 | 0.40 s | 93.0 % | 3.0 x |
| the engine | 3000 | 0.03 s | 7.0 % | 2.0 x |
`},
		{"monster/ifs/1,1000,100,10\nmonster/ifs/2,2000,300,40\n", "| ifs | 2000 | 0.04 s | 4.0 x |\n"},
	} {
		costs, err := parse(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := table(costs); !strings.HasSuffix(got, "|\n"+tt.want) {
			t.Errorf("got\n%swant\n%s", got, tt.want)
		}
	}
}
