package corpus

import (
	"fmt"
	"go/version"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

// pageHeader stands above the page.
const pageHeader = "<!-- Generated from testdata/corpus/findings.yml and findings.md.tmpl: go test ./internal/dev/corpus -update -->\n\n"

// Page returns docs/findings.md: a template, in Markdown, filled with what the
// list says. The template has these fields:
//
//	.Platform    what the code bases were analyzed for
//	.Table       the code bases with their numbers
//	.Checks      the checks with the numbers of their findings
//	.Share       how many findings there are, and how many of them are true
//	.Findings    the findings, by code base
//	.Sites       the number of sites of all code bases
//	.Undecided   the number of those that are undecided
func (l *List) Page(tmpl string) (string, error) {
	t, err := template.New("findings").Option("missingkey=error").Parse(tmpl)
	if err != nil {
		return "", err
	}
	shown := l.newest()
	sum := new(CodeBase)
	for _, c := range shown {
		sum.Lines += c.Lines
		sum.Sites += c.Sites
		sum.Undecided += c.Undecided
		sum.Findings = append(sum.Findings, c.Findings...)
	}
	var b strings.Builder
	b.WriteString(pageHeader)
	err = t.Execute(&b, struct{ Platform, Table, Checks, Share, Findings, Sites, Undecided string }{
		Platform:  l.Platform,
		Table:     table(shown, sum),
		Checks:    checks(sum),
		Share:     share(sum),
		Findings:  sections(shown),
		Sites:     thousands(sum.Sites),
		Undecided: thousands(sum.Undecided),
	})
	return b.String(), err
}

// newest returns the code bases, of each part of Go only the latest version.
func (l *List) newest() (shown []*CodeBase) {
	for _, c := range l.CodeBases {
		later := func(other *CodeBase) bool {
			return other.Name == c.Name && version.Compare(other.Version, c.Version) > 0
		}
		if !c.IsGo() || l.find(later) == nil {
			shown = append(shown, c)
		}
	}
	return shown
}

// table returns the code bases with their numbers, and their sums.
func table(all []*CodeBase, sum *CodeBase) string {
	var b strings.Builder
	b.WriteString("| code | at | lines | sites | undecided | findings | true | false | handed off |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|\n")
	row := func(name, at string, c *CodeBase, mark string) {
		fmt.Fprintf(&b, "| %s%s%s | %s |", mark, name, mark, at)
		for _, n := range []int{c.Lines, c.Sites, c.Undecided, c.Count(), c.count(True), c.count(False), c.count(HandedOff)} {
			fmt.Fprintf(&b, " %s%s%s |", mark, thousands(n), mark)
		}
		b.WriteByte('\n')
	}
	for _, c := range all {
		row(c.title(), c.at(), c, "")
	}
	row("all", "", sum, "**")
	return strings.TrimSuffix(b.String(), "\n")
}

// checks returns the checks that have findings, with the numbers of these.
func checks(sum *CodeBase) string {
	byCheck := make(map[string]*CodeBase)
	for _, f := range sum.Findings {
		if byCheck[f.Check] == nil {
			byCheck[f.Check] = new(CodeBase)
		}
		byCheck[f.Check].Findings = append(byCheck[f.Check].Findings, f)
	}
	var b strings.Builder
	b.WriteString("| check | findings | true | false | handed off |\n|---|---|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(byCheck)) {
		c := byCheck[name]
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", name, thousands(c.Count()), thousands(c.count(True)), thousands(c.count(False)), thousands(c.count(HandedOff)))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// title names a code base for readers.
func (c *CodeBase) title() string {
	name := c.Name
	if c.IsCheckout() {
		name = strings.TrimPrefix(c.Repository, "github.com/")
	}
	if c.Folder != "" {
		name += ", " + c.Folder
	}
	if len(c.Patterns) > 0 {
		name += ", " + strings.Join(c.Patterns, " and ")
	}
	if c.Dependencies {
		name = fmt.Sprintf("dependencies of %s, %s packages", name, thousands(c.Packages))
	}
	return name
}

// at returns the version or the short name of the commit.
func (c *CodeBase) at() string {
	if c.IsCheckout() {
		return c.Commit[:12]
	}
	return c.Version
}

// share says how many findings are true, in a sentence.
func share(sum *CodeBase) string {
	all, right := sum.Count(), sum.count(True)
	if all == 0 {
		return "There are no findings."
	}
	percent := strconv.FormatFloat(100*float64(right)/float64(all), 'f', 1, 64)
	text := fmt.Sprintf("Of %s findings in %s lines, %s are true, which is %s %%.",
		thousands(all), thousands(sum.Lines), thousands(right), strings.TrimSuffix(percent, ".0"))
	if n := sum.count(Unjudged); n > 0 {
		text += fmt.Sprintf(" Not judged yet: %s.", thousands(n))
	}
	return text
}

// sections returns the findings of each code base that has some.
func sections(all []*CodeBase) string {
	var parts []string
	for _, c := range all {
		if len(c.Findings) == 0 {
			continue
		}
		parts = append(parts, "### "+c.title())
		for i := 0; i < len(c.Findings); {
			first := c.Findings[i]
			var functions, places []string
			for ; i < len(c.Findings) && c.Findings[i].sameStory(first); i++ {
				functions = append(functions, "`"+c.Findings[i].Function+"`")
				places = append(places, c.Findings[i].At)
			}
			head := fmt.Sprintf("**%s, %s** (%s; %s)", first.Package, strings.Join(functions, " and "), strings.Join(places, " and "), first.Check)
			parts = append(parts, strings.TrimSuffix(wrap(head+". "+first.verdict()), "\n"))
		}
	}
	return strings.Join(parts, "\n\n")
}

// sameStory reports whether one reason is given for two findings.
func (f Finding) sameStory(other Finding) bool {
	return f.Package == other.Package && f.Check == other.Check && f.Judgement == other.Judgement && strings.TrimSpace(f.Why) == strings.TrimSpace(other.Why)
}

// verdict returns the reason, and the judgement before it if that is not true.
func (f Finding) verdict() string {
	switch f.Judgement {
	case False:
		return "False: " + f.Why
	case HandedOff:
		return "Handed off: " + f.Why
	case Unjudged:
		return "Not judged yet."
	}
	return f.Why
}

// thousands returns a number with commas.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
