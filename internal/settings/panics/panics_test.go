package panics

import (
	"strings"
	"testing"
)

// TestSet sets every level by its name. The error for another one has them all.
func TestSet(t *testing.T) {
	t.Parallel()
	level := Default
	for _, name := range Names() {
		if err := level.Set(name); err != nil || level.String() != name {
			t.Errorf("%s: the level is %s (%v)", name, level, err)
		}
	}
	last := level
	for _, name := range []string{"", "Off", "off ", "some"} {
		err := level.Set(name)
		if err == nil || level != last {
			t.Errorf("%q: the level is %s (%v)", name, level, err)
			continue
		}
		for _, known := range Names() {
			if !strings.Contains(err.Error(), known) {
				t.Errorf("the error %q does not have %s", err, known)
			}
		}
	}
}
