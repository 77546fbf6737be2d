package summary

import "slices"

// A Body is the body of a function, seen before its types are known. Where that
// does not decide, its methods return true.
type Body interface {
	// OperatesOnLocks reports whether a call in the body may do something to locks.
	OperatesOnLocks() bool
	// TakesFunc reports whether a parameter or the receiver may be a function.
	TakesFunc() bool
	// MakesKey reports whether the function may be one that makes a key of its
	// arguments, by its name and its signature.
	MakesKey() bool
	// MayNotReturn reports whether the function may never return.
	MayNotReturn() bool
	// MayRecover reports whether the body may recover from a panic.
	MayRecover() bool
}

// A yield says where a field of a [Func] comes from. Each field has one.
type yield struct {
	field string
	isSet func(f *Func) bool
	// operates says that a call of a function with the field does something to
	// locks.
	operates bool
	// may reports whether the field can come of a body and be passed on to other
	// packages. It is nil if it never does.
	may func(b Body) bool
}

// yields has a row for each field of [Func].
var yields = []yield{
	{"Effects", func(f *Func) bool { return len(f.Effects) > 0 }, true, Body.OperatesOnLocks},
	// What passes a function on has a parameter for it as well.
	{"Runs", func(f *Func) bool { return len(f.Runs) > 0 }, false, Body.TakesFunc},
	{"Releases", func(f *Func) bool { return len(f.Releases) > 0 }, true, Body.OperatesOnLocks},
	{"Acquires", func(f *Func) bool { return len(f.Acquires) > 0 }, true, Body.OperatesOnLocks},
	{"Takes", func(f *Func) bool { return len(f.Takes) > 0 }, true, Body.OperatesOnLocks},
	// Read from declarations, which need no body.
	{"Requires", func(f *Func) bool { return len(f.Requires) > 0 }, true, nil},
	{"NeverReturns", func(f *Func) bool { return f.NeverReturns }, false, nil},
	// A callee that recovers decides whether its caller panics.
	{"Panics", func(f *Func) bool { return f.Panics }, false, func(b Body) bool { return b.MayNotReturn() || b.MayRecover() }},
	// For callers in the package only.
	{"MayPanic", func(f *Func) bool { return f.MayPanic }, false, nil},
	{"Repeatable", func(f *Func) bool { return f.Repeatable }, false, Body.MakesKey},
}

// MayYield reports whether the summary of a function with the body b may say
// something to other packages. If not, they need not know the body.
func MayYield(b Body) bool {
	return slices.ContainsFunc(yields, func(y yield) bool { return y.may != nil && y.may(b) })
}

// OperatesOnLocks reports whether a call of a function with the summary f may do
// something to locks.
func (f *Func) OperatesOnLocks() bool {
	return slices.ContainsFunc(yields, func(y yield) bool { return y.operates && y.isSet(f) })
}
