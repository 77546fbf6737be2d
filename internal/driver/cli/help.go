package cli

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// helpWord is the first argument of the command that explains the checks. A
// package in the folder of that name is ./help.
const helpWord = "help"

// asksHelp reports whether args are those of the command help. Neither flags
// nor the go command's calls of a vet tool begin like it.
func asksHelp(args []string) bool { return len(args) > 0 && args[0] == helpWord }

// help prints the list of checks, or the manuals of those that are named, and
// returns the exit status.
func (p program) help(names []string) int {
	if len(names) == 0 {
		return p.finish(io.WriteString(p.stdout, checkList(p.suite)))
	}
	texts := make([]string, len(names))
	for i, name := range names {
		n := slices.IndexFunc(p.suite, func(a *analysis.Analyzer) bool { return a.Name == name })
		if n < 0 {
			return p.fail(fmt.Errorf("there is no check %s; the checks are %s", name, strings.Join(checkNames(p.suite), ", ")))
		}
		texts[i] = checkManual(p.suite[n])
	}
	return p.finish(io.WriteString(p.stdout, strings.Join(texts, "\n")))
}

const helpTail = `
lockleak help NAME prints the manual of a check, and its flags.

By default, all checks run. These flags switch them, here and in go vet -vettool:

  -NAME=false   run all checks but this one
  -NAME         run this check only, or several that are named like this

So does the key checks in .lockleak.yml:

  checks:
    NAME: false

lockleak -h lists all flags. More is in https://github.com/lockleak/lockleak#readme.
A package in a folder called help is named ./help.
`

// checkList returns the text of lockleak help: each check with what it reports,
// and how to switch it.
func checkList(suite []*analysis.Analyzer) string {
	width := 0
	for _, name := range checkNames(suite) {
		width = max(width, len(name))
	}
	w := new(strings.Builder)
	w.WriteString("The checks of lockleak:\n\n")
	for a := range checksOf(suite) {
		summary, _, _ := strings.Cut(a.Doc, "\n")
		fmt.Fprintf(w, "  %-*s  %s\n", width, a.Name, summary)
	}
	w.WriteString(helpTail)
	return w.String()
}

// checkManual returns the manual of an analyzer as its source has it, its flags
// as they are spelled on a command line, and where the manual is to be read.
// What is for programs has no page, and its flags are for go vet.
func checkManual(a *analysis.Analyzer) string {
	w := new(strings.Builder)
	fmt.Fprintf(w, "%s: %s\n", a.Name, strings.TrimSpace(a.Doc))
	heading := "\nFlags:\n\n"
	if !isCheck(a) {
		heading = "\nFlags, in go vet -vettool only:\n\n"
	}
	a.Flags.VisitAll(func(f *flag.Flag) {
		w.WriteString(heading)
		heading = ""
		fmt.Fprintf(w, "  -%s.%s=%s: %s\n", a.Name, f.Name, f.DefValue, f.Usage)
	})
	if a.URL != "" {
		fmt.Fprintf(w, "\nSee %s\n", a.URL)
	}
	return w.String()
}
