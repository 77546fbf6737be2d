package lock

// These symbols mean the same in every package. Terms made of them can be
// written to a fact.

// A Global is the symbol of the [Root] term that is the address of a
// package-level variable.
type Global struct {
	Pkg  string // the package's path
	Name string
}

// A Param is the symbol of the [Root] term that is a parameter of a called
// function, as its callers see it. The receiver is parameter 0.
type Param struct{ Index int }

// A Result is the symbol of the [Root] term that is a result of a called
// function, as its callers see it.
type Result struct{ Index int }

// A Func is the symbol of a [Call] term.
type Func struct {
	Full string // as [go/types.Func.FullName] returns it, with the package's path
	Name string // without package and receiver
}
