// Package vetunit is a driver for units of which the go command wants facts only:
// the packages that a program imports. There unitchecker checks the types of all
// function bodies and builds SSA for them, although most have nothing to do with
// locks. This driver leaves out bodies that no fact can come of (trim.go) before
// it checks types. What it reads and writes is what unitchecker writes and reads,
// so that both can work on the packages of one program.
//
// It serves the usual case. All else, errors included, is left to unitchecker.
package vetunit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

// Run serves the arguments of a vet tool, and reports whether it has. If not,
// nothing has been written, and unitchecker has to serve them, with analyzers
// whose flags have not been set.
func Run(args []string, analyzers []*analysis.Analyzer) bool {
	return serve(args, analyzers) == nil
}

// serve makes the facts of a unit, or says why not.
func serve(args []string, analyzers []*analysis.Analyzer) (err error) {
	if len(args) == 0 || !strings.HasSuffix(args[len(args)-1], ".cfg") {
		return errors.New("no unit")
	}
	c, err := readConfig(args[len(args)-1])
	if err != nil {
		return err
	}
	f, err := parseFlags(args[:len(args)-1], analyzers)
	if err != nil {
		return err
	}
	register(analyzers)
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("internal error: %v", r) // it comes up again in unitchecker
		}
	}()
	return run(c, f, true)
}

// run makes the facts of the unit that c describes. Without trim no bodies are left
// out.
func run(c *unitchecker.Config, f *flags, trim bool) error {
	u := &unit{config: c, fset: token.NewFileSet(), imports: make(map[string]*types.Package)}
	for _, step := range []func() error{u.parse, u.readImports, u.readFacts} {
		if err := step(); err != nil {
			return err
		}
	}
	check := u.check
	if trim {
		check = func() error { return u.checkTrimmed(f.declared) }
	}
	if err := check(); err != nil {
		return err
	}
	if err := u.runAll(f.analyzers); err != nil {
		return err
	}
	return u.write()
}

// readConfig reads the description of a unit, if it is one that we can serve.
func readConfig(file string) (*unitchecker.Config, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c := new(unitchecker.Config)
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	switch err := dec.Decode(c); {
	case err != nil:
		return nil, err
	case !c.VetxOnly:
		return nil, errors.New("more than facts are wanted")
	case c.Compiler != "gc" || c.VetxOutput == "" || len(c.GoFiles) == 0:
		return nil, errors.New("an unusual unit")
	}
	for _, name := range c.GoFiles {
		if filepath.Base(name) == "_cgo_gotypes.go" {
			return nil, errors.New("a unit with cgo")
		}
	}
	return c, nil
}

// A unit is a package with what is known of it.
type unit struct {
	config  *unitchecker.Config
	fset    *token.FileSet
	files   []*ast.File
	vetx    map[string]vetx
	imports map[string]*types.Package // also those that are not imported directly
	pkg     *types.Package
	info    *types.Info
	facts   *factSet
	left    []leftOut
}

func (u *unit) parse() error {
	for _, name := range u.config.GoFiles {
		f, err := parser.ParseFile(u.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		u.files = append(u.files, f)
	}
	return nil
}

// write writes what is known of the package, as unitchecker does.
func (u *unit) write() error {
	out, err := u.encode()
	if err != nil {
		return err
	}
	if u.config.Stdout != "" {
		if err := os.WriteFile(u.config.Stdout, nil, 0o666); err != nil {
			return err
		}
	}
	return os.WriteFile(u.config.VetxOutput, out, 0o666)
}
