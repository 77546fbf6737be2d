package goload

import (
	"bytes"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// importsC reports whether a Go file in dir imports "C", so that it is left out
// where cgo is off. The go command does not tell that from other build
// constraints.
func importsC(dir string) bool {
	files, _ := filepath.Glob(filepath.Join(dir, "*.go")) // no error but for a bad pattern
	return slices.ContainsFunc(files, func(file string) bool {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return false // none that could be left out for that alone
		}
		for _, s := range f.Imports {
			if s.Path.Value == `"C"` {
				return true
			}
		}
		return false
	})
}

// buildDir matches the beginning of a JSON string with the name of a file in
// the directory where the go command builds a package.
var buildDir = regexp.MustCompile(`"[^"]*(?:/|\\\\)go-build[0-9]+(?:/|\\\\)b[0-9]+(?:/|\\\\)`)

// inSource returns JSON of a vet tool with the files of a package where they
// are. What cgo writes says where each line comes from, but a //line directive
// with a relative name is taken to be relative to where cgo writes: a directory
// which is gone when the user reads that, and has another name in each run.
func inSource(value []byte, dir string) []byte {
	if dir == "" || strings.ContainsAny(dir, `"\`) || !bytes.Contains(value, []byte("go-build")) {
		return value
	}
	return buildDir.ReplaceAllLiteral(value, []byte(`"`+dir+"/"))
}
