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
	Source func(n int) string // the text of a file of package p, of size n
}

// All returns the monsters.
func All() []Monster {
	return []Monster{
		{"statements", 10_000, statements},
		{"locks", 500, locks},
		{"nested locks", 500, nestedLocks},
		{"closures", 300, closures},
		{"recursion", 1_000, recursion},
		{"mesh", 300, mesh},
		{"switch", 2_000, cases},
		{"ifs", 1_000, ifs},
		{"flags", 1_000, flags},
		{"defers", 200, defers},
		{"conditional defers", 200, conditionalDefers},
		{"gotos", 500, gotos},
		{"expression", 10_000, expression},
		{"literal", 10_000, literal},
		{"functions", 5_000, functions},
		{"chain", 5_000, chain},
		{"fields", 500, fields},
		{"instances", 500, instances},
		{"loops", 100, loops},
		{"variables", 1_000, variables},
		{"goroutines", 500, goroutines},
		{"keys", 500, keys},
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
