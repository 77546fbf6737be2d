// Package basic holds straight control flow around a mutex: one section, one
// exit that forgets it.
package basic

import (
	"errors"
	"sync"
)

var (
	errClosed   = errors.New("closed")
	errNegative = errors.New("negative amount")
	errKind     = errors.New("unknown kind")
)

type account struct {
	mu      sync.Mutex
	balance int
	closed  bool
	journal []string
}

func check(n int) error {
	if n < 0 {
		return errNegative
	}
	return nil
}

// EarlyReturnOk gives the mutex back before its guard returns.
func (a *account) EarlyReturnOk(n int) {
	a.mu.Lock()
	if a.closed {
		a.mu.Unlock()
		return
	}
	a.balance += n
	a.mu.Unlock()
}

// EarlyReturnBad lacks one line of EarlyReturnOk: the guard just returns.
func (a *account) EarlyReturnBad(n int) {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	if a.closed {
		return
	}
	a.balance += n
	a.mu.Unlock()
}

// ErrorReturnOk releases on every one of its three error paths.
func (a *account) ErrorReturnOk(n int, note string) error {
	a.mu.Lock()
	if a.closed {
		a.mu.Unlock()
		return errClosed
	}
	if note == "" {
		a.mu.Unlock()
		return errKind
	}
	if err := check(n); err != nil {
		a.mu.Unlock()
		return err
	}
	a.balance += n
	a.mu.Unlock()
	return nil
}

// ErrorReturnBad lacks one line of ErrorReturnOk, in the third check.
func (a *account) ErrorReturnBad(n int, note string) error {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	if a.closed {
		a.mu.Unlock()
		return errClosed
	}
	if note == "" {
		a.mu.Unlock()
		return errKind
	}
	if err := check(n); err != nil {
		return err
	}
	a.balance += n
	a.mu.Unlock()
	return nil
}

// GuardBad refuses concurrent use, and by that makes the next use hang.
func (a *account) GuardBad(busy *bool) error {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	if *busy {
		return errors.New("concurrent use")
	}
	*busy = true
	a.mu.Unlock()
	return nil
}

// LastExitBad releases in the guard but not at the end of the function.
func (a *account) LastExitBad(n int) {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	if a.closed {
		a.mu.Unlock()
		return
	}
	a.balance += n
}

// ElseArmOk releases in the arm that gives up.
func (a *account) ElseArmOk(n int) (int, error) {
	a.mu.Lock()
	if a.balance >= n {
		a.balance -= n
	} else {
		a.mu.Unlock()
		return 0, errNegative
	}
	left := a.balance
	a.mu.Unlock()
	return left, nil
}

// ElseArmBad lacks one line of ElseArmOk.
func (a *account) ElseArmBad(n int) (int, error) {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	if a.balance >= n {
		a.balance -= n
	} else {
		return 0, errNegative
	}
	left := a.balance
	a.mu.Unlock()
	return left, nil
}

// NestedIfBad returns an error three levels down.
func (a *account) NestedIfBad(n int, strict bool) error {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	{
		if strict {
			if n != 0 {
				if err := check(n); err != nil {
					return err
				}
			}
			a.journal = nil
		}
	}
	a.balance = n
	a.mu.Unlock()
	return nil
}

// SwitchDefaultOk releases in the default clause as well.
func (a *account) SwitchDefaultOk(op byte, n int) error {
	a.mu.Lock()
	switch op {
	case '+':
		a.balance += n
	case '-':
		a.balance -= n
	default:
		a.mu.Unlock()
		return errKind
	}
	a.mu.Unlock()
	return nil
}

// SwitchDefaultBad lacks one line of SwitchDefaultOk.
func (a *account) SwitchDefaultBad(op byte, n int) error {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	switch op {
	case '+':
		a.balance += n
	case '-':
		a.balance -= n
	default:
		return errKind
	}
	a.mu.Unlock()
	return nil
}

// FallthroughOk releases in the clause that the other one falls into.
func (a *account) FallthroughOk(level int) {
	a.mu.Lock()
	switch {
	case level > 2:
		a.journal = nil
		fallthrough
	case level > 1:
		a.balance = 0
		a.mu.Unlock()
	default:
		a.mu.Unlock()
	}
}

// FallthroughBad has no default clause, unlike FallthroughOk.
func (a *account) FallthroughBad(level int) {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	switch {
	case level > 2:
		a.journal = nil
		fallthrough
	case level > 1:
		a.balance = 0
		a.mu.Unlock()
	}
}

// TypeSwitchOk releases for every dynamic type.
func (a *account) TypeSwitchOk(v any) error {
	a.mu.Lock()
	switch v := v.(type) {
	case int:
		a.balance += v
	case string:
		a.journal = append(a.journal, v)
	case nil:
		a.mu.Unlock()
		return nil
	default:
		a.mu.Unlock()
		return errKind
	}
	a.mu.Unlock()
	return nil
}

// TypeSwitchBad lacks one line of TypeSwitchOk, for the unknown type.
func (a *account) TypeSwitchBad(v any) error {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	switch v := v.(type) {
	case int:
		a.balance += v
	case string:
		a.journal = append(a.journal, v)
	case nil:
		a.mu.Unlock()
		return nil
	default:
		return errKind
	}
	a.mu.Unlock()
	return nil
}

// SelectOk releases before it leaves by the stop case.
func (a *account) SelectOk(in <-chan int, stop <-chan struct{}) {
	a.mu.Lock()
	select {
	case n := <-in:
		a.balance += n
	case <-stop:
		a.mu.Unlock()
		return
	}
	a.mu.Unlock()
}

// SelectBad lacks one line of SelectOk.
func (a *account) SelectBad(in <-chan int, stop <-chan struct{}) {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	select {
	case n := <-in:
		a.balance += n
	case <-stop:
		return
	}
	a.mu.Unlock()
}

// SelectDefaultBad polls a stop channel and leaves when it is closed.
func (a *account) SelectDefaultBad(stop chan struct{}) error {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	select {
	case <-stop:
		return errClosed
	default:
	}
	close(stop)
	a.mu.Unlock()
	return nil
}

// NamedResultOk leaves by naked returns, each with a release before it.
func (a *account) NamedResultOk(n int) (left int, err error) {
	a.mu.Lock()
	if err = check(n); err != nil {
		a.mu.Unlock()
		return
	}
	a.balance -= n
	left = a.balance
	a.mu.Unlock()
	return
}

// NamedResultBad lacks one line of NamedResultOk, before the first naked return.
func (a *account) NamedResultBad(n int) (left int, err error) {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	if err = check(n); err != nil {
		return
	}
	a.balance -= n
	left = a.balance
	a.mu.Unlock()
	return
}

// GotoOk jumps to one common exit.
func (a *account) GotoOk(n int) (err error) {
	a.mu.Lock()
	if a.closed {
		err = errClosed
		goto out
	}
	if n < 0 {
		err = errNegative
		goto out
	}
	a.balance += n
out:
	a.mu.Unlock()
	return err
}

// GotoBad has a second label, behind the release.
func (a *account) GotoBad(n int) (err error) {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	if a.closed {
		err = errClosed
		goto out
	}
	if n < 0 {
		err = errNegative
		goto fail
	}
	a.balance += n
out:
	a.mu.Unlock()
fail:
	return err
}

// GotoRetryOk jumps back to the start only after the release.
func (a *account) GotoRetryOk(n int) {
retry:
	a.mu.Lock()
	if a.balance < n {
		a.mu.Unlock()
		goto retry
	}
	a.balance -= n
	a.mu.Unlock()
}

// GotoRetryBad lacks one line of GotoRetryOk.
func (a *account) GotoRetryBad(n int) {
retry:
	a.mu.Lock() // want `relock: a\.mu\.Lock\(\) acquires a\.mu, which the path holds already`
	if a.balance < n {
		goto retry
	}
	a.balance -= n
	a.mu.Unlock()
}

// LabelledBreakOk breaks out of select and loop behind the release.
func (a *account) LabelledBreakOk(in <-chan int, stop <-chan struct{}) {
loop:
	for {
		select {
		case <-stop:
			break loop
		case n := <-in:
			a.mu.Lock()
			if n < 0 {
				a.mu.Unlock()
				break loop
			}
			a.balance += n
			a.mu.Unlock()
		}
	}
}

// LabelledBreakBad lacks one line of LabelledBreakOk.
func (a *account) LabelledBreakBad(in <-chan int, stop <-chan struct{}) {
loop:
	for {
		select {
		case <-stop:
			break loop
		case n := <-in:
			a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
			if n < 0 {
				break loop
			}
			a.balance += n
			a.mu.Unlock()
		}
	}
}

// LabelledContinueOk goes on with the outer loop behind the release.
func (a *account) LabelledContinueOk(batches <-chan []int) {
next:
	for {
		batch := <-batches
		a.mu.Lock()
		for _, n := range batch {
			if n < 0 {
				a.mu.Unlock()
				continue next
			}
			a.balance += n
		}
		a.mu.Unlock()
	}
}

// LabelledContinueBad lacks one line of LabelledContinueOk.
func (a *account) LabelledContinueBad(batches <-chan []int) {
next:
	for {
		batch := <-batches
		a.mu.Lock() // want `relock: a\.mu\.Lock\(\) acquires a\.mu, which the path holds already`
		for _, n := range batch {
			if n < 0 {
				continue next
			}
			a.balance += n
		}
		a.mu.Unlock()
	}
}

// TransferOk releases both accounts on its error path.
func TransferOk(from, to *account, n int) error {
	from.mu.Lock()
	to.mu.Lock()
	if from.balance < n {
		to.mu.Unlock()
		from.mu.Unlock()
		return errNegative
	}
	from.balance -= n
	to.balance += n
	to.mu.Unlock()
	from.mu.Unlock()
	return nil
}

// TransferBad lacks one line of TransferOk: the error path forgets the outer one.
func TransferBad(from, to *account, n int) error {
	from.mu.Lock() // want `lockleak: from\.mu\.Lock\(\) .* returns`
	to.mu.Lock()
	if from.balance < n {
		to.mu.Unlock()
		return errNegative
	}
	from.balance -= n
	to.balance += n
	to.mu.Unlock()
	from.mu.Unlock()
	return nil
}

// TransferBothBad forgets both accounts, which makes two reports.
func TransferBothBad(from, to *account, n int) error {
	from.mu.Lock() // want `lockleak: from\.mu\.Lock\(\) .* returns`
	to.mu.Lock()   // want `lockleak: to\.mu\.Lock\(\) .* returns`
	if from.balance < n {
		return errNegative
	}
	from.balance -= n
	to.balance += n
	to.mu.Unlock()
	from.mu.Unlock()
	return nil
}

// SecondSectionOk has two sections, both of them closed on all paths.
func (a *account) SecondSectionOk(n int) error {
	a.mu.Lock()
	closed := a.closed
	a.mu.Unlock()
	if closed {
		return errClosed
	}
	a.mu.Lock()
	if a.balance < n {
		a.mu.Unlock()
		return errNegative
	}
	a.balance -= n
	a.mu.Unlock()
	return nil
}

// SecondSectionBad is right in its first section and wrong in its second.
func (a *account) SecondSectionBad(n int) error {
	a.mu.Lock()
	closed := a.closed
	a.mu.Unlock()
	if closed {
		return errClosed
	}
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) .* returns`
	if a.balance < n {
		return errNegative
	}
	a.balance -= n
	a.mu.Unlock()
	return nil
}

// BarrierOk waits for whoever is inside, and enters for no time.
func (a *account) BarrierOk() {
	a.mu.Lock()
	//lint:ignore SA2001 on purpose
	a.mu.Unlock()
}

// NeverReleasedBad keeps the mutex for ever: nothing in the package releases it for others.
func (a *account) NeverReleasedBad() {
	a.mu.Lock() // want `lockleak: a\.mu\.Lock\(\) is never released, on a path that returns: nothing else in the package releases it`
	a.journal = append(a.journal, "frozen")
}

// RelatedOk calls a function of its own package between the two operations.
func (a *account) RelatedOk(n int) error {
	a.mu.Lock()
	err := check(n)
	a.mu.Unlock()
	return err
}

// AgainBad has the operation twice where the second was meant to give back.
func (a *account) AgainBad(n int) error {
	a.mu.Lock()
	if err := check(n); err != nil {
		a.mu.Lock() // want `deferlock: a\.mu\.Lock\(\) acquires a\.mu again, and nothing releases it after that`
		return err
	}
	a.balance += n
	a.mu.Unlock()
	return nil
}

// SectionsInOrderOk enters three times, each time after having left.
func (a *account) SectionsInOrderOk() int {
	a.mu.Lock()
	n := a.balance
	a.mu.Unlock()
	a.mu.Lock()
	n += len(a.journal)
	a.mu.Unlock()
	return n
}
