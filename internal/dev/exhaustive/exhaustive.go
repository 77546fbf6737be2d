// Package exhaustive tells the tests of every run from those that are too heavy
// for it. The latter run when the variable LOCKLEAK_EXHAUSTIVE is set, as in
// .ci/run, which calls each of them by name.
package exhaustive

import (
	"os"
	"testing"
)

const variable = "LOCKLEAK_EXHAUSTIVE"

// Enabled reports whether a test is to check all that it can.
func Enabled() bool { return os.Getenv(variable) != "" }

// Only skips a test that is for exhaustive runs alone.
func Only(t testing.TB) {
	t.Helper()
	if !Enabled() {
		t.Skip("runs with " + variable + "=1 only")
	}
}
