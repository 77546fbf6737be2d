package relock_test

import (
	"testing"

	"github.com/lockleak/lockleak/internal/dev/fixturetest"
)

func TestFixtures(t *testing.T) { fixturetest.Run(t, "relock") }

// TestShared has the fixtures that are silent without the flag -shared.
func TestShared(t *testing.T) { fixturetest.Run(t, "relock-shared", "relock.shared=true") }
