package vetunit

import (
	"encoding/gob"
	"errors"
	"fmt"
	"os"

	"golang.org/x/tools/go/analysis"
)

// ofFacts returns the analyzers that have facts, among those given and what they
// require: nobody reads what the others find.
func ofFacts(analyzers []*analysis.Analyzer) []*analysis.Analyzer {
	var out []*analysis.Analyzer
	seen := make(map[*analysis.Analyzer]bool)
	var visit func(list []*analysis.Analyzer)
	visit = func(list []*analysis.Analyzer) {
		for _, a := range list {
			if seen[a] {
				continue
			}
			seen[a] = true
			visit(a.Requires)
			if len(a.FactTypes) > 0 {
				out = append(out, a)
			}
		}
	}
	visit(analyzers)
	return out
}

// register makes the types of facts known to gob.
func register(analyzers []*analysis.Analyzer) {
	for _, a := range ofFacts(analyzers) {
		for _, f := range a.FactTypes {
			gob.Register(f)
		}
	}
}

// runAll runs the analyzers that have facts, each behind those that it requires.
func (u *unit) runAll(analyzers []*analysis.Analyzer) error {
	wanted := ofFacts(analyzers)
	if len(wanted) == 0 {
		return errors.New("no facts are wanted")
	}
	u.facts.pkg = u.pkg
	results := make(map[*analysis.Analyzer]any)
	for _, a := range wanted {
		if err := u.run(results, a); err != nil {
			return err
		}
	}
	return nil
}

// run adds the result of an analyzer to results, if it is not there.
func (u *unit) run(results map[*analysis.Analyzer]any, a *analysis.Analyzer) error {
	if _, ok := results[a]; ok {
		return nil
	}
	of := make(map[*analysis.Analyzer]any)
	for _, r := range a.Requires {
		if err := u.run(results, r); err != nil {
			return err
		}
		of[r] = results[r]
	}
	c := u.config
	module := c.Module
	if module == nil && c.ModulePath != "" {
		module = &analysis.Module{Path: c.ModulePath, Version: c.ModuleVersion, GoVersion: c.GoVersion}
	}
	pass := &analysis.Pass{
		Analyzer: a, Fset: u.fset, Files: u.files, OtherFiles: c.NonGoFiles, IgnoredFiles: c.IgnoredFiles,
		Pkg: u.pkg, TypesInfo: u.info, TypesSizes: sizes(), Module: module,
		ResultOf: of, Report: func(analysis.Diagnostic) {}, ReadFile: os.ReadFile,
		ImportObjectFact: u.facts.importObject, ImportPackageFact: u.facts.importPackage,
		ExportObjectFact: u.facts.exportObject, ExportPackageFact: u.facts.exportPackage,
		AllObjectFacts:  func() []analysis.ObjectFact { panic("no analyzer asks for all facts") },
		AllPackageFacts: func() []analysis.PackageFact { panic("no analyzer asks for all facts") },
	}
	res, err := a.Run(pass)
	if err != nil {
		return fmt.Errorf("%s: %w", a, err)
	}
	results[a] = res
	return nil
}
