package binding

import (
	_ "embed"
	"sync"

	"github.com/lockleak/lockleak/internal/settings/declare"
)

//go:embed libraries.txt
var libraries string

// Libraries returns the table of the functions of lock libraries that names and
// signatures do not tell enough of. The error is that the table is wrong.
var Libraries = sync.OnceValues(func() ([]declare.Line, error) { return declare.ParseLines(libraries) })
