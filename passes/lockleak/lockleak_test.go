package lockleak_test

import (
	"testing"

	"github.com/lockleak/lockleak/internal/dev/fixturetest"
)

func TestFixtures(t *testing.T) { fixturetest.Run(t, "lockleak") }

// TestLibraries runs the fixtures for the lock libraries that users have.
func TestLibraries(t *testing.T) { fixturetest.Run(t, "libraries") }

// TestPackages runs the fixtures of which one package needs another's facts.
func TestPackages(t *testing.T) { fixturetest.Run(t, "packages") }

// TestExplicit has panics that are no exits by default.
func TestExplicit(t *testing.T) {
	fixturetest.Run(t, "lockleak-explicit", "lockleak.panic=explicit")
}
