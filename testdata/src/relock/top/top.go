// Package top calls functions of package low with locks that these acquire.
package top

import "fixtures/low"

// A shop has a catalog.
type shop struct {
	catalog *low.Catalog
	sold    int
}

// SellBad reads as a writer.
func (s *shop) SellBad(name string) int {
	s.catalog.Mu.Lock()
	defer s.catalog.Mu.Unlock()
	p := s.catalog.Price(name) // want `relock: s\.catalog\.Price\(name\) acquires s\.catalog\.Mu, which the path holds already`
	delete(s.catalog.Prices, name)
	return p
}

// SellOk reads before it writes.
func (s *shop) SellOk(name string) int {
	p := s.catalog.Price(name)
	s.catalog.Mu.Lock()
	defer s.catalog.Mu.Unlock()
	delete(s.catalog.Prices, name)
	return p
}

// SetBad writes as a reader, unless that fails.
func (s *shop) SetBad(name string) error {
	s.catalog.Mu.RLock()
	defer s.catalog.Mu.RUnlock()
	if err := s.catalog.SetPrice(name, 1); err != nil { // want `relock: s\.catalog\.SetPrice\(name, 1\) acquires s\.catalog\.Mu, which the path holds already`
		return err
	}
	return nil
}

// SetOk writes behind its section.
func (s *shop) SetOk(name string) error {
	s.catalog.Mu.RLock()
	p := s.catalog.Prices[name]
	s.catalog.Mu.RUnlock()
	return s.catalog.SetPrice(name, p+1)
}

// RaiseBad calls what reads and writes by what it calls.
func (s *shop) RaiseBad(name string) error {
	s.catalog.Mu.Lock()
	defer s.catalog.Mu.Unlock()
	s.sold++
	return s.catalog.Raise(name, 1) // want `relock: s\.catalog\.Raise\(name, 1\) acquires s\.catalog\.Mu, which the path holds already`
}

// PriceOk reads as a reader.
func (s *shop) PriceOk(name string) int {
	s.catalog.Mu.RLock()
	defer s.catalog.Mu.RUnlock()
	return s.catalog.Price(name)
}

// FN_Has calls what acquires under a condition, which does not count.
func (s *shop) FN_Has(name string) bool {
	s.catalog.Mu.Lock()
	defer s.catalog.Mu.Unlock()
	return s.catalog.Has(name)
}

// FN_Names writes from what is called with the lock: what the function that calls back holds is not known where it
// is called.
func (s *shop) FN_Names() {
	s.catalog.Names(func(name string) {
		s.catalog.Mu.Lock()
		s.catalog.Prices[name] = 0
		s.catalog.Mu.Unlock()
	})
}

// NamesOk collects the names, and writes then.
func (s *shop) NamesOk() {
	var all []string
	s.catalog.Names(func(name string) { all = append(all, name) })
	s.catalog.Mu.Lock()
	defer s.catalog.Mu.Unlock()
	for _, name := range all {
		s.catalog.Prices[name] = 0
	}
}

// HoldBad reads what it holds by a release.
func (s *shop) HoldBad(name string) int {
	release := s.catalog.Hold()
	defer release()
	return s.catalog.Price(name) // want `relock: s\.catalog\.Price\(name\) acquires s\.catalog\.Mu, which the path holds already`
}

// HoldTwiceBad holds it twice.
func (s *shop) HoldTwiceBad() {
	defer s.catalog.Hold()()
	defer s.catalog.Hold()() // want `relock: s\.catalog\.Hold\(\) acquires s\.catalog\.Mu, which the path holds already`
	s.sold++
}

// HoldOk gives it back.
func (s *shop) HoldOk(name string) int {
	release := s.catalog.Hold()
	s.sold++
	release()
	return s.catalog.Price(name)
}

// DrainOk calls what reads while the lock is given back.
func (s *shop) DrainOk(name string) (p int) {
	s.catalog.Mu.Lock()
	defer s.catalog.Mu.Unlock()
	s.catalog.Drain(func() { p = s.catalog.Price(name) })
	return p
}

// GlobalBad has the lock of the package.
func GlobalBad(n int) {
	low.Lock.Lock()
	defer low.Lock.Unlock()
	low.Add(n) // want `relock: low\.Add\(n\) acquires Lock, which the path holds already`
}

// GlobalOk gives it back before.
func GlobalOk(n int) {
	low.Lock.Lock()
	n++
	low.Lock.Unlock()
	low.Add(n)
}

// OtherOk has the lock of another catalog.
func OtherOk(a, b *low.Catalog, name string) error {
	a.Mu.Lock()
	defer a.Mu.Unlock()
	return b.SetPrice(name, a.Prices[name])
}
