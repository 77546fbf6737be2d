package cli

import (
	"testing"
	"time"
)

// hang is how long a test waits for what has to come: far longer than that takes on
// a busy machine.
const hang = 5 * time.Minute

// within waits until done reports true.
func within(t *testing.T, done func() bool, otherwise string) {
	t.Helper()
	for end := time.Now().Add(hang); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatal(otherwise)
}
