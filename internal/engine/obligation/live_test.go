package obligation_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// TestDeadFacts has functions in which a path comes to know far more than is
// kept, in a row and in a loop, between a condition that decides whether to
// acquire and the same one that decides whether to release. What is known of
// that one must not be lost.
func TestDeadFacts(t *testing.T) {
	t.Parallel()
	var noise strings.Builder
	for i := range 100 {
		fmt.Fprintf(&noise, "	if v%d := next(); v%d != nil { use(v%d) } else if v%d == nil && ok2 { use(nil) }\n", i, i, i, i)
	}
	text := strings.NewReplacer("NOISE", noise.String()).Replace(`package p

import "sync"

var mu sync.Mutex

func next() error
func use(error)

func rowOk(ok, ok2 bool, err error) {
	held := ok
	if held { mu.Lock() }
NOISE
	if held { mu.Unlock() }
}

func rowBad(ok, ok2 bool, err error) {
	first := next()
	if first != nil { mu.Lock() }
NOISE
	if first != nil && ok { mu.Unlock() }
}

func loopOk(n int, ok2 bool) {
	for range n {
		held := next()
		if held == nil { mu.Lock() }
NOISE
		if held == nil { mu.Unlock() }
	}
}

func outerOk(n int, ok2 bool) {
	held := next()
	if held == nil { mu.Lock() }
	for range n {
NOISE
		if held == nil { use(nil) }
	}
	if held == nil { mu.Unlock() }
}

func backOk(n int, ok2 bool) {
	var held error
	for i := range n {
		if i > 0 && held != nil { mu.Unlock() }
NOISE
		held = next()
		if held != nil { mu.Lock() }
	}
	if n > 0 && held != nil { mu.Unlock() }
}
`)
	res := decide(t, enginetest.NewTypeChecker().Must(t, enginetest.Source{Path: "p", Text: text}), &obligation.Settings{})
	got := make(map[string]verdict.Verdict)
	for _, s := range res.Sites {
		got[s.Function.Name()] = s.Verdict
	}
	for name, want := range map[string]verdict.Verdict{
		"rowOk": verdict.Released, "rowBad": verdict.Leaks, "loopOk": verdict.Released, "outerOk": verdict.Released,
	} {
		if got[name] != want {
			t.Errorf("%s: %s, want %s", name, got[name], want)
		}
	}
	if got["backOk"] == verdict.Leaks {
		t.Errorf("backOk: %s", got["backOk"])
	}
}
