// Package obligation answers for a package what becomes of each lock that its
// functions acquire: released on every path, handed off, kept, leaked on some path,
// or not decided. It has the analyzer that all checks ask.
//
// It decides what is analyzed when: the functions of a package from the bottom of the
// call graph up, those that call each other until their summaries stay the same. It
// contains internal errors, and exports the fact of the package. How a function is
// analyzed, what is concluded, and what its summary says is known to the packages
// below: flow, verdict and infer. What needs no path is looked for here.
//
//   - analyzer.go: the settings and the analyzer; what it does with a package
//   - result.go: the Result, in order, and parts of it
//   - components.go: the order, and the rounds for functions that call each other
//   - family.go: one declared function with its literals
//   - contain.go: internal errors
//   - limits.go: how many rounds there are, and other limits
//   - export.go: what other packages need to know
//   - empty.go, dropped.go, twice.go: mistakes that need no path
//   - dump.go, variant.go: for those who look at the analysis, or try a fix
package obligation
