package relock_test

import (
	"testing"

	"github.com/lockleak/lockleak/internal/dev/fixturetest"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, fixturetest.Module{Name: "relock", Needs: []string{"sync"}})
}

// TestShared has the fixtures that are silent without the flag -shared.
func TestShared(t *testing.T) {
	fixturetest.Run(t, fixturetest.Module{Name: "relock-shared", Flags: []string{"relock.shared=true"}})
}
