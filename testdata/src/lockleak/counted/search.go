package counted

// What a loop has come to says behind it how it was left.

// FirstOk acquires in the first round, if there is one.
func (x *index) FirstOk(sizes []int) {
	for i, n := range sizes {
		if i == 0 {
			x.mu.Lock()
		}
		x.hits += n
	}
	if len(sizes) > 0 {
		x.mu.Unlock()
	}
}

// FirstBad releases if there are two.
func (x *index) FirstBad(sizes []int) {
	for i, n := range sizes {
		if i == 0 {
			x.mu.Lock() // want `lockleak: x\.mu\.Lock\(\) is not released on a path that returns`
		}
		x.hits += n
	}
	if len(sizes) > 1 {
		x.mu.Unlock()
	}
}

// SearchOk releases where it is found, or behind the loop that has come to the end.
func (x *index) SearchOk(sizes []int) int {
	i := 0
	x.mu.Lock()
	for ; i < len(sizes); i++ {
		if sizes[i] == x.hits {
			x.mu.Unlock()
			break
		}
	}
	if i == len(sizes) {
		x.mu.Unlock()
	}
	return i
}

// SearchBad expects the end one element earlier.
func (x *index) SearchBad(sizes []int) int {
	i := 0
	x.mu.Lock() // want `lockleak: x\.mu\.Lock\(\) is not released on a path that returns`
	for ; i < len(sizes); i++ {
		if sizes[i] == x.hits {
			x.mu.Unlock()
			break
		}
	}
	if i == len(sizes)-1 {
		x.mu.Unlock() // want `badunlock: x\.mu\.Unlock\(\) releases x\.mu where it is not held`
	}
	return i
}

// StepsBad counts by two, and may step over the end.
func (x *index) StepsBad(sizes []int) int {
	i := 0
	x.mu.Lock() // want `lockleak: x\.mu\.Lock\(\) is not released on a path that returns`
	for ; i < len(sizes); i += 2 {
		if sizes[i] == x.hits {
			x.mu.Unlock()
			break
		}
	}
	if i == len(sizes) {
		x.mu.Unlock()
	}
	return i
}

// AttemptsOk tries up to five times.
func (x *index) AttemptsOk(try func() bool) {
	x.mu.Lock()
	i := 0
	for i < 5 {
		if try() {
			x.mu.Unlock()
			break
		}
		i++
	}
	if i == 5 {
		x.mu.Unlock()
	}
}

// AttemptsBad releases after six attempts, which there never are.
func (x *index) AttemptsBad(try func() bool) {
	x.mu.Lock() // want `lockleak: x\.mu\.Lock\(\) is not released on a path that returns`
	i := 0
	for i < 5 {
		if try() {
			x.mu.Unlock()
			break
		}
		i++
	}
	if i == 6 {
		x.mu.Unlock()
	}
}

// ShrinkingBad has a limit that changes.
func (x *index) ShrinkingBad(limit int, try func() bool) {
	x.mu.Lock() // want `lockleak: x\.mu\.Lock\(\) is not released on a path that returns`
	i := 0
	for i < limit {
		if try() {
			x.mu.Unlock()
			break
		}
		limit -= 2
		i++
	}
	if i == limit {
		x.mu.Unlock()
	}
}

// ElementOk releases for an element that is found, whose address is not nil.
func (x *index) ElementOk(sizes []int) *int {
	var hit *int
	x.mu.Lock()
	for i := range sizes {
		if sizes[i] == x.hits {
			hit = &sizes[i]
			x.mu.Unlock()
			break
		}
	}
	if hit == nil {
		x.mu.Unlock()
	}
	return hit
}

// ElementBad remembers it before it knows.
func (x *index) ElementBad(sizes []int) *int {
	var hit *int
	x.mu.Lock() // want `lockleak: x\.mu\.Lock\(\) is not released on a path that returns`
	for i := range sizes {
		hit = &sizes[i]
		if sizes[i] == x.hits {
			x.mu.Unlock()
			break
		}
	}
	if hit == nil {
		x.mu.Unlock()
	}
	return hit
}

// NextOk compares with what comes next.
func (x *index) NextOk(n int) {
	if n > 4 {
		x.mu.Lock()
	}
	x.hits++
	if n+1 > 5 {
		x.mu.Unlock()
	}
}
