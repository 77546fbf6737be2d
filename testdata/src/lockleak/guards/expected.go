package guards

import (
	"context"
	"errors"
	"testing"
)

// requireError ends the test if err is nil.
func requireError(t testing.TB, err error) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
}

// require has assertions that end a test.
type require interface {
	Error(t testing.TB, err error)
	NoError(t testing.TB, err error)
}

// TwiceOk expects the second acquire to fail.
func TwiceOk(ctx context.Context, t *testing.T, l guardLocker) {
	g, err := l.Acquire(ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	defer g.Release()
	if _, err := l.Acquire(ctx, "a"); err == nil {
		t.Error("a is acquired twice")
	}
}

// TwiceBad expects it to work.
func TwiceBad(ctx context.Context, t *testing.T, l guardLocker) {
	g, err := l.Acquire(ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	defer g.Release()
	if _, err := l.Acquire(ctx, "b"); err != nil { // want `lostunlock: the release that l\.Acquire\(ctx, "b"\) returns is never called`
		t.Error("b is not acquired")
	}
}

// BusyOk expects a certain error.
func BusyOk(ctx context.Context, t *testing.T, l guardLocker) {
	_, err := l.Acquire(ctx, "busy")
	if !errors.Is(err, errBusy) {
		t.Errorf("error %v", err)
	}
}

// NilOk expects no guard.
func NilOk(t *testing.T, l guardLocker) {
	if g := l.TryAcquire("nil"); g != nil {
		t.Errorf("nil is acquired twice")
	}
}

// NilBad looks at the guard that it did not expect, and expects it to be that of the key.
func NilBad(t *testing.T, l guardLocker) {
	if g := l.TryAcquire("nil"); g != nil { // want `lostunlock: the release that l\.TryAcquire\("nil"\) returns is never called`
		if g.Key() != "nil" {
			t.Errorf("%s is acquired", g.Key())
		}
	}
}

// AssertOk asserts that there is an error.
func AssertOk(ctx context.Context, t *testing.T, l guardLocker, r require) {
	_, err := l.Acquire(ctx, "assert")
	r.Error(t, err)
}

// AssertBad asserts that there is none.
func AssertBad(ctx context.Context, t *testing.T, l guardLocker, r require) {
	_, err := l.Acquire(ctx, "assert") // want `lostunlock: the release that l\.Acquire\(ctx, "assert"\) returns is never called`
	r.NoError(t, err)
}

// HelperOk asks a function that ends the test.
func HelperOk(ctx context.Context, t *testing.T, l guardLocker) {
	_, err := l.Acquire(ctx, "helper")
	requireError(t, err)
}
