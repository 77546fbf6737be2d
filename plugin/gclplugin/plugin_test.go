package gclplugin

import (
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/analyzer"
)

type (
	keys = map[string]any
	list = []any
)

// all are the names of the suite, in order.
var all = []string{"lockleak", "relock", "badunlock", "deferlock", "lostunlock", "lockdirective", "lockdetail"}

// TestSettings has which analyzers run, and those flags that are not as in a
// suite that nobody has touched.
func TestSettings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		settings any
		run      []string
		flags    []string
	}{
		{"none", nil, all, nil},
		{"empty", keys{}, all, nil},
		{"checks", keys{"checks": keys{"relock": false, "lostunlock": false, "lockleak": true}},
			[]string{"lockleak", "badunlock", "deferlock", "lockdirective", "lockdetail"}, nil},
		{"not even lockleak", keys{"checks": keys{"lockleak": false}}, all[1:], nil},
		{"panics", keys{"panic": "all"}, all, []string{"-lockleak.panic=all"}},
		{"relock", keys{"relock": keys{"shared": true}}, all, []string{"-relock.shared=true"}},
		{"relock that is off", keys{"relock": keys{"shared": true}, "checks": keys{"relock": false}},
			slices.Delete(slices.Clone(all), 1, 2), nil},
		{"declarations", keys{"noreturn": list{"p.Die"}, "functions": list{keys{"p.Hold": list{"acquires arg0.mu"}}}}, all,
			[]string{"-lockleak.declare=p.Die: noreturn;p.Hold: acquires arg0.mu"}},
		{"skip", keys{"skip": keys{"files": list{"*.pb.go"}, "packages": list{"gen/..."}}}, all,
			[]string{"-lockleak.skip=gen/...,file:*.pb.go"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			analyzers := built(t, tt.settings)
			if got := names(analyzers); !slices.Equal(got, tt.run) {
				t.Errorf("the analyzers are %q, want %q", got, tt.run)
			}
			if got := changed(analyzers); !slices.Equal(got, tt.flags) {
				t.Errorf("the flags are %q, want %q", got, tt.flags)
			}
		})
	}
}

// TestErrors has settings that are wrong, each with one line.
func TestErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		settings any
		want     string
	}{
		{"no keys", "all", `want keys with values, not "all"`},
		{"unknown", keys{"panik": "all"}, `unknown key "panik"; want panic, checks, `},
		{"unknown check", keys{"checks": keys{"lockdetail": false}}, `checks: want badunlock, `},
		{"several", keys{"panic": 1, "noreturn": "p.F"}, `noreturn: want a list, not "p.F"; panic: want off, `},
		{"functions in a mapping", keys{"functions": keys{"p": keys{"f": list{}}}}, `functions: want a list such as `},
		{"functions in a typed mapping", map[string]keys{"functions": {"p.F": list{}}}, `functions: want a list such as `},
		{"declaration", keys{"functions": list{keys{"p.F": list{"noreturn", "acquire arg0"}}}}, `p.F: acquire arg0: `},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, err := New(tt.settings)
			if p != nil || err == nil {
				t.Fatal("there is no error")
			}
			text, ok := strings.CutPrefix(err.Error(), "settings of lockleak: ")
			if !ok || !strings.Contains(text, tt.want) || strings.Contains(text, "\n") {
				t.Errorf("got %q, want one line with %q", err, tt.want)
			}
		})
	}
}

// TestRegistered has golangci-lint find the plugin, which wants types.
func TestRegistered(t *testing.T) {
	t.Parallel()
	newPlugin, err := register.GetPlugin(Name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPlugin(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.GetLoadMode(); got != register.LoadModeTypesInfo {
		t.Errorf("the load mode is %q", got)
	}
}

// TestRequires checks that nothing asks for the results of an analyzer that
// the plugin has replaced by a folded one.
func TestRequires(t *testing.T) {
	t.Parallel()
	analyzers := built(t, nil)
	if err := analysis.Validate(analyzers); err != nil {
		t.Error(err)
	}
	for _, a := range analyzers {
		for _, r := range a.Requires {
			if slices.Contains(all, r.Name) {
				t.Errorf("%s requires %s", a.Name, r.Name)
			}
		}
	}
}

// built returns the analyzers of a plugin with settings.
func built(t *testing.T, settings any) []*analysis.Analyzer {
	t.Helper()
	p, err := New(settings)
	if err != nil {
		t.Fatal(err)
	}
	analyzers, err := p.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	return analyzers
}

func names(analyzers []*analysis.Analyzer) (all []string) {
	for _, a := range analyzers {
		all = append(all, a.Name)
	}
	return all
}

// changed returns the flags that have not the values of a new suite.
func changed(analyzers []*analysis.Analyzer) (flags []string) {
	fresh := make(map[string]string)
	for _, a := range analyzer.Suite() {
		a.Flags.VisitAll(func(f *flag.Flag) { fresh[a.Name+"."+f.Name] = f.Value.String() })
	}
	for _, a := range analyzers {
		a.Flags.VisitAll(func(f *flag.Flag) {
			if name := a.Name + "." + f.Name; f.Value.String() != fresh[name] {
				flags = append(flags, "-"+name+"="+f.Value.String())
			}
		})
	}
	return flags
}
