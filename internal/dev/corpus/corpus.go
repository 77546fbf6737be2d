// Package corpus holds what is known of lockleak on real code: a list of code
// bases with every finding in them, and what a reading of the source has shown
// it to be. What a run finds is compared with the list.
//
//	corpus.go   the list
//	file.go     its file, in YAML
//	check.go    what a list has to be like
//	compare.go  the list and a run -> differences
//	merge.go    the list and a run -> the new list
//	page.go     the list -> docs/findings.md
//
// A finding is known by its package, function and check, not by its line, so
// that edits elsewhere in a file do not matter.
package corpus

import (
	"cmp"
	"go/version"
	"slices"
	"strings"
)

// A List is the content of the file.
type List struct {
	// Platform is what the code bases were analyzed for, such as linux/amd64.
	Platform  string      `yaml:"platform"`
	CodeBases []*CodeBase `yaml:"codebases"`
}

// A CodeBase is one body of code with what lockleak finds in it. It is of one
// of three kinds: a part of Go itself, std or cmd; a module that this module
// depends on, by its path; or a checkout of a repository.
type CodeBase struct {
	Name string `yaml:"name"`

	// Version is that of Go, such as go1.26.8, or of the module.
	Version string `yaml:"version,omitempty"`

	// Of a checkout: the repository, the commit in full, the folder in it that
	// is analyzed if that is not the root, build flags, the packages if they are
	// not ./..., and whether what these depend on is meant, in place of them.
	Repository   string   `yaml:"repository,omitempty"`
	Commit       string   `yaml:"commit,omitempty"`
	Folder       string   `yaml:"folder,omitempty"`
	Flags        []string `yaml:"flags,omitempty"`
	Patterns     []string `yaml:"patterns,omitempty"`
	Dependencies bool     `yaml:"dependencies,omitempty"`

	Packages  int      `yaml:"packages"`          // the number of packages, tests included in theirs
	Lines     int      `yaml:"lines"`             // of their Go files
	Sites     int      `yaml:"sites"`             // calls that acquire a lock
	Undecided int      `yaml:"undecided"`         // sites without a verdict
	LeftOut   []string `yaml:"leftout,omitempty"` // packages that could not be analyzed, or not all of them

	Findings []Finding `yaml:"findings,omitempty"`
}

// A Finding is what one check reports in one function.
type Finding struct {
	Package   string    `yaml:"package"`         // its import path; that of external tests ends in _test
	Function  string    `yaml:"function"`        // the declared function around: f, T.f, (*T).f
	Check     string    `yaml:"check"`           // the analyzer that reports it
	Count     int       `yaml:"count,omitempty"` // how many there are; 0 means 1
	At        string    `yaml:"at"`              // file.go:12, 30; for readers, it is not compared
	Judgement Judgement `yaml:"judgement"`
	Why       string    `yaml:"why"` // how the code gets there, or what makes it impossible: Markdown

	Messages []string `yaml:"-"` // of a run: what was reported
}

// A Judgement is what a reading of the code has shown a finding to be.
type Judgement string

// The judgements.
const (
	True      Judgement = "true"       // there is an input or an interleaving for it
	False     Judgement = "false"      // there is none
	HandedOff Judgement = "handed-off" // somebody else releases the lock, as the code means it
	Unjudged  Judgement = "unjudged"   // nobody has read it yet
)

// A key tells findings apart.
type key struct{ pkg, function, check string }

func (f Finding) key() key { return key{f.Package, f.Function, f.Check} }

func compareKeys(a, b key) int {
	return cmp.Or(strings.Compare(a.pkg, b.pkg), strings.Compare(a.function, b.function), strings.Compare(a.check, b.check))
}

func (f Finding) count() int { return max(f.Count, 1) }

// setCount sets the count as the file has it.
func (f *Finding) setCount(n int) {
	f.Count = n
	if n == 1 {
		f.Count = 0
	}
}

// IsGo reports whether the code base is a part of Go.
func (c *CodeBase) IsGo() bool { return c.Name == "std" || c.Name == "cmd" }

// IsCheckout reports whether the code base is a checkout of a repository.
func (c *CodeBase) IsCheckout() bool { return c.Repository != "" }

// IsModule reports whether the code base is a module that this one depends on.
func (c *CodeBase) IsModule() bool { return !c.IsGo() && !c.IsCheckout() }

// count returns the number of findings of a judgement.
func (c *CodeBase) count(j Judgement) (n int) {
	for _, f := range c.Findings {
		if f.Judgement == j {
			n += f.count()
		}
	}
	return n
}

// Count returns the number of all findings.
func (c *CodeBase) Count() int { return total(c.Findings) }

// ForGo returns the entry for a part of Go: of this version, or else of the
// release that is nearest to it among those of the same language version. It
// is nil if there is none.
func (l *List) ForGo(name, goVersion string) *CodeBase {
	var near *CodeBase
	for _, c := range l.CodeBases {
		switch {
		case c.Name != name || !c.IsGo() || version.Lang(c.Version) != version.Lang(goVersion):
		case c.Version == goVersion:
			return c
		case near == nil || nearer(c.Version, near.Version, goVersion):
			near = c
		}
	}
	return near
}

// nearer reports whether version a is nearer to to than b is. All are of the
// same language version. A later one is nearer than an earlier one, as what it
// fixes is not in the list.
func nearer(a, b, to string) bool {
	aLater, bLater := version.Compare(a, to) > 0, version.Compare(b, to) > 0
	switch {
	case aLater != bLater:
		return aLater
	case aLater:
		return version.Compare(a, b) < 0
	}
	return version.Compare(a, b) > 0
}

// Module returns the entry of a module, nil if there is none.
func (l *List) Module(path string) *CodeBase {
	return l.find(func(c *CodeBase) bool { return c.IsModule() && c.Name == path })
}

// Checkout returns the entry of a checkout, nil if there is none.
func (l *List) Checkout(name string) *CodeBase {
	return l.find(func(c *CodeBase) bool { return c.IsCheckout() && c.Name == name })
}

func (l *List) find(is func(*CodeBase) bool) *CodeBase {
	if i := slices.IndexFunc(l.CodeBases, is); i >= 0 {
		return l.CodeBases[i]
	}
	return nil
}
