package lexicon

import (
	"slices"
	"testing"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"TryRLock": {"try", "rlock"}, "unlockAll": {"unlock", "all"}, "HTTPServer2Lock": {"http", "server", "lock"},
		"block": {"block"}, "RUnlock": {"runlock"}, "": nil, "snake_case": {"snake", "case"},
	} {
		if got := Words(name); !slices.Equal(got, want) {
			t.Errorf("Words(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestDocSpeaksOfAcquire(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]bool{
		"begin returns with d.mu held.":                            true,
		"The caller must unlock the result.":                       true,
		"+checklocksacquire:s.mu":                                  true,
		"The lock must be released by the caller.":                 true,
		"get returns the row, which the lock protects.":            false,
		"close releases the lock.":                                 false,
		"Callers hold s.mu when they call it; it may be repeated.": false,
	} {
		if got := DocSpeaksOfAcquire(doc); got != want {
			t.Errorf("%q: %v, want %v", doc, got, want)
		}
	}
}
