package finding

import "testing"

// TestPathEnd: what lies behind the exit is on other paths.
func TestPathEnd(t *testing.T) {
	t.Parallel()
	const a, b, m, x, r = Acquire, Branch, Mistake, Exit, Release
	for _, tt := range []struct {
		kinds []Kind
		want  int
	}{
		{nil, 0},
		{[]Kind{a, b, x, r, r}, 3},
		{[]Kind{a, b, x, x, r}, 3},
		{[]Kind{a, r, m}, 3},
		{[]Kind{a, m, r}, 2},
		{[]Kind{a, r}, 2},
	} {
		var path []Step
		for _, k := range tt.kinds {
			path = append(path, Step{Kind: k})
		}
		if got := PathEnd(path); got != tt.want {
			t.Errorf("%v: got %d, want %d", tt.kinds, got, tt.want)
		}
	}
}
