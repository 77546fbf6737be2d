// Package names holds directives with names that are not there.
package names

import "sync"

var global sync.Mutex

type base struct{ mu sync.Mutex }

type session struct {
	base
	rw sync.RWMutex
	n  int
}

// LockUserBad has no third parameter.
//
//lockleak:acquires arg2 // want `lockdirective: arg2: LockUserBad has 2 parameters`
func LockUserBad(s *session, id int) { s.mu.Lock() }

// LockUserOk means the first one.
//
//lockleak:acquires arg0.mu
func LockUserOk(s *session, _ int) { s.mu.Lock() }

// ReceiverBad has no receiver.
//
//lockleak:acquires recv.mu // want `lockdirective: recv: ReceiverBad has no receiver`
func ReceiverBad(s *session) { s.mu.Lock() }

// ReceiverOk has one.
//
//lockleak:acquires recv.mu
func (s *session) ReceiverOk() { s.mu.Lock() }

// VariableBad misspells a variable.
//
//lockleak:acquires globl // want `lockdirective: globl: VariableBad has no parameter globl, and package names has no variable globl`
func VariableBad() { global.Lock() }

// VariableOk does not.
//
//lockleak:acquires global
func VariableOk() { global.Lock() }

// FieldBad misspells a field.
//
//lockleak:releases s.nu // want `lockdirective: s\.nu: s has no field nu`
func (s *session) FieldBad() { s.mu.Unlock() }

// FieldOk names the embedded field as well.
//
//lockleak:releases s.base.mu
func (s *session) FieldOk() { s.mu.Unlock() }

// MethodBad takes a method for a field.
//
//lockleak:requires s.FieldOk // want `lockdirective: s\.FieldOk: s has no field FieldOk`
func (s *session) MethodBad() {}

// KeyBad has a key that is no parameter.
//
//lockleak:requires s.mu(id) // want `lockdirective: id: KeyBad has no parameter id, and package names has no variable id`
func (s *session) KeyBad(key int) {}

// ModeBad reads under a lock that has one mode.
//
//lockleak:requires s.mu shared // want `lockdirective: shared: s\.mu is a sync\.Mutex`
func (s *session) ModeBad() {}

// ModeOk has another lock.
//
//lockleak:requires s.rw shared
func (s *session) ModeOk() {}

// BoolBad returns no bool.
//
//lockleak:acquires s.mu if true // want `lockdirective: true: BoolBad has no bool result`
func (s *session) BoolBad() { s.mu.Lock() }

// ErrorBad returns no error.
//
//lockleak:acquires s.mu if nil // want `lockdirective: nil: ErrorBad has no error result`
func (s *session) ErrorBad() bool { return s.mu.TryLock() }

// TriesBad returns nothing that tells.
//
//lockleak:tries s.mu // want `lockdirective: tries: TriesBad has neither a bool nor an error result`
func (s *session) TriesBad() { s.mu.TryLock() }

// TriesOk returns a bool.
//
//lockleak:tries s.mu
func (s *session) TriesOk() bool { return s.mu.TryLock() }

// HandleBad returns nothing that releases.
//
//lockleak:acquires s.mu by result // want `lockdirective: by result: HandleBad returns no func\(\) and nothing with a method Unlock, Release or Close`
func (s *session) HandleBad() int {
	s.mu.Lock()
	return s.n
}

// HandleOk returns a function.
//
//lockleak:acquires s.mu by result
func (s *session) HandleOk() func() {
	s.mu.Lock()
	return s.mu.Unlock
}

// RunsBad takes a number.
//
//lockleak:runs n now // want `lockdirective: n: it is no function`
func RunsBad(n int) {}

type store interface {
	// BeginBad has no parameter with a name.
	//
	//lockleak:acquires id // want `lockdirective: id: BeginBad has no parameter id, and package names has no variable id`
	BeginBad(int) error

	// BeginOk counts.
	//
	//lockleak:acquires recv(arg0) if nil
	BeginOk(int) error
}

var _ store = nil
