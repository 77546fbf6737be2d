package lexicon

import "testing"

func TestErrorNames(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		makes, wraps bool
	}{
		{"New", true, false},
		{"newFault", true, false},
		{"Errorf", true, false},
		{"badRequestErrorf", true, false},
		{"Wrap", false, true},
		{"WithStack", false, true},
		{"Withdraw", false, false},
		{"Renew", false, false},
		{"Close", false, false},
		{"", false, false},
	} {
		if got := MakesError(tt.name); got != tt.makes {
			t.Errorf("MakesError(%q) = %t", tt.name, got)
		}
		if got := WrapsError(tt.name); got != tt.wraps {
			t.Errorf("WrapsError(%q) = %t", tt.name, got)
		}
	}
}
