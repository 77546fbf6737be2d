package contracts

import "errors"

// A claim is a lock in the file system.
type claim struct{ taken bool }

func (c *claim) Lock() error {
	if c.taken {
		return errClosed
	}
	c.taken = true
	return nil
}

func (c *claim) TryLock() (bool, error) {
	c.taken = !c.taken
	return c.taken, nil
}

func (c *claim) Unlock() { c.taken = false }

// A host has a directory for itself.
type host struct{ dir *claim }

func (h *host) lockDir() error {
	if err := h.dir.Lock(); err != nil {
		return err
	}
	return nil
}

func (h *host) tryDir() error {
	if ok, err := h.dir.TryLock(); err != nil {
		return err
	} else if !ok {
		return errors.New("the directory is in use")
	}
	return nil
}

func (h *host) makeDir() error {
	h.dir = &claim{}
	return h.dir.Lock()
}

func (h *host) leaveDir() { h.dir.Unlock() }

// StartOk leaves the directory where it does not start.
func (h *host) StartOk(start func() error) error {
	if err := h.lockDir(); err != nil {
		return err
	}
	if err := start(); err != nil {
		h.leaveDir()
		return err
	}
	h.leaveDir()
	return nil
}

// StartBad keeps it then.
func (h *host) StartBad(start func() error) error {
	if err := h.lockDir(); err != nil { // want `lockleak: h\.lockDir\(\) .* returns`
		return err
	}
	if err := start(); err != nil {
		return err
	}
	h.leaveDir()
	return nil
}

// FN_TryStart keeps it, too. An attempt fails in two ways, by its error and by its bool; the path on which neither is so, and the lock is free, has lost which of them it was. So tryDir acquires perhaps.
func (h *host) FN_TryStart(start func() error) error {
	if err := h.tryDir(); err != nil {
		return err
	}
	if err := start(); err != nil {
		return err
	}
	h.leaveDir()
	return nil
}

// FN_MakeStart keeps it, too. The lock is named by what makeDir makes and stores in the field, and callers have no name for that.
func (h *host) FN_MakeStart(start func() error) error {
	if err := h.makeDir(); err != nil {
		return err
	}
	if err := start(); err != nil {
		return err
	}
	h.leaveDir()
	return nil
}
