package callees

// MethodValueBad calls the function that locks by a variable.
func (c *cache) MethodValueBad() int {
	count := c.Len
	c.mu.Lock()
	defer c.mu.Unlock()
	return count() // want `relock: count\(\) acquires c\.mu, which the path holds already`
}

// MethodValueOk calls it before it has the lock.
func (c *cache) MethodValueOk() int {
	count := c.Len
	n := count()
	c.mu.Lock()
	defer c.mu.Unlock()
	return n + c.asked
}

// FN_MethodExpression calls it as a function of the type: method expressions are not looked through.
func (c *cache) FN_MethodExpression() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return (*cache).Len(c)
}

// sum calls each function.
func sum(of ...func() int) (n int) {
	for _, f := range of {
		n += f()
	}
	return n
}

// FN_Passed passes the function on with the lock: who gets it may call it at any time.
func (c *cache) FN_Passed() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return sum(c.Len)
}

// apply calls f.
func apply(f func() int) int { return f() }

// FN_Applied passes the function to one that does nothing but call it: what is passed on as a method value is not
// followed.
func (c *cache) FN_Applied() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return apply(c.Len)
}

// AppliedLiteralBad passes a literal with the call.
func (c *cache) AppliedLiteralBad() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return apply(func() int {
		return c.Len() // want `relock: c\.Len\(\) acquires c\.mu, which the path holds already`
	})
}

// AppliedOk passes it without the lock.
func (c *cache) AppliedOk() int {
	c.mu.Lock()
	c.asked++
	c.mu.Unlock()
	return apply(c.Len)
}
