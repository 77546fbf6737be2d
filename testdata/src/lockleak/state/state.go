// Package state has locks that are no more than the state of an object: what sets it
// otherwise ends the use as well.
package state

import "errors"

var errBusy = errors.New("busy")

type status int

const (
	idle status = iota
	busy
	closed
)

type conn struct {
	status status
	sent   int
}

func (c *conn) lock() error {
	if c.status != idle {
		return errBusy
	}
	c.status = busy
	return nil
}

func (c *conn) unlock() { c.status = idle }

func (c *conn) close() { c.status = closed }

func (c *conn) send(b []byte) error {
	c.sent += len(b)
	if c.sent > 1000 {
		return errBusy
	}
	return nil
}

// CopyOk closes the connection where it fails: nobody uses it any more.
func (c *conn) CopyOk(b []byte) error {
	if err := c.lock(); err != nil {
		return err
	}
	if err := c.send(b); err != nil {
		c.close()
		return err
	}
	c.unlock()
	return nil
}

// CopyBad forgets that.
func (c *conn) CopyBad(b []byte) error {
	if err := c.lock(); err != nil { // want `lockleak: c\.lock\(\) is not released on a path that returns`
		return err
	}
	if err := c.send(b); err != nil {
		return err
	}
	c.unlock()
	return nil
}
