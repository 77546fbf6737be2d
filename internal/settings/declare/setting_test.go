package declare

import (
	"flag"
	"testing"
)

// TestSetting sets declarations twice, and then some that are wrong: those of the
// last right text hold.
func TestSetting(t *testing.T) {
	t.Parallel()
	var s Setting
	var _ flag.Value = &s
	if s.String() != "" || len(s.Lines()) > 0 {
		t.Errorf("zero setting: %q, %d lines", s.String(), len(s.Lines()))
	}
	const want = "p.T: notlock; (*p.M).Exit: noreturn"
	for _, text := range []string{"p.Old: noreturn", want} {
		if err := s.Set(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Set("p.T: notlock; p.Bad: nothing"); err == nil {
		t.Error("no error for a verb that does not exist")
	}
	if s.String() != want {
		t.Errorf("text %q, want %q", s.String(), want)
	}
	var targets []string
	for _, l := range s.Lines() {
		targets = append(targets, l.Target)
	}
	if len(targets) != 2 || targets[0] != "p.T" || targets[1] != "(*p.M).Exit" {
		t.Errorf("declared: %q", targets)
	}
}
