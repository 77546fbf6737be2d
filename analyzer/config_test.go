package analyzer_test

import (
	"flag"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/result/detail"
	"github.com/lockleak/lockleak/internal/settings/config"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// TestConfigManual decodes the examples of the manual of the configuration: they
// are right, there is one for each key, and the analyzers take their flags.
func TestConfigManual(t *testing.T) {
	t.Parallel()
	page := read(t, "docs", "config.md")
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(page, -1)
	if len(examples) == 0 {
		t.Fatal("there are no examples")
	}
	all := ""
	for _, e := range examples {
		all += e[1]
		c, err := config.Parse("example", []byte(e[1]))
		if err != nil {
			t.Errorf("%v\nin\n%s", err, e[1])
			continue
		}
		flags := c.Flags()
		if len(flags) == 0 {
			t.Errorf("an example has no effect:\n%s", e[1])
		}
		if err := flagSet().Parse(flags); err != nil {
			t.Errorf("%v\nin\n%s", err, e[1])
		}
	}
	for _, key := range []string{"panic", "checks", "relock", "locks", "functions", "futures", "noreturn", "skip"} {
		if !strings.Contains(all, "\n"+key+":") {
			t.Errorf("there is no example for %s", key)
		}
		if !strings.Contains(page, "\n### "+key+"\n") {
			t.Errorf("there is no section for %s", key)
		}
	}
}

// flagSet returns the flags as a command line of several analyzers has them.
func flagSet() *flag.FlagSet {
	fs := flag.NewFlagSet("vet", flag.ContinueOnError)
	for _, a := range analyzer.Suite() {
		fs.Bool(a.Name, false, "")
		a.Flags.VisitAll(func(f *flag.Flag) { fs.Var(f.Value, a.Name+"."+f.Name, f.Usage) })
	}
	return fs
}

// TestConfigWords compares the checks and levels that a configuration accepts with those that the
// analyzers have.
func TestConfigWords(t *testing.T) {
	t.Parallel()
	var checks []string
	for _, a := range analyzer.Suite() {
		if a.Name != detail.AnalyzerName {
			checks = append(checks, a.Name)
		}
	}
	slices.Sort(checks)
	accepts(t, "panic: ?", panics.Names())
	accepts(t, "checks: {?: true}", checks)
}

// accepts checks that what may stand for the question mark in text, by what the
// decoder does and says, are these words.
func accepts(t *testing.T, text string, words []string) {
	t.Helper()
	for _, w := range words {
		if _, err := config.Parse("f", []byte(strings.Replace(text, "?", w, 1))); err != nil {
			t.Error(err)
		}
	}
	_, err := config.Parse("f", []byte(strings.Replace(text, "?", "'?'", 1)))
	last := len(words) - 1
	want := "want " + strings.Join(words[:last], ", ") + " or " + words[last] + `, not "?"`
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("the error is %v, want %s", err, want)
	}
}
