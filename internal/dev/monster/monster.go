// Package monster writes Go programs that are far larger in one respect than
// what people write: functions with thousands of statements, hundreds of locks,
// calls or literals that nest deeply. The tests of the engine measure with them
// how its time and memory grow.
package monster

import (
	"fmt"
	"strings"
)

// A Monster is a program that can be made in every size.
type Monster struct {
	Name   string
	Size   int                // that of the real monster
	Factor float64            // how much more twice the size may take
	Source func(n int) string // the text of a file of package p, of size n

	// ManyLocks is set where a function has as many locks as it is long. Each of
	// them is followed through the whole function: the work grows with the square.
	ManyLocks bool
}

// All returns the monsters. Twice the size takes twice as much, but for some that
// have more locks as well.
func All() []Monster {
	return []Monster{
		{"statements", 10_000, 3, statements, false},
		{"locks", 500, 5, locks, true},
		{"nested locks", 500, 5, nestedLocks, true},
		{"closures", 300, 3, closures, false},
		{"recursion", 1_000, 3, recursion, false},
		{"mesh", 300, 3, mesh, false},
		{"switch", 2_000, 3, cases, false},
		{"ifs", 1_000, 3, ifs, false},
		{"flags", 1_000, 3, flags, false},
		{"defers", 200, 5, defers, true},
		{"conditional defers", 200, 3.5, conditionalDefers, false},
		{"gotos", 500, 3, gotos, false},
		{"expression", 10_000, 3, expression, false},
		{"literal", 10_000, 3, literal, false},
		{"functions", 5_000, 3, functions, false},
		{"chain", 5_000, 3, chain, false},
		{"fields", 500, 5, fields, true},
		{"instances", 500, 3, instances, false},
		{"loops", 100, 3.5, loops, false},
		{"variables", 1_000, 3, variables, false},
		{"goroutines", 500, 3, goroutines, false},
		{"keys", 500, 5, keys, true},
	}
}

// A file is a text that grows by lines.
type file struct{ strings.Builder }

func newFile(imports ...string) *file {
	f := new(file)
	f.line("package p")
	for _, path := range imports {
		f.line("import %q", path)
	}
	return f
}

func (f *file) line(format string, args ...any) {
	fmt.Fprintf(f, format, args...)
	f.WriteByte('\n')
}

// times writes n lines, or groups of lines, each made with its number.
func (f *file) times(n int, format string) {
	for i := range n {
		f.line("%s", strings.ReplaceAll(format, "#", fmt.Sprint(i)))
	}
}
