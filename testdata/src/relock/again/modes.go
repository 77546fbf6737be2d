package again

import "sync"

// A directory maps names to addresses.
type directory struct {
	mu    sync.RWMutex
	addrs map[string]string
	hits  map[string]int
}

// UpgradeBad wants to write while it reads.
func (d *directory) UpgradeBad(name, addr string) string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if old, ok := d.addrs[name]; ok {
		return old
	}
	d.mu.Lock() // want `relock: d\.mu\.Lock\(\) acquires d\.mu, which the path holds already`
	d.addrs[name] = addr
	d.mu.Unlock()
	return addr
}

// UpgradeOk leaves as reader, and looks again as writer.
func (d *directory) UpgradeOk(name, addr string) string {
	d.mu.RLock()
	old, ok := d.addrs[name]
	d.mu.RUnlock()
	if ok {
		return old
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if old, ok := d.addrs[name]; ok {
		return old
	}
	d.addrs[name] = addr
	return addr
}

// UpgradeByHandBad releases the reader behind the writer.
func (d *directory) UpgradeByHandBad(name string) {
	d.mu.RLock()
	if d.hits[name] == 0 {
		d.mu.Lock() // want `relock: d\.mu\.Lock\(\) acquires d\.mu, which the path holds already`
		d.hits[name] = 1
		d.mu.Unlock()
	}
	d.mu.RUnlock()
}

// DowngradeBad reads what it has written before it has left as writer.
func (d *directory) DowngradeBad(name, addr string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.addrs[name] = addr
	d.mu.RLock() // want `relock: d\.mu\.RLock\(\) acquires d\.mu, which the path holds already`
	defer d.mu.RUnlock()
	return len(d.addrs)
}

// DowngradeOk has left as writer.
func (d *directory) DowngradeOk(name, addr string) int {
	d.mu.Lock()
	d.addrs[name] = addr
	d.mu.Unlock()
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.addrs)
}

// SharedTwiceOk reads while it reads: it waits only if a writer comes in between.
func (d *directory) SharedTwiceOk(name string) (string, int) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	addr := d.addrs[name]
	d.mu.RLock()
	n := d.hits[name]
	d.mu.RUnlock()
	return addr, n
}

// ReaderViewBad reads through the other view of the lock, as a writer.
func (d *directory) ReaderViewBad(name string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.mu.RLocker()
	r.Lock() // want `relock: .* acquires .*, which the path holds already`
	defer r.Unlock()
	return d.addrs[name]
}

// ByArgumentBad reads as well where it writes.
func (d *directory) ByArgumentBad(name string, write bool) int {
	if write {
		d.mu.Lock()
		d.hits[name]++
	}
	d.mu.RLock() // want `relock: d\.mu\.RLock\(\) acquires d\.mu, which the path holds already`
	n := d.hits[name]
	d.mu.RUnlock()
	return n
}

// ByArgumentOk reads where it does not write.
func (d *directory) ByArgumentOk(name string, write bool) int {
	if write {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.hits[name]++
	} else {
		d.mu.RLock()
		defer d.mu.RUnlock()
	}
	return d.hits[name]
}
