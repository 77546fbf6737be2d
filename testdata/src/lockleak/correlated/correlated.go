// Package correlated holds conditions that are tested twice: once to enter,
// once to leave.
package correlated

import (
	"errors"
	"sync"
)

var (
	errEmpty = errors.New("empty")
	errRange = errors.New("out of range")
)

type kind int

const (
	kindRead kind = iota
	kindWrite
	kindScan
)

type shard struct {
	mu     sync.Mutex
	n      int
	shared bool
	next   *shard
	guard  *sync.Mutex
}

func (s *shard) check(n int) error {
	if n > s.n {
		return errRange
	}
	return nil
}

// ParamOk enters and leaves by the same parameter.
func (s *shard) ParamOk(need bool, n int) error {
	if need {
		s.mu.Lock()
	}
	err := s.check(n)
	if need {
		s.mu.Unlock()
	}
	return err
}

// ParamBad returns the error between the two tests of ParamOk.
func (s *shard) ParamBad(need bool, n int) error {
	if need {
		s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	}
	if err := s.check(n); err != nil {
		return err
	}
	if need {
		s.mu.Unlock()
	}
	return nil
}

// ParamNarrowedBad leaves under a stronger condition than it entered.
func (s *shard) ParamNarrowedBad(need bool) {
	if need {
		s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	}
	s.n++
	if need && s.n > 8 {
		s.mu.Unlock()
	}
}

// ParamEarlyOk returns early exactly where it did not enter.
func (s *shard) ParamEarlyOk(need bool) {
	if need {
		s.mu.Lock()
	}
	s.n++
	if !need {
		return
	}
	s.mu.Unlock()
}

// NegatedOk enters by the negation and leaves by the else arm.
func (s *shard) NegatedOk(skip bool) {
	if !skip {
		s.mu.Lock()
	}
	s.n++
	if skip {
		s.n--
	} else {
		s.mu.Unlock()
	}
}

// NegatedBad returns from the arm of NegatedOk that releases.
func (s *shard) NegatedBad(skip bool) {
	if !skip {
		s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	}
	s.n++
	if skip {
		s.n--
	} else {
		if s.n > 8 {
			return
		}
		s.mu.Unlock()
	}
}

// FlagOk remembers in a flag that it entered.
func (s *shard) FlagOk(n int) error {
	entered := false
	if s.shared {
		s.mu.Lock()
		entered = true
	}
	err := s.check(n)
	if entered {
		s.mu.Unlock()
	}
	return err
}

// FlagBad enters in two ways and remembers only one.
func (s *shard) FlagBad(n int) {
	entered := false
	if s.shared {
		s.mu.Lock()
		entered = true
	} else if n > 0 {
		s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	}
	s.n += n
	if entered {
		s.mu.Unlock()
	}
}

// FlagClearedOk clears the flag where it releases early.
func (s *shard) FlagClearedOk(n int) {
	s.mu.Lock()
	entered := true
	if n > s.n {
		s.mu.Unlock()
		entered = false
	}
	s.next.FlagOk(n)
	if entered {
		s.mu.Unlock()
	}
}

// FlagClearedBad lacks one line of FlagClearedOk: it clears the flag and no more.
func (s *shard) FlagClearedBad(n int) {
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	entered := true
	if n > s.n {
		entered = false
	}
	s.next.FlagOk(n)
	if entered {
		s.mu.Unlock()
	}
}

// FlagDeferredOk tests the flag in a deferred closure.
func (s *shard) FlagDeferredOk(n int) error {
	s.mu.Lock()
	entered := true
	defer func() {
		if entered {
			s.mu.Unlock()
		}
	}()
	if err := s.check(n); err != nil {
		return err
	}
	s.mu.Unlock()
	entered = false
	return s.next.FlagOk(n)
}

// FlagDeferredBad clears the flag before it has released.
func (s *shard) FlagDeferredBad(n int) error {
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	entered := true
	defer func() {
		if entered {
			s.mu.Unlock()
		}
	}()
	entered = false
	if err := s.check(n); err != nil {
		return err
	}
	s.mu.Unlock()
	return s.next.FlagOk(n)
}

// FieldOk tests the same unchanged field twice, with a call in between.
func (s *shard) FieldOk(n int) error {
	if s.shared {
		s.mu.Lock()
	}
	err := s.check(n)
	if s.shared {
		s.mu.Unlock()
	}
	return err
}

// FieldBad may change the field between the two tests of FieldOk.
func (s *shard) FieldBad(n int) {
	if s.shared {
		s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	}
	if n == 0 {
		s.shared = false
	}
	if s.shared {
		s.mu.Unlock()
	}
}

// NilMutexOk has no mutex at all where it needs none.
func (s *shard) NilMutexOk(n int) error {
	if s.guard != nil {
		s.guard.Lock()
	}
	err := s.check(n)
	if s.guard != nil {
		s.guard.Unlock()
	}
	return err
}

// NilMutexBad returns the error between the two tests of NilMutexOk.
func (s *shard) NilMutexBad(n int) error {
	if s.guard != nil {
		s.guard.Lock() // want `lockleak: s\.guard\.Lock\(\) .* returns`
	}
	if err := s.check(n); err != nil {
		return err
	}
	if s.guard != nil {
		s.guard.Unlock()
	}
	return nil
}

// NilOwnerOk enters the next shard if there is one.
func (s *shard) NilOwnerOk(n int) error {
	next := s.next
	if next != nil {
		next.mu.Lock()
	}
	err := s.check(n)
	if next == nil {
		return err
	}
	next.mu.Unlock()
	return err
}

// NilOwnerBad forgets one of two error returns of an optional section.
func (s *shard) NilOwnerBad(n int) error {
	if next := s.next; next != nil {
		next.mu.Lock() // want `lockleak: next\.mu\.Lock\(\) .* returns`
		if next.n == 0 {
			return errEmpty
		}
		if err := next.check(n); err != nil {
			next.mu.Unlock()
			return err
		}
		next.mu.Unlock()
	}
	s.n = n
	return nil
}

// ErrOk enters and leaves where the same error is nil.
func (s *shard) ErrOk(n int) error {
	err := s.check(n)
	if err == nil {
		s.mu.Lock()
	}
	s.next.FlagOk(n)
	if err == nil {
		s.mu.Unlock()
	}
	return err
}

// ErrBad releases only where the second check has passed.
func (s *shard) ErrBad(n int) error {
	err := s.check(n)
	if err != nil {
		return err
	}
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	err = s.next.check(n)
	if err == nil {
		s.mu.Unlock()
	}
	return err
}

// ErrIsNotNilOk has an error whose value the second test knows already.
func (s *shard) ErrIsNotNilOk(n int) (err error) {
	s.mu.Lock()
	if n > s.n {
		s.mu.Unlock()
		err = errRange
	}
	if err != nil {
		return err
	}
	s.mu.Unlock()
	return nil
}

// IndexesOk enters two shards, or one if they are the same.
func IndexesOk(l []*sync.Mutex, i, j int, swap func()) {
	l[i].Lock()
	if i != j {
		l[j].Lock()
	}
	swap()
	if i != j {
		l[j].Unlock()
	}
	l[i].Unlock()
}

// IndexesBad leaves the second only where it is the larger one.
func IndexesBad(l []*sync.Mutex, i, j int, swap func()) {
	l[i].Lock()
	if i != j {
		l[j].Lock() // want `lockleak: l\[j\]\.Lock\(\) .* returns`
	}
	swap()
	if i < j {
		l[j].Unlock()
	}
	l[i].Unlock()
}

// PointersOk enters two shards, or one if they are the same.
func PointersOk(a, b *shard) {
	a.mu.Lock()
	if a != b {
		b.mu.Lock()
	}
	a.n, b.n = b.n, a.n
	if a != b {
		b.mu.Unlock()
	}
	a.mu.Unlock()
}

// PointersBad returns between the two tests of PointersOk, having left the first.
func PointersBad(a, b *shard) {
	a.mu.Lock()
	if a != b {
		b.mu.Lock() // want `lockleak: b\.mu\.Lock\(\) .* returns`
	}
	if a.n == 0 {
		a.mu.Unlock()
		return
	}
	if a != b {
		b.mu.Unlock()
	}
	a.mu.Unlock()
}

// SwitchTwiceOk switches twice on the same value.
func (s *shard) SwitchTwiceOk(k kind, f func() error) error {
	switch k {
	case kindRead, kindWrite:
		s.mu.Lock()
	}
	err := f()
	switch k {
	case kindRead:
		s.mu.Unlock()
	case kindWrite:
		s.n++
		s.mu.Unlock()
	}
	return err
}

// SwitchTwiceBad lacks one case of SwitchTwiceOk in its second switch.
func (s *shard) SwitchTwiceBad(k kind, f func() error) error {
	switch k {
	case kindRead, kindWrite:
		s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	}
	err := f()
	switch k {
	case kindWrite:
		s.n++
		s.mu.Unlock()
	case kindScan:
		s.n--
	}
	return err
}

// StringOk enters and leaves by comparison with the same string.
func (s *shard) StringOk(mode string, f func()) {
	if mode == "rw" {
		s.mu.Lock()
	}
	f()
	if mode != "rw" {
		return
	}
	s.mu.Unlock()
}

// CommaOkOk enters an element if the map has it.
func CommaOkOk(m map[string]*shard, key string, f func() error) error {
	e, ok := m[key]
	if ok {
		e.mu.Lock()
	}
	err := f()
	if ok {
		e.mu.Unlock()
	}
	return err
}

// CommaOkBad returns the error between the two tests of CommaOkOk.
func CommaOkBad(m map[string]*shard, key string, f func() error) error {
	e, ok := m[key]
	if ok {
		e.mu.Lock() // want `lockleak: e\.mu\.Lock\(\) .* returns`
	}
	if err := f(); err != nil {
		return err
	}
	if ok {
		e.mu.Unlock()
	}
	return nil
}

// AssertionOk enters a value if it has the methods.
func AssertionOk(v any, f func()) {
	l, ok := v.(sync.Locker)
	if ok {
		l.Lock()
	}
	f()
	if ok {
		l.Unlock()
	}
}

// AssertionBad leaves such a value only where the flag allows it.
func AssertionBad(v any, quick bool) {
	l, ok := v.(sync.Locker)
	if ok {
		l.Lock() // want `lockleak: l\.Lock\(\) .* returns`
	}
	if ok && !quick {
		l.Unlock()
	}
}

// IntOk compares the same integer with the same constant.
func (s *shard) IntOk(n int, f func()) {
	if n > 0 {
		s.mu.Lock()
	}
	f()
	if n > 0 {
		s.mu.Unlock()
	}
}

// IntEquivalentOk compares in two ways that are the same for integers.
func (s *shard) IntEquivalentOk(n int, f func()) {
	if n > 0 {
		s.mu.Lock()
	}
	f()
	if n >= 1 {
		s.mu.Unlock()
	}
}

// IntBad differs from IntOk in one constant: nothing releases where n is 1.
func (s *shard) IntBad(n int, f func()) {
	if n > 0 {
		s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	}
	f()
	if n > 1 {
		s.mu.Unlock()
	}
}

// LenOk compares the length of an unchanged slice.
func (s *shard) LenOk(items []int) {
	if len(items) > 0 {
		s.mu.Lock()
	}
	for _, n := range items {
		s.n += n
	}
	if len(items) > 0 {
		s.mu.Unlock()
	}
}

// AndOk enters and leaves by the same conjunction.
func (s *shard) AndOk(a, b bool, f func()) {
	if a && b {
		s.mu.Lock()
	}
	f()
	if a && b {
		s.mu.Unlock()
	}
}

// AndBad has one more operand than AndOk in its second test.
func (s *shard) AndBad(a, b, c bool, f func()) {
	if a && b {
		s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	}
	f()
	if a && b && c {
		s.mu.Unlock()
	}
}

// OrOk enters and leaves by the same disjunction.
func (s *shard) OrOk(a, b bool, f func()) {
	if a || b {
		s.mu.Lock()
	}
	f()
	if a || b {
		s.mu.Unlock()
	}
}

// OrBad has an and where OrOk has an or.
func (s *shard) OrBad(a, b bool, f func()) {
	if a || b {
		s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	}
	f()
	if a && b {
		s.mu.Unlock()
	}
}

// DeMorganOk leaves by the negated form of what it entered by.
func (s *shard) DeMorganOk(a, b bool, f func()) {
	if a && b {
		s.mu.Lock()
	}
	f()
	if !a || !b {
		return
	}
	s.mu.Unlock()
}

// NamedConditionOk gives the condition a name and tests that twice.
func (s *shard) NamedConditionOk(n int, strict bool, f func() error) error {
	need := strict || n > s.n
	if need {
		s.mu.Lock()
	}
	err := f()
	if need {
		s.mu.Unlock()
	}
	return err
}

// NamedConditionBad turns the named condition off in between.
func (s *shard) NamedConditionBad(n int, strict bool, f func() error) error {
	need := strict || n > s.n
	if need {
		s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	}
	err := f()
	if err != nil {
		need = false
	}
	if need {
		s.mu.Unlock()
	}
	return err
}

// NilPointerOk keeps the mutex it entered in a variable that may be nil.
func NilPointerOk(on bool, l []*sync.Mutex, f func() error) error {
	var mu *sync.Mutex
	if on {
		mu = l[0]
		mu.Lock()
	}
	err := f()
	if mu != nil {
		mu.Unlock()
	}
	return err
}

// NilPointerBad returns the error between the two tests of NilPointerOk.
func NilPointerBad(on bool, l []*sync.Mutex, f func() error) error {
	var mu *sync.Mutex
	if on {
		mu = l[0]
		mu.Lock() // want `lockleak: mu\.Lock\(\) .* returns`
	}
	if err := f(); err != nil {
		return err
	}
	if mu != nil {
		mu.Unlock()
	}
	return nil
}

// ChosenOk chooses one of two mutexes and keeps to it.
func ChosenOk(left bool, a, b *sync.Mutex, f func() error) error {
	mu := a
	if left {
		mu = b
	}
	mu.Lock()
	if err := f(); err != nil {
		mu.Unlock()
		return err
	}
	mu.Unlock()
	return nil
}

// ChosenBad lacks one line of ChosenOk.
func ChosenBad(left bool, a, b *sync.Mutex, f func() error) error {
	mu := a
	if left {
		mu = b
	}
	mu.Lock() // want `lockleak: mu\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	mu.Unlock()
	return nil
}

// EveryRoundOk tests a value that each round of the loop makes anew.
func (s *shard) EveryRoundOk(next func() (int, bool)) {
	for {
		n, ok := next()
		if ok {
			s.mu.Lock()
		}
		s.n += n
		if ok {
			s.mu.Unlock()
		}
		if !ok {
			return
		}
	}
}

// EveryRoundBad returns from a loop whose condition each round makes anew.
func (s *shard) EveryRoundBad(next func() (int, bool)) {
	n, ok := next()
	if !ok {
		return
	}
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	for ok {
		s.n += n
		n, ok = next()
		if n < 0 {
			return
		}
	}
	s.mu.Unlock()
}

// FirstRoundOk enters in the first round and leaves behind the loop.
func (s *shard) FirstRoundOk(items []int) {
	entered := false
	for _, n := range items {
		if n == 0 {
			continue
		}
		if !entered {
			s.mu.Lock()
			entered = true
		}
		s.n += n
	}
	if entered {
		s.mu.Unlock()
	}
}

// FirstRoundBad returns from a later round of FirstRoundOk.
func (s *shard) FirstRoundBad(items []int) error {
	entered := false
	for _, n := range items {
		if n < 0 {
			return errRange
		}
		if !entered {
			s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
			entered = true
		}
		s.n += n
	}
	if entered {
		s.mu.Unlock()
	}
	return nil
}

// BoxedOk tests an interface for the same number twice.
func (s *shard) BoxedOk(v any) {
	s.mu.Lock()
	if v == 1 {
		s.n++
		if v == 1 {
			s.mu.Unlock()
		}
		return
	}
	s.mu.Unlock()
}

// BoxedBad tests for the same number in another type, which it is not then.
func (s *shard) BoxedBad(v any) {
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	if v == 1 {
		s.n++
		if v == int64(1) {
			s.mu.Unlock()
		}
		return
	}
	s.mu.Unlock()
}

type rangeError struct{ n int }

func (*rangeError) Error() string { return "range" }

// TypedNilBad takes a nil pointer for no error, which it is not as an error.
func (s *shard) TypedNilBad(n int) error {
	var err error
	if n < 0 {
		err = (*rangeError)(nil)
	}
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	if err != nil {
		return err
	}
	s.n += n
	s.mu.Unlock()
	return nil
}

// NilOk has no error at all.
func (s *shard) NilOk(n int) error {
	var err error
	if n < 0 {
		n = 0
	}
	s.mu.Lock()
	if err != nil {
		return err
	}
	s.n += n
	s.mu.Unlock()
	return nil
}
