// Package exits holds the ways to leave a function that end the program or
// the test, and the ways that do not.
package exits

import (
	"errors"
	"log"
	"os"
	"sync"
	"testing"
)

var errBroken = errors.New("broken")

type config struct {
	mu   sync.Mutex
	vals map[string]string
	log  *log.Logger
}

// OsExitOk ends the program inside the section.
func (c *config) OsExitOk(key string) string {
	c.mu.Lock()
	v, ok := c.vals[key]
	if !ok {
		os.Exit(2)
	}
	c.mu.Unlock()
	return v
}

// OsExitBad ends the program on one path, and returns early on another.
func (c *config) OsExitBad(key string) string {
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	v, ok := c.vals[key]
	if !ok {
		os.Exit(2)
	}
	if v == "" {
		return "default"
	}
	c.mu.Unlock()
	return v
}

// LogFatalOk ends the program with a message.
func (c *config) LogFatalOk(key string) string {
	c.mu.Lock()
	v, ok := c.vals[key]
	if !ok {
		log.Fatalf("no value for %s", key)
	}
	c.mu.Unlock()
	return v
}

// LogPrintBad prints a message and then just returns, unlike LogFatalOk.
func (c *config) LogPrintBad(key string) string {
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	v, ok := c.vals[key]
	if !ok {
		log.Printf("no value for %s", key)
		return ""
	}
	c.mu.Unlock()
	return v
}

// LoggerFatalOk ends the program by the method of a logger.
func (c *config) LoggerFatalOk(key string) string {
	c.mu.Lock()
	v, ok := c.vals[key]
	if !ok {
		c.log.Fatal("no value")
	}
	c.mu.Unlock()
	return v
}

// FatalThenReturnOk has a return that is never reached.
func (c *config) FatalThenReturnOk(key string) (string, error) {
	c.mu.Lock()
	v, ok := c.vals[key]
	if !ok {
		log.Fatalln("no value for", key)
		return "", errBroken
	}
	c.mu.Unlock()
	return v, nil
}

// TestFatalOk ends the test inside the section.
func (c *config) TestFatalOk(t *testing.T, key string) string {
	t.Helper()
	c.mu.Lock()
	v, ok := c.vals[key]
	if !ok {
		t.Fatalf("no value for %s", key)
	}
	c.mu.Unlock()
	return v
}

// TestSkipOk ends the test inside the section, in other ways.
func (c *config) TestSkipOk(t *testing.T, key string) string {
	c.mu.Lock()
	v, ok := c.vals[key]
	switch {
	case !ok:
		t.Skip("no value")
	case v == "":
		t.FailNow()
	}
	c.mu.Unlock()
	return v
}

// TestInterfaceOk ends a test or benchmark by the interface of both.
func (c *config) TestInterfaceOk(tb testing.TB, key string) string {
	c.mu.Lock()
	v, ok := c.vals[key]
	if !ok {
		tb.Fatal("no value")
	}
	c.mu.Unlock()
	return v
}

// TestErrorBad marks the test as failed and returns, unlike TestFatalOk.
func (c *config) TestErrorBad(t *testing.T, key string) string {
	t.Helper()
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	v, ok := c.vals[key]
	if !ok {
		t.Errorf("no value for %s", key)
		return ""
	}
	c.mu.Unlock()
	return v
}

// PanicOk panics inside the section; by default that is no exit.
func (c *config) PanicOk(key string) string {
	c.mu.Lock()
	v, ok := c.vals[key]
	if !ok {
		panic("no value for " + key)
	}
	c.mu.Unlock()
	return v
}

// LogPanicOk panics by a logger.
func (c *config) LogPanicOk(key string) string {
	c.mu.Lock()
	v, ok := c.vals[key]
	if !ok {
		log.Panicf("no value for %s", key)
	}
	c.mu.Unlock()
	return v
}

// PanicBad panics in its default clause, and returns early in another one.
func (c *config) PanicBad(op byte, key string) {
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	switch op {
	case 'd':
		delete(c.vals, key)
	case 'n':
		return
	default:
		panic("unknown operation")
	}
	c.mu.Unlock()
}

// DeferredOk lets panics pass through a deferred release.
func (c *config) DeferredOk(key string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.vals[key]
	if !ok {
		panic("no value for " + key)
	}
	return v
}
