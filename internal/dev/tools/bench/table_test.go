package main

import (
	"testing"
	"time"
)

// TestTable has three rounds of two tools, one of them disturbed.
func TestTable(t *testing.T) {
	t.Parallel()
	s := func(tool string, wall, cpu time.Duration, peak int64) sample {
		return sample{tool, cost{wall * time.Second, cpu * time.Second, peak << 20}}
	}
	samples := []sample{
		s("floor", 2, 4, 100), s("tool", 5, 6, 150),
		s("floor", 90, 4, 100), s("tool", 4, 6, 200),
		s("floor", 1, 5, 110), s("tool", 3, 99, 150),
	}
	const want = `| cold | wall | | processors | | largest process | |
|---|--:|--:|--:|--:|--:|--:|
| floor | 2.0 s | 1.00 x | 4.0 s | 1.00 x | 100 MB | 1.00 x |
| tool | 4.0 s | 2.00 x | 6.0 s | 1.50 x | 150 MB | 1.50 x |
`
	if got := table("cold", samples); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
