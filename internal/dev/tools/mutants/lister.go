package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/dev/mutants"
	"github.com/lockleak/lockleak/internal/driver/goload"
)

// listerName is the name of the analyzer that lists mistakes.
const listerName = "mutants"

// listFlag has it list them.
const listFlag = "-" + listerName + ".list=true"

// lists reports whether the arguments of a vet tool ask for that.
func lists(args []string) bool { return slices.Contains(args, listFlag) }

// newLister returns an analyzer that has one diagnostic for each package, if its flag is
// set: the mistakes that can be made in it, as JSON. So the go command does the loading.
func newLister() *analysis.Analyzer {
	var list bool
	a := &analysis.Analyzer{
		Name: listerName,
		Doc:  "list the mistakes that can be made with locks",
		Run: func(pass *analysis.Pass) (any, error) {
			if !list || len(pass.Files) == 0 {
				return nil, nil
			}
			message, err := json.Marshal(mutants.Find(pass.Fset, pass.Files, pass.Pkg, pass.TypesInfo))
			if err != nil {
				return nil, err
			}
			pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Package, Message: string(message)})
			return nil, nil
		},
	}
	a.Flags.BoolVar(&list, "list", false, "list them")
	return a
}

// listMutants returns the mistakes that can be made in packages, and what is left out of
// these, a line each.
func listMutants(ctx context.Context, a self) (all []mutants.Mutant, notices []string, err error) {
	res, err := goload.Analyse(ctx, goload.Config{
		Dir:      a.view.GoDir,
		Patterns: a.patterns,
		Tool:     []string{"-" + listerName + "=true", listFlag}, // and no other analyzer
		Progress: a.progress,
	})
	if err != nil {
		return nil, nil, err
	}
	for _, f := range res.Findings() {
		if f.Check != listerName {
			continue
		}
		var some []mutants.Mutant
		if err := json.Unmarshal([]byte(f.Message), &some); err != nil {
			return nil, nil, fmt.Errorf("the list of mistakes in %s: %w", f.Package, err)
		}
		all = append(all, some...)
	}
	return all, res.Notices(a.view), nil
}

// kindsHelp tells what the kinds of mistakes are.
func kindsHelp() string {
	return `The kinds of mistakes:
  early   a release before an exit is missing; others of the lock are there
  late    a release is deferred only after an if statement that returns
  drop    the only release of the lock in the function is missing
  typo    a release acquires: Lock instead of Unlock
  mode    a read lock is released as a write lock
  double  a lock is released before a return, and again by defer
`
}
