package cli

import (
	"testing"
	"time"
)

// within waits until done reports true, a minute at most.
func within(t *testing.T, done func() bool, otherwise string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatal(otherwise)
}
