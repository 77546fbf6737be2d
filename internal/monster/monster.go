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
}

// All returns the monsters. Twice the size takes twice as much, but where there
// are as many locks as the function is long: each of them is followed through
// the whole function.
func All() []Monster {
	return []Monster{
		{"statements", 10_000, 3, statements},
		{"locks", 500, 5, locks},
		{"nested locks", 500, 5, nestedLocks},
		{"closures", 300, 3, closures},
		{"recursion", 1_000, 3, recursion},
		{"mesh", 300, 3, mesh},
		{"switch", 2_000, 3, cases},
		{"ifs", 1_000, 3, ifs},
		{"flags", 1_000, 3, flags},
		{"defers", 200, 5, defers},
		{"conditional defers", 200, 3.5, conditionalDefers},
		{"gotos", 500, 3, gotos},
		{"expression", 10_000, 3, expression},
		{"literal", 10_000, 3, literal},
		{"functions", 5_000, 3, functions},
		{"chain", 5_000, 3, chain},
		{"fields", 500, 5, fields},
		{"instances", 500, 3, instances},
		{"loops", 100, 3.5, loops},
		{"variables", 1_000, 3, variables},
		{"goroutines", 500, 3, goroutines},
		{"keys", 500, 5, keys},
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
