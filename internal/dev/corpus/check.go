package corpus

import (
	"fmt"
	"go/version"
	"regexp"
	"slices"
	"strings"
)

// A problem is something wrong in a list: in a finding, in a code base (finding
// is -1), or in the list as such (both are -1).
type problem struct {
	codeBase, finding int
	text              string
}

// commitForm is the form of a commit's full name.
var commitForm = regexp.MustCompile(`^[0-9a-f]{40}$`)

// problems returns what is wrong in a list, in its order.
func (l *List) problems() (all []problem) {
	codeBase, finding := -1, -1
	fail := func(format string, args ...any) {
		all = append(all, problem{codeBase, finding, fmt.Sprintf(format, args...)})
	}
	if l.Platform == "" {
		fail("platform is missing")
	}
	type identity struct{ name, version string }
	seen := make(map[identity]bool)
	for i, c := range l.CodeBases {
		codeBase, finding = i, -1
		if c == nil {
			fail("a code base is missing")
			continue
		}
		id := identity{name: c.Name}
		if c.IsGo() {
			id.version = c.Version
		}
		if seen[id] {
			fail("the code base %s is there already", strings.TrimSpace(c.Name+" "+id.version))
		}
		seen[id] = true
		for _, text := range c.problems() {
			fail("%s", text)
		}
		judged := make(map[key][]Judgement)
		for j, f := range c.Findings {
			finding = j
			for _, text := range f.problems() {
				fail("%s", text)
			}
			if slices.Contains(judged[f.key()], f.Judgement) {
				fail("%s in %s %s is there already, with this judgement; give it a count", f.Check, f.Package, f.Function)
			}
			judged[f.key()] = append(judged[f.key()], f.Judgement)
		}
	}
	return all
}

// problems returns what is wrong in a code base, apart from its findings.
func (c *CodeBase) problems() (all []string) {
	fail := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	switch {
	case c.Name == "" || strings.ContainsAny(c.Name, " \t\n"):
		fail("want a name without spaces, not %q", c.Name)
	case c.IsCheckout() && c.Version != "":
		fail("%s: a checkout has a commit, no version", c.Name)
	case c.IsCheckout() && !commitForm.MatchString(c.Commit):
		fail("%s: want the full name of a commit, not %q", c.Name, c.Commit)
	case !c.IsCheckout() && (c.Commit != "" || c.Folder != "" || len(c.Flags) > 0 || len(c.Patterns) > 0 || c.Dependencies):
		fail("%s: commit, folder, flags, patterns and dependencies are for checkouts, which have a repository", c.Name)
	case c.IsGo() && !version.IsValid(c.Version):
		fail("%s: want a version such as go1.26.8, not %q", c.Name, c.Version)
	case c.IsModule() && c.Version == "":
		fail("%s: want the version of the module, or the repository of a checkout", c.Name)
	}
	if c.Packages < 0 || c.Lines < 0 || c.Sites < 0 || c.Undecided < 0 {
		fail("%s: a number is negative", c.Name)
	}
	return all
}

// problems returns what is wrong in a finding.
func (f Finding) problems() (all []string) {
	for _, v := range []struct{ key, value string }{
		{"package", f.Package}, {"function", f.Function}, {"check", f.Check}, {"at", f.At},
	} {
		if v.value == "" {
			all = append(all, v.key+" is missing")
		}
	}
	if f.Count < 0 {
		all = append(all, "a count is negative")
	}
	switch f.Judgement {
	case True, False, HandedOff:
		if strings.TrimSpace(f.Why) == "" {
			all = append(all, "why is missing: what shows the judgement to be right?")
		}
	case Unjudged:
	default:
		all = append(all, fmt.Sprintf("want the judgement true, false, handed-off or unjudged, not %q", f.Judgement))
	}
	return all
}

// Unjudged returns a line for each finding that nobody has judged.
func (l *List) Unjudged() (lines []string) {
	for _, c := range l.CodeBases {
		for _, f := range c.Findings {
			if f.Judgement == Unjudged {
				lines = append(lines, fmt.Sprintf("%s: %s", c.Name, f.describe()))
			}
		}
	}
	return lines
}

// describe names a finding in a line.
func (f Finding) describe() string {
	return fmt.Sprintf("%s: %s (%s): %s", f.Package, f.Function, f.At, f.Check)
}
