// Mutants measures how many seeded mistakes lockleak finds in real code.
//
//	go run ./internal/dev/tools/mutants -C ../nats-server ./server
//	go run ./internal/dev/tools/mutants -C ../nats-server -kinds early,late -per 0 -why -o results.json ./...
//
// It lists the mistakes that can be made with the locks of packages, and makes them in
// many functions at a time, one in each. A mistake is found if its function has a finding
// that it does not have without the mistake. The table has, for each kind of mistakes, how
// many were found, of how many. Lost are those in packages that could not be analyzed:
// one that does not compile costs the others in its package, unless -batch is 1. The
// kinds are told by -help.
//
// With -why, the mistakes that were missed are listed by the verdict on their lock, as
// lockleak audit has it, and the reason of that.
//
// No file of the code is changed: the go command gets overlays. Which mistakes are made
// depends on the code, -kinds and the other flags for numbers alone. Build flags are those
// in GOFLAGS. The program runs itself as the vet tool, with the analyzers of this tree and
// without a configuration file; with -tool, it runs another lockleak, which reads one.
//
// The exit status is 0 if all mistakes could be tried, 1 if some were lost, and 2 if
// nothing was measured.
//
//	main.go     the command line
//	lister.go   the mistakes that can be made, found by an analyzer in the vet tool
//	analyze.go  packages with an overlay -> what lockleak says, by either way to run it
//	measure.go  runs -> outcomes
//	report.go   outcomes -> the table, the reasons and the file of results
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/dev/mutants"
	"github.com/lockleak/lockleak/internal/driver/goload"
	"github.com/lockleak/lockleak/internal/driver/outfile"
	"github.com/lockleak/lockleak/internal/driver/vetunit"
	"github.com/lockleak/lockleak/internal/result/view"
)

func main() {
	if args, ok := goload.VetToolArgs(os.Args[1:]); ok {
		goload.StartHeap()
		if !lists(args) && vetunit.Run(args, analyzer.Facts()) {
			return
		}
		os.Args = append(os.Args[:1], args...)
		unitchecker.Main(append(analyzer.Alone(), newLister())...)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// The exit statuses.
const (
	exitMeasured = 0
	exitInPart   = 1
	exitFailed   = 2
)

// options are what the command line says.
type options struct {
	dir      string
	kinds    []mutants.Kind
	plan     mutants.Plan
	why      bool
	results  string // file, or ""
	tool     string // of another lockleak, or ""
	patterns []string
}

// run runs the command line args and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitMeasured
	}
	complete := false
	if err == nil {
		complete, err = o.run(ctx, stdout, stderr)
	}
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "mutants: interrupted")
		return exitFailed
	case err != nil:
		fmt.Fprintf(stderr, "mutants: %v\n", err)
		return exitFailed
	case !complete:
		return exitInPart
	}
	return exitMeasured
}

// parse parses the command line. Its errors are not written yet; help is.
func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{kinds: mutants.Kinds()}
	fs := flag.NewFlagSet("mutants", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.dir, "C", "", "run in this `directory`, which is that of a module")
	fs.Func("kinds", "the kinds of mistakes, a `list` of "+mutants.FormatKinds(o.kinds)+" (default all)", func(list string) (err error) {
		o.kinds, err = mutants.ParseKinds(list)
		return err
	})
	fs.IntVar(&o.plan.Per, "per", 1, "try at most `n` mistakes in a function, 0 for all")
	fs.IntVar(&o.plan.Rounds, "rounds", 3, "have mistakes in one of `n` functions at a time")
	fs.IntVar(&o.plan.Batch, "batch", 0, "have at most `n` mistakes at a time, 0 for any number")
	fs.Uint64Var(&o.plan.Seed, "seed", 1, "choose mistakes by this `number`")
	fs.BoolVar(&o.why, "why", false, "tell what the missed locks are taken for")
	fs.StringVar(&o.results, "o", "", "write all results to this `file`, in JSON")
	fs.StringVar(&o.tool, "tool", "", "run this `program`, another lockleak")
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(stderr, "usage: mutants [flags] [packages]")
		fs.SetOutput(stderr)
		fs.PrintDefaults()
		fmt.Fprint(stderr, kindsHelp())
		return nil, err
	} else if err != nil {
		return nil, err
	}
	switch {
	case o.plan.Per < 0:
		return nil, fmt.Errorf("-per %d is below 0", o.plan.Per)
	case o.plan.Rounds < 1:
		return nil, fmt.Errorf("-rounds %d is below 1", o.plan.Rounds)
	case o.plan.Batch < 0:
		return nil, fmt.Errorf("-batch %d is below 0", o.plan.Batch)
	}
	if o.patterns = fs.Args(); len(o.patterns) == 0 {
		o.patterns = []string{"./..."}
	}
	return o, nil
}

// run measures, and writes what comes of it. It reports whether all mistakes could be
// tried.
func (o *options) run(ctx context.Context, stdout, stderr io.Writer) (complete bool, err error) {
	v, err := view.New(o.dir)
	if err != nil {
		return false, err
	}
	if o.results != "" {
		if err := outfile.Check(o.results); err != nil {
			return false, err
		}
	}
	temp, err := os.MkdirTemp("", "lockleak-mutants-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(temp)
	m, err := newMeasurement(o, v, temp, stderr)
	if err != nil {
		return false, err
	}
	res, err := m.measure(ctx)
	if err != nil {
		return false, err
	}
	if o.results != "" {
		if err := outfile.Write(ctx, o.results, res.writeJSON); err != nil {
			return false, err
		}
	}
	fmt.Fprint(stdout, res.table())
	if o.why {
		fmt.Fprint(stdout, res.reasons(v))
	}
	return res.count(func(x mutants.Outcome) bool { return x.Lost }) == 0, nil
}
