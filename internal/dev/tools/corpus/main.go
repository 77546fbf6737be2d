// Corpus compares what lockleak finds in real code with a list of findings that
// were judged by reading the code, testdata/corpus/findings.yml. A finding that
// is new or gone, or another number of them in a function, is a difference, and
// so is another number of sites or of undecided sites.
//
// Usage, in the module:
//
//	go run ./internal/dev/tools/corpus [-update] [std] [cmd] [dependencies]
//	go run ./internal/dev/tools/corpus -checkouts file [-update] [name...]
//
// The first form is over the standard library, the go command and its tools,
// and the packages of other modules that this one depends on, with its tests
// and tools, as they are in the module cache. It needs no network where go mod
// download has been run: the tests of dependencies need further modules. The second
// one is over checkouts: the file has lines of a name in the list and a folder,
// relative to the file. Names pick some of them.
//
// The code of Go differs by its version. The list has exact versions. With
// another release of the same language version, what differs is printed as a
// note; without any in the list, the findings are. The same goes for modules
// and checkouts on another platform than that of the list.
//
// With -update, what is found is written into the list, and from it
// docs/findings.md. What is new is unjudged there, which no test lets pass.
//
// The exit status is 0 if all is as listed, 1 if something differs, and 2 if
// not all could be compared.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/driver/goload"
)

func main() {
	if args, ok := goload.VetToolArgs(os.Args[1:]); ok {
		os.Args = append(os.Args[:1], args...)
		unitchecker.Main(analyzer.Alone()...)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// The exit statuses.
const (
	exitSame    = 0
	exitDiffers = 1
	exitFailed  = 2
)

// run runs the command line args and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("corpus", flag.ContinueOnError)
	fs.SetOutput(stderr)
	checkouts := fs.String("checkouts", "", "compare checkouts: a `file` with lines of a name in the list and a folder")
	update := fs.Bool("update", false, "write what is found into the list")
	fs.Usage = func() {
		fmt.Fprintln(stderr, "usage: corpus [-update] [std] [cmd] [dependencies]")
		fmt.Fprintln(stderr, "       corpus -checkouts file [-update] [name...]")
		fs.PrintDefaults()
	}
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitSame
	} else if err != nil {
		return exitFailed
	}
	c, err := newComparison(ctx, *update, stdout, stderr)
	if err == nil && *checkouts != "" {
		err = c.checkouts(ctx, *checkouts, fs.Args())
	} else if err == nil {
		err = c.installed(ctx, fs.Args())
	}
	switch {
	case err != nil:
		fmt.Fprintf(stderr, "corpus: %v\n", err)
		return exitFailed
	case c.failed:
		return exitFailed
	case c.differs:
		return exitDiffers
	}
	return exitSame
}
