package cli

import (
	"flag"
	"fmt"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/driver/goload"
)

const usageHead = `Lockleak finds locks that some path through the code does not release.

Usage: lockleak [flags] [packages]
       lockleak audit [flags] [packages]
       lockleak help [check]
       lockleak hook [flags] [--] files

Packages are named as for go build; without any, it is ./...
A hook is given files, as git names those that have changed: it analyses their
packages, each in its module.

Examples:
  lockleak                              all packages of the module
  lockleak ./server ./store/...         these packages
  lockleak -tests=false -tags=linux     no test files, with a build tag
  lockleak -C ../other -json            another module, for a program to read
  lockleak audit ./server               what became of the lock at each acquire
  lockleak -debug=example.com/m/server.handle ./server
  lockleak -fix -diff ./server          what the fixes would change
  lockleak help                         the checks, and how to switch them
  lockleak help lockleak                the manual of a check
  lockleak hook -- store/store.go       the package of a changed file

Output:
  -format=name    text, which is the default; json: one JSON object, package ->
                  analyzer -> diagnostics; sarif: SARIF 2.1.0; github: workflow
                  commands of GitHub Actions; gitlab: a code quality report
  -json, -sarif   short for -format=json and -format=sarif
  -o file         write that to a file, which is replaced as a whole
  -html file      write the findings as a page for a browser, too: with source,
                  fixes, and the paths in control-flow graphs
  -c=N            show each path in the source, with N lines around those that
                  matter; on a terminal that is the default, with N=0; -c=-1
                  prints a line for each step, as where there is no terminal
  -q              print one line for each finding, without its path
  -color=when     auto, always or never; auto is on a terminal, and if neither
                  NO_COLOR is set nor TERM=dumb
  -debug=pkg.Func print the SSA of a function with the state of the analysis
                  before each instruction
  -fix            apply the fixes of the findings; print what is left
  -fix -diff      print what the fixes would change, and change nothing
  -tests=false    leave out _test.go files
  -print-flags    print the settings as flags for go vet -vettool
  -version        print the versions of lockleak and of the Go it is built with
  -h, -help       print this text
`

const usageChoice = `
Known findings:
  -baseline=file  leave out the findings that this file lists; those of them that
                  are not found any more are told on standard error
  -write-baseline=file
                  write the file, and print no findings
  -new-from-rev=rev
                  report only findings whose path leads through lines that have
                  changed since this revision of git
`

const usageAudit = `
Audit, which tells for every acquire site what becomes of the lock, and why; also
-json, -color, -tests, and the flags below:
  -only=list      show only sites with these verdicts, of released, handedoff,
                  kept, leaks, misused, undecided; the sums are of all
`

const usageConfig = `
Configuration:
  -config=file    read settings from this file; flags win over it. Without it,
                  that is .lockleak.yml beside the go.mod of the module, if it
                  is there; -config=off reads none
`

const usageTail = `
  All other build flags of go vet, but for -n, are passed on as well.

Exit status: 0 nothing to report; 1 findings; 2 not all of the work could be done
(standard error says what was left out; findings are printed all the same).
That of audit is 0 or 2: it does not judge what it shows.

The same analysis in go vet: go vet -vettool=$(which lockleak) ./...
`

// usage returns the text of -h.
func usage(suite []*analysis.Analyzer) string {
	w := new(strings.Builder)
	w.WriteString(usageHead)
	w.WriteString(usageAudit)
	w.WriteString("\nAnalysis, the same in go vet -vettool:\n")
	for a := range checksOf(suite) {
		a.Flags.VisitAll(func(f *flag.Flag) {
			fmt.Fprintf(w, "  -%s.%s=%s\n                  %s\n", a.Name, f.Name, f.DefValue, f.Usage)
		})
	}
	w.WriteString(usageChoice)
	w.WriteString(usageConfig)
	w.WriteString("\nBuild:\n")
	fmt.Fprintf(w, "  -%-14s %s\n", "C dir", "run in dir; packages and files are relative to it")
	fmt.Fprintf(w, "  -%-14s %s\n", "overlay file", "a JSON file that replaces source files, as in go build")
	for name, usage := range goload.BuildFlagUsage() {
		fmt.Fprintf(w, "  -%-14s %s\n", name, usage)
	}
	w.WriteString(usageTail)
	return w.String()
}
