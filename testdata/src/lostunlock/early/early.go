// Package early holds releases that a path does not call.
package early

import (
	"errors"
	"fmt"
)

var (
	errEmpty  = errors.New("empty")
	errTooBig = errors.New("too big")
)

// A mailbox is locked by its name.
type mailbox struct {
	mails []string
	size  int
}

// A boxLock locks mailboxes.
type boxLock interface {
	Acquire(box string) (release func())
}

// PopBad returns where there is no mail, in front of the call.
func (m *mailbox) PopBad(l boxLock) (string, error) {
	release := l.Acquire("in") // want `lostunlock: the release that l\.Acquire\("in"\) returns is not called on a path that returns`
	if len(m.mails) == 0 {
		return "", errEmpty
	}
	mail := m.mails[0]
	m.mails = m.mails[1:]
	release()
	return mail, nil
}

// PopOk calls it on both paths.
func (m *mailbox) PopOk(l boxLock) (string, error) {
	release := l.Acquire("in")
	if len(m.mails) == 0 {
		release()
		return "", errEmpty
	}
	mail := m.mails[0]
	m.mails = m.mails[1:]
	release()
	return mail, nil
}

// PopDeferOk defers it at once.
func (m *mailbox) PopDeferOk(l boxLock) (string, error) {
	release := l.Acquire("in")
	defer release()
	if len(m.mails) == 0 {
		return "", errEmpty
	}
	mail := m.mails[0]
	m.mails = m.mails[1:]
	return mail, nil
}

// LateDeferBad defers it behind a check that returns.
func (m *mailbox) LateDeferBad(l boxLock, mail string) error {
	release := l.Acquire("in") // want `lostunlock: the release that l\.Acquire\("in"\) returns is not called on a path that returns`
	if len(mail) > m.size {
		return fmt.Errorf("mail of %d: %w", len(mail), errTooBig)
	}
	defer release()
	m.mails = append(m.mails, mail)
	return nil
}

// LateDeferOk defers it in front of the check.
func (m *mailbox) LateDeferOk(l boxLock, mail string) error {
	release := l.Acquire("in")
	defer release()
	if len(mail) > m.size {
		return fmt.Errorf("mail of %d: %w", len(mail), errTooBig)
	}
	m.mails = append(m.mails, mail)
	return nil
}

// SwitchBad calls it in two of three cases.
func (m *mailbox) SwitchBad(l boxLock, command string) {
	release := l.Acquire("in") // want `lostunlock: the release that l\.Acquire\("in"\) returns is not called on a path that returns`
	switch command {
	case "clear":
		m.mails = nil
		release()
	case "grow":
		m.size *= 2
	default:
		release()
	}
}

// SwitchOk calls it behind the switch.
func (m *mailbox) SwitchOk(l boxLock, command string) {
	release := l.Acquire("in")
	switch command {
	case "clear":
		m.mails = nil
	case "grow":
		m.size *= 2
	}
	release()
}

// ConditionBad defers it in one branch.
func (m *mailbox) ConditionBad(l boxLock, keep bool) int {
	release := l.Acquire("in") // want `lostunlock: the release that l\.Acquire\("in"\) returns is not called on a path that returns`
	if !keep {
		defer release()
		m.mails = nil
	}
	return len(m.mails)
}

// LiteralBad defers a literal that calls it where there is no error.
func (m *mailbox) LiteralBad(l boxLock, read func() error) (err error) {
	release := l.Acquire("in") // want `lostunlock: the release that l\.Acquire\("in"\) returns is not called on a path that returns`
	defer func() {
		if err == nil {
			release()
		}
	}()
	return read()
}

// LiteralOk defers one that calls it in any case.
func (m *mailbox) LiteralOk(l boxLock, read func() error) (err error) {
	release := l.Acquire("in")
	defer func() {
		if err != nil {
			err = fmt.Errorf("mailbox: %w", err)
		}
		release()
	}()
	return read()
}

// RangeBad returns from the loop with what it has found.
func (m *mailbox) RangeBad(l boxLock, want string) int {
	release := l.Acquire("in") // want `lostunlock: the release that l\.Acquire\("in"\) returns is not called on a path that returns`
	for i, mail := range m.mails {
		if mail == want {
			return i
		}
	}
	release()
	return -1
}

// RecoveredBad recovers from the panic of what it checks, with the mailbox locked.
func (m *mailbox) RecoveredBad(l boxLock) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("mailbox: %v", r)
		}
	}()
	release := l.Acquire("in") // want `lostunlock: the release that l\.Acquire\("in"\) returns is not called on a path that panics`
	if m.size < 0 {
		panic("mailbox with a negative size")
	}
	m.size++
	release()
	return nil
}

// RecoveredOk has deferred the release.
func (m *mailbox) RecoveredOk(l boxLock) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("mailbox: %v", r)
		}
	}()
	release := l.Acquire("in")
	defer release()
	if m.size < 0 {
		panic("mailbox with a negative size")
	}
	m.size++
	return nil
}

// ExitOk panics with the mailbox locked, which nobody recovers.
func (m *mailbox) ExitOk(l boxLock) {
	release := l.Acquire("in")
	if m.size < 0 {
		panic("mailbox with a negative size")
	}
	m.size++
	release()
}
