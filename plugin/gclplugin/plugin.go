// Package gclplugin makes lockleak a linter of golangci-lint, as a module plugin:
// a golangci-lint that is built with this package has the linter lockleak.
// docs/golangci-lint.md says how to build and use it.
//
//	plugin.go   settings -> analyzers
//	fold.go     findings as golangci-lint shows them best
//
// The settings are those of .lockleak.yml, read as strictly. The file itself is
// not read: golangci-lint keeps results under a key that holds its own
// configuration, but no other files.
package gclplugin

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/settings/config"
)

// Name is the name of the linter, in golangci-lint's configuration and in
// //nolint comments.
const Name = "lockleak"

func init() { //nolint:gochecknoinits // golangci-lint finds its plugins by this
	register.Plugin(Name, New)
}

// New returns the plugin with settings of its own, as golangci-lint has read
// them; nil means the defaults. What is wrong with them is one line.
func New(settings any) (register.LinterPlugin, error) {
	analyzers, err := configured(analyzer.Suite(), settings)
	if err != nil {
		return nil, fmt.Errorf("settings of lockleak: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	for i, a := range analyzers {
		analyzers[i] = folded(a)
	}
	return plugin(analyzers), nil
}

// A plugin is the analyzers of one configuration.
type plugin []*analysis.Analyzer

// BuildAnalyzers implements register.LinterPlugin.
func (p plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) { return slices.Clone(p), nil }

// GetLoadMode implements register.LinterPlugin.
func (plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

// configured returns those analyzers of the suite that are on, with their flags
// set. The suite is one that nobody else has: flags that no setting is about
// keep their defaults. So does the analyzer of details, which then reports
// nothing but internal errors, for these cost findings.
func configured(suite []*analysis.Analyzer, settings any) ([]*analysis.Analyzer, error) {
	if err := checkFunctions(settings); err != nil {
		return nil, err
	}
	c, err := config.FromValue(settings)
	if err != nil {
		return nil, err
	}
	if err := c.CheckDeclarations(setter(suite, config.DeclareFlag)); err != nil {
		return nil, err
	}
	off := make(map[string]bool)
	for _, f := range c.Flags() {
		name, value, _ := strings.Cut(strings.TrimPrefix(f, "-"), "=")
		if !strings.Contains(name, ".") {
			on, err := strconv.ParseBool(value)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			off[name] = !on
			continue
		}
		if err := setter(suite, name)(value); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return slices.DeleteFunc(suite, func(a *analysis.Analyzer) bool { return off[a.Name] }), nil
}

// setter returns what sets the flag of an analyzer, named analyzer.flag.
func setter(suite []*analysis.Analyzer, name string) func(value string) error {
	of, flag, _ := strings.Cut(name, ".")
	i := slices.IndexFunc(suite, func(a *analysis.Analyzer) bool { return a.Name == of })
	return func(value string) error {
		if i < 0 {
			return fmt.Errorf("there is no check %s", of)
		}
		return suite[i].Flags.Set(flag, value)
	}
}

// checkFunctions reports functions in a mapping. golangci-lint (2.15) reads
// keys of mappings in lower case, and splits them at dots; but not in lists.
func checkFunctions(settings any) error {
	v := reflect.ValueOf(settings)
	if v.Kind() != reflect.Map || v.Type().Key().Kind() != reflect.String {
		return nil
	}
	f := v.MapIndex(reflect.ValueOf("functions").Convert(v.Type().Key()))
	if f.IsValid() && f.Kind() == reflect.Interface {
		f = f.Elem()
	}
	if !f.IsValid() || f.Kind() != reflect.Map {
		return nil
	}
	return errors.New("functions: want a list such as [{example.com/store.Hold: [acquires arg0.mu]}], " +
		"not keys with values, which golangci-lint changes")
}
