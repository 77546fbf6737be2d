package mutants

import (
	"slices"
	"testing"
)

func TestParseKinds(t *testing.T) {
	t.Parallel()
	if got, err := ParseKinds("double, early,double"); err != nil || !slices.Equal(got, []Kind{Early, Double}) {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := ParseKinds(FormatKinds(Kinds())); err != nil || !slices.Equal(got, Kinds()) {
		t.Errorf("got %v, %v", got, err)
	}
	for _, list := range []string{"", "early,", "Early", "early late"} {
		if got, err := ParseKinds(list); err == nil {
			t.Errorf("%q is %v", list, got)
		}
	}
}
