// Package types holds directives for types.
package types

// FutureBad is completed by no method that it has.
//
//lockleak:future complete Resolve // want `lockdirective: future: FutureBad has no method Resolve`
type FutureBad struct{}

// FutureOk has both.
//
//lockleak:future complete Set register Then
type FutureOk struct{ then []func() }

// Set completes it.
func (f *FutureOk) Set() {
	for _, fn := range f.then {
		fn()
	}
}

// Then registers fn.
func (f *FutureOk) Then(fn func()) { f.then = append(f.then, fn) }

// MethodsBad does not say of what.
//
//lockleak:future Set // want `lockdirective: want complete, register or the end`
type MethodsBad struct{}

// FunctionBad is for functions.
//
//lockleak:noreturn // want `lockdirective: noreturn: FunctionBad is no function`
type FunctionBad struct{}

// TypeBad is for types.
//
//lockleak:future complete Set // want `lockdirective: future: TypeBad is no type`
func TypeBad() {}

// NotLockOk has methods that sound like those of a lock.
//
//lockleak:notlock
type NotLockOk struct{}

// Lock closes the door.
func (NotLockOk) Lock() {}

// Unlock opens it.
func (NotLockOk) Unlock() {}

// These are a group.
type (
	// GroupBad is one of a group.
	//
	//lockleak:nolock // want `lockdirective: want acquires, .* or notlock`
	GroupBad struct{}

	// GroupOk is another.
	//
	//lockleak:notlock
	GroupOk struct{}
)
