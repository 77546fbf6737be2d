package lockleak_test

import (
	"testing"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
	"github.com/lockleak/lockleak/internal/dev/fixturetest"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, fixturetest.Module{Name: "lockleak", Needs: []string{"log", "os", "syscall"}})
}

// TestLibraries runs the fixtures for the lock libraries that users have.
func TestLibraries(t *testing.T) {
	fixturetest.Run(t, fixturetest.Module{Name: "libraries", Needs: []string{"os"}})
}

// TestHandlers runs the fixtures that import package net/http.
func TestHandlers(t *testing.T) {
	exhaustive.Only(t)
	fixturetest.Run(t, fixturetest.Module{Name: "handlers"})
}

// TestPackages runs the fixtures of which one package needs another's facts.
func TestPackages(t *testing.T) { fixturetest.Run(t, fixturetest.Module{Name: "packages"}) }

// TestExplicit has panics that are no exits by default.
func TestExplicit(t *testing.T) {
	fixturetest.Run(t, fixturetest.Module{Name: "lockleak-explicit", Flags: []string{"lockleak.panic=explicit"}})
}
