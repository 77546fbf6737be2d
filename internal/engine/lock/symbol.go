package lock

// Symbols that mean the same in every package, so that terms that are made of
// them can be written down.

// A Global is the symbol of the [Root] term that is the address of a
// package-level variable.
type Global struct {
	Pkg  string // the package's path
	Name string
}

// A Param is the symbol of the [Root] term that is a parameter of a function
// that is not in sight, the receiver being the first.
type Param struct{ Index int }

// A Result is the symbol of the [Root] term that is a result of a function
// that is not in sight.
type Result struct{ Index int }

// A Func is the symbol of a [Call] term: a function or method by its full name
// (see [go/types.Func.FullName]), which has the package's path in it.
type Func struct {
	Full string
	Name string // the last part of it
}
