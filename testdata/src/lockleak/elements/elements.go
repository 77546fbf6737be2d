// Package elements holds mutexes that are elements of arrays, slices and maps.
package elements

import (
	"errors"
	"hash/fnv"
	"sync"
)

var errMissing = errors.New("missing")

const mask = 7

type stripes struct {
	locks [mask + 1]sync.RWMutex
	rows  [mask + 1]map[uint64]int
}

type block struct {
	mu   sync.Mutex
	n    int
	full bool
}

type file struct {
	blocks []*block
	values []block
	named  map[string]*sync.Mutex
	last   int
}

func hash(key string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(key))
	return h.Sum64()
}

// ArrayOk releases the stripe on both exits.
func (s *stripes) ArrayOk(h uint64) (int, error) {
	i := h & mask
	s.locks[i].RLock()
	v, ok := s.rows[i][h]
	if !ok {
		s.locks[i].RUnlock()
		return 0, errMissing
	}
	s.locks[i].RUnlock()
	return v, nil
}

// ArrayBad lacks one line of ArrayOk.
func (s *stripes) ArrayBad(h uint64) (int, error) {
	i := h & mask
	s.locks[i].RLock() // want `lockleak: s\.locks\[i\]\.RLock\(\) .* returns`
	v, ok := s.rows[i][h]
	if !ok {
		return 0, errMissing
	}
	s.locks[i].RUnlock()
	return v, nil
}

// ExpressionOk computes the same index twice.
func (s *stripes) ExpressionOk(h uint64) {
	s.locks[h&mask].Lock()
	s.rows[h&mask][h]++
	s.locks[h&mask].Unlock()
}

// ExpressionBad computes the same index twice and returns in between.
func (s *stripes) ExpressionBad(h uint64) {
	s.locks[h&mask].Lock() // want `lockleak: s\.locks\[h&mask\]\.Lock\(\) .* returns`
	if s.rows[h&mask] == nil {
		return
	}
	s.rows[h&mask][h]++
	s.locks[h&mask].Unlock()
}

// HashedOk computes the same index twice by the same function.
func (s *stripes) HashedOk(key string) {
	s.locks[hash(key)&mask].Lock()
	s.rows[hash(key)&mask] = map[uint64]int{}
	s.locks[hash(key)&mask].Unlock()
}

// ConstantOk has constant indexes.
func (s *stripes) ConstantOk() int {
	s.locks[0].RLock()
	s.locks[1].RLock()
	n := len(s.rows[0]) + len(s.rows[1])
	s.locks[1].RUnlock()
	s.locks[0].RUnlock()
	return n
}

// ConstantBad releases one of two stripes on its early return.
func (s *stripes) ConstantBad() int {
	s.locks[0].RLock() // want `lockleak: s\.locks\[0\]\.RLock\(\) .* returns`
	s.locks[1].RLock()
	if s.rows[1] == nil {
		s.locks[1].RUnlock()
		return 0
	}
	n := len(s.rows[0]) + len(s.rows[1])
	s.locks[1].RUnlock()
	s.locks[0].RUnlock()
	return n
}

// TwoSectionsOk uses the same variable for two stripes, one after the other.
func (s *stripes) TwoSectionsOk(a, b uint64) bool {
	i := a & mask
	s.locks[i].Lock()
	if _, ok := s.rows[i][a]; ok {
		s.locks[i].Unlock()
		return false
	}
	s.rows[i][a] = 1
	s.locks[i].Unlock()

	i = b & mask
	s.locks[i].Lock()
	s.rows[i][b] = 1
	s.locks[i].Unlock()
	return true
}

// TwoSectionsBad lacks one line of TwoSectionsOk, in the first section.
func (s *stripes) TwoSectionsBad(a, b uint64) bool {
	i := a & mask
	s.locks[i].Lock() // want `lockleak: s\.locks\[i\]\.Lock\(\) .* returns`
	if _, ok := s.rows[i][a]; ok {
		return false
	}
	s.rows[i][a] = 1
	s.locks[i].Unlock()

	i = b & mask
	s.locks[i].Lock()
	s.rows[i][b] = 1
	s.locks[i].Unlock()
	return true
}

// ReassignedOk keeps the index it entered by.
func (s *stripes) ReassignedOk(a, b uint64, move bool) {
	i := a & mask
	s.locks[i].Lock()
	if move {
		s.rows[i][a] = 0
		s.locks[i].Unlock()
		i = b & mask
		s.locks[i].Lock()
	}
	s.rows[i][b] = 1
	s.locks[i].Unlock()
}

// FN_Reassigned moves the index on before it releases, in one of two arms: two indexes may be equal, so this is not decided.
func (s *stripes) FN_Reassigned(a, b uint64, move bool) {
	i := a & mask
	s.locks[i].Lock()
	if move {
		s.rows[i][a] = 0
		i = b & mask
		s.locks[i].Unlock()
		return
	}
	s.rows[i][a] = 1
	s.locks[i].Unlock()
}

// SliceOk enters an element through its index.
func (f *file) SliceOk(i int) error {
	f.blocks[i].mu.Lock()
	if f.blocks[i].full {
		f.blocks[i].mu.Unlock()
		return errMissing
	}
	f.blocks[i].n++
	f.blocks[i].mu.Unlock()
	return nil
}

// SliceBad lacks one line of SliceOk.
func (f *file) SliceBad(i int) error {
	f.blocks[i].mu.Lock() // want `lockleak: f\.blocks\[i\]\.mu\.Lock\(\) .* returns`
	if f.blocks[i].full {
		return errMissing
	}
	f.blocks[i].n++
	f.blocks[i].mu.Unlock()
	return nil
}

// SliceValueBad has elements that are structs and not pointers.
func (f *file) SliceValueBad(i int) {
	f.values[i].mu.Lock() // want `lockleak: f\.values\[i\]\.mu\.Lock\(\) .* returns`
	if f.values[i].full {
		return
	}
	f.values[i].n++
	f.values[i].mu.Unlock()
}

// VariableOk keeps the element in a variable and releases through either name.
func (f *file) VariableOk(i int) {
	b := f.blocks[i]
	b.mu.Lock()
	b.n++
	f.blocks[i].mu.Unlock()
}

// LastOk enters the last element.
func (f *file) LastOk() int {
	f.blocks[len(f.blocks)-1].mu.Lock()
	n := f.blocks[len(f.blocks)-1].n
	f.blocks[len(f.blocks)-1].mu.Unlock()
	return n
}

// FieldIndexOk has its index in a field.
func (f *file) FieldIndexOk() {
	f.blocks[f.last].mu.Lock()
	f.blocks[f.last].n++
	f.blocks[f.last].mu.Unlock()
}

// ReplacedOk keeps the element that it replaces.
func (f *file) ReplacedOk(i int) {
	b := f.blocks[i]
	b.mu.Lock()
	if b.full {
		f.blocks[i] = &block{}
	}
	b.n++
	b.mu.Unlock()
}

// TwoElementsOk releases both elements on its early return.
func (f *file) TwoElementsOk(i, j int) {
	from, to := f.blocks[i], f.blocks[j]
	from.mu.Lock()
	to.mu.Lock()
	if from.n == 0 {
		to.mu.Unlock()
		from.mu.Unlock()
		return
	}
	from.n--
	to.n++
	to.mu.Unlock()
	from.mu.Unlock()
}

// TwoElementsBad releases only one of the two on its early return.
func (f *file) TwoElementsBad(i, j int) {
	from, to := f.blocks[i], f.blocks[j]
	from.mu.Lock()
	to.mu.Lock() // want `lockleak: to\.mu\.Lock\(\) .* returns`
	if from.n == 0 {
		from.mu.Unlock()
		return
	}
	from.n--
	to.n++
	to.mu.Unlock()
	from.mu.Unlock()
}

// MapOk looks its mutex up twice.
func (f *file) MapOk(name string, work func() error) error {
	f.named[name].Lock()
	err := work()
	f.named[name].Unlock()
	return err
}

// MapBad looks its mutex up twice and returns in between.
func (f *file) MapBad(name string, work func() error) error {
	f.named[name].Lock() // want `lockleak: f\.named\[name\]\.Lock\(\) .* returns`
	if err := work(); err != nil {
		return err
	}
	f.named[name].Unlock()
	return nil
}

// MapVariableOk makes the mutex where the map has none.
func (f *file) MapVariableOk(name string, work func() error) error {
	mu, ok := f.named[name]
	if !ok {
		mu = new(sync.Mutex)
		f.named[name] = mu
	}
	mu.Lock()
	defer mu.Unlock()
	return work()
}

// MapVariableBad makes the mutex where the map has none, and forgets it on its error return.
func (f *file) MapVariableBad(name string, work func() error) error {
	mu, ok := f.named[name]
	if !ok {
		mu = new(sync.Mutex)
		f.named[name] = mu
	}
	mu.Lock() // want `lockleak: mu\.Lock\(\) .* returns`
	if err := work(); err != nil {
		return err
	}
	mu.Unlock()
	return nil
}
