// Package config reads the configuration of a module, .lockleak.yml, which
// tells what the code and its names do not, for code that cannot be edited.
//
//	config.go   the file and its keys
//	decode.go   YAML -> the Go types of the keys, strictly
//	values.go   what single values may be
//	declare.go  locks, futures and functions -> lines of declarations
//	flags.go    settings -> flags of the analyzers
//	skip.go     what nothing is reported in; also a flag's value
//	glob.go     patterns of packages and files
//	errors.go   errors with their places
//
// Settings reach the analyzers as flags alone: the go command keeps results
// under a key that holds flags, but no files.
package config

import (
	"os"
	"path/filepath"

	"github.com/lockleak/lockleak/internal/settings/checks"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// FileName is the name of the configuration file, beside go.mod.
const FileName = ".lockleak.yml"

// A Config is what a file says. Its zero value changes nothing.
type Config struct {
	Panic     panics.Level             `key:"panic"` // "" is the default of the analyzer
	Checks    map[checks.Name]bool     `key:"checks"`
	Relock    Relock                   `key:"relock"`
	Locks     []Lock                   `key:"locks"`
	Functions map[Target][]Declaration `key:"functions,listed"`
	Futures   []Future                 `key:"futures"`
	NoReturn  []Target                 `key:"noreturn"`
	Skip      SkipLists                `key:"skip"`
	Generated bool                     `key:"generated"` // report in generated files, too
}

// A Relock is what concerns the check relock.
type Relock struct {
	Shared bool `key:"shared"` // RLock where the path has called RLock
}

// A Lock is a type with methods of a lock, or one that only looks like it.
type Lock struct {
	Type    TypeName `key:"type,required"`
	Lock    *bool    `key:"lock"` // nil: true
	Methods []Method `key:"methods"`
	At      Position
}

// A Method is what one method of a lock does.
type Method struct {
	Name   Identifier `key:"name,required"`
	Does   Effect     `key:"does,required"`
	Keys   []Key      `key:"keys"`
	Shared bool       `key:"shared"`
	Held   Held       `key:"held"`
	Handle bool       `key:"handle"` // the result releases
	At     Position
}

// A Future is a type whose methods complete it, or register a function that
// runs when it is completed.
type Future struct {
	Type     TypeName     `key:"type,required"`
	Complete []Identifier `key:"complete"`
	Register []Identifier `key:"register"`
	At       Position
}

// SkipLists are the packages and files in which nothing is reported.
type SkipLists struct {
	Packages []PackagePattern `key:"packages"`
	Files    []FileGlob       `key:"files"`
}

// Find returns the configuration file of the module that dir is in, "" if
// there is none.
func Find(dir string) string {
	for {
		if isFile(filepath.Join(dir, "go.mod")) {
			if file := filepath.Join(dir, FileName); exists(file) {
				return file
			}
			return ""
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

func isFile(name string) bool {
	st, err := os.Stat(name)
	return err == nil && !st.IsDir()
}

// exists reports whether there is anything of that name, be it readable or not.
func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// Load reads a file. What is wrong in it is an error of type [Errors].
func Load(file string) (*Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return Parse(file, data)
}
