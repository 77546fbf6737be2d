// Package zookeeper uses github.com/go-zookeeper/zk.
package zookeeper

import (
	"errors"

	"github.com/go-zookeeper/zk"
)

type node struct {
	lock *zk.Lock
	id   string
}

// PlainOk unlocks on both exits.
func (n *node) PlainOk(work func() error) error {
	if err := n.lock.Lock(); err != nil {
		return err
	}
	if err := work(); err != nil {
		return errors.Join(err, n.lock.Unlock())
	}
	return n.lock.Unlock()
}

// PlainBad lacks the first unlock of PlainOk.
func (n *node) PlainBad(work func() error) error {
	if err := n.lock.Lock(); err != nil { // want `lockleak: n\.lock\.Lock\(\) .* returns`
		return err
	}
	if err := work(); err != nil {
		return err
	}
	return n.lock.Unlock()
}

// DataOk defers the unlock.
func (n *node) DataOk(work func() error) error {
	if err := n.lock.LockWithData([]byte(n.id)); err != nil {
		return err
	}
	defer n.lock.Unlock()
	return work()
}

// DataBad unlocks where its work succeeds.
func (n *node) DataBad(work func() error) error {
	if err := n.lock.LockWithData([]byte(n.id)); err != nil { // want `lockleak: n\.lock\.LockWithData\(.*\) .* returns`
		return err
	}
	if err := work(); err != nil {
		return err
	}
	return n.lock.Unlock()
}
