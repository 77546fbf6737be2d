package direct

import "fixtures/low"

// SectionOk runs its work with the lock of the other package, which is free behind that.
func (c *client) SectionOk() {
	c.store.WithLock(func() { c.n++ })
	c.store.Start()
	c.n++
	c.store.End()
}

// SectionBad starts in a section of the same store.
func (c *client) SectionBad() {
	c.store.Start()
	c.store.WithLock(func() { c.n++ }) // want `relock: c\.store\.WithLock\(.*\) acquires c\.store\.mu, which the path holds already`
	c.store.End()
}

// ViewOk returns the error of its function.
func (c *client) ViewOk(key string) error {
	return c.store.View(func(rows map[string]int) error {
		if rows[key] == 0 {
			return errEmpty
		}
		return nil
	})
}

// RunOk gives the store back in a function that is run at once.
func (c *client) RunOk() {
	c.store.Start()
	low.Run(func() {
		c.n++
		c.store.End()
	})
}

// RunBad gives it back there in one of two cases.
func (c *client) RunBad() {
	c.store.Start() // want `lockleak: c\.store\.Start\(\) .* returns`
	low.Run(func() {
		if c.closed {
			return
		}
		c.store.End()
	})
}

// RunInsideOk takes another store in a function that is run at once.
func (c *client) RunInsideOk() {
	low.Run(func() {
		c.other.Start()
		c.n++
	})
	c.other.End()
}

// RunInsideBad takes it there, and returns without giving it back.
func (c *client) RunInsideBad() bool {
	low.Run(func() {
		c.other.Start() // want `lockleak: c\.other\.Start\(\) .* returns`
		c.n++
	})
	if c.closed {
		return false
	}
	c.other.End()
	return true
}

// RunErrOk gives the store back in a function with an error.
func (c *client) RunErrOk(f func() error) error {
	c.store.Start()
	return low.RunErr(func() error {
		defer c.store.End()
		return f()
	})
}

// RunErrBad gives it back where there is no error.
func (c *client) RunErrBad(f func() error) error {
	c.store.Start() // want `lockleak: c\.store\.Start\(\) .* returns`
	return low.RunErr(func() error {
		if err := f(); err != nil {
			return err
		}
		c.store.End()
		return nil
	})
}

// RetryFuncOk has its function run several times, and each time is a section.
func (c *client) RetryFuncOk() error {
	return low.Retry(3, func() error {
		if err := c.store.Open(); err != nil {
			return err
		}
		defer c.store.End()
		return c.store.PutLocked("", 1)
	})
}

// RetryFuncBad is left with the store where it could not put.
func (c *client) RetryFuncBad() error {
	return low.Retry(3, func() error {
		if err := c.store.Open(); err != nil { // want `lockleak: c\.store\.Open\(\) .* returns`
			return err
		}
		if err := c.store.PutLocked("", 1); err != nil {
			return err
		}
		c.store.End()
		return nil
	})
}

// AsyncOk lets a goroutine of the other package give the store back.
func (c *client) AsyncOk(f func()) {
	c.store.Start()
	low.Async(func() {
		defer c.store.End()
		f()
	})
}

// AsyncBad returns before that.
func (c *client) AsyncBad(f func()) {
	c.store.Start() // want `lockleak: c\.store\.Start\(\) .* returns`
	if c.closed {
		return
	}
	low.Async(func() {
		defer c.store.End()
		f()
	})
}

// AsyncReturnBad returns in the goroutine.
func (c *client) AsyncReturnBad(f func() error) {
	c.store.Start() // want `lockleak: c\.store\.Start\(\) .* returns`
	low.Async(func() {
		if f() != nil {
			return
		}
		c.store.End()
	})
}

// AsyncMethodOk hands over a method value.
func (c *client) AsyncMethodOk() {
	c.store.Start()
	c.n++
	low.Async(c.store.End)
}

// OutsideOk runs a function while the store is free, which takes it there.
func (c *client) OutsideOk() {
	c.store.Start()
	c.store.Outside(func() { c.store.Put("", 1) })
	c.store.End()
}

// OutsideBad does not end behind it.
func (c *client) OutsideBad(f func()) {
	c.store.Start() // want `lockleak: c\.store\.Start\(\) .* returns`
	c.store.Outside(f)
	if c.closed {
		return
	}
	c.store.End()
}

// EachOk takes the registry in a function that is run for each key.
func (c *client) EachOk() {
	c.store.Each(func(key string) bool {
		low.Lock()
		defer low.Unlock()
		return low.Register(key, 0) == nil
	})
}

// EachBad stops with the registry taken.
func (c *client) EachBad() {
	c.store.Each(func(key string) bool {
		low.Lock() // want `lockleak: low\.Lock\(\) .* returns`
		if low.Register(key, 0) != nil {
			return false
		}
		low.Unlock()
		return true
	})
}
