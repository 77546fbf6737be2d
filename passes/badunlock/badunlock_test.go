package badunlock_test

import (
	"testing"

	"github.com/lockleak/lockleak/internal/dev/fixturetest"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, fixturetest.Module{Name: "badunlock", Needs: []string{"sync"}})
}
