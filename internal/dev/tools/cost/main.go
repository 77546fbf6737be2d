// Cost measures what the analysis of each package takes, and of each function,
// and shows how that grows with the size.
//
//	go run ./internal/dev/tools/cost -C ../nats-server -functions 20 ./...
//	go run ./internal/dev/tools/cost -monsters
//	go run ./internal/dev/tools/cost -plot docs/performance.svg docs/performance.csv
//
// The first form runs itself as a vet tool over packages and what they import, and
// prints a line in CSV for each: its import path, its number of SSA instructions,
// the milliseconds of processors until SSA was built, from the start of the
// process, and those of the engine behind it. With several rounds, the shortest
// times count. The functions that took longest go to standard error, each with
// what it took without those that it calls: milliseconds on its thread, where the
// system tells (else by the clock), the instructions that were interpreted, those
// that there are, the acquires, and how often it was analyzed; functions that call
// each other are several times. The second form does the same with generated
// programs of growing size. The third draws what the others print, and prints what
// it comes to as a table in Markdown.
//
//	main.go       the forms
//	monsters.go   generated programs
//	collect.go    the go command with the vet tool -> costs
//	measure.go    a package -> its cost, in the vet tool
//	stopwatch.go  functions -> their costs
//	lines.go      costs <-> CSV
//	series.go     costs -> points, and how they grow
//	plot.go       points -> SVG
//	table.go      points -> Markdown
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockleak/lockleak/internal/driver/goload"
)

func main() {
	if _, ok := goload.VetToolArgs(os.Args[1:]); ok {
		goload.StartHeap()
		unitchecker.Main(newAnalyzer())
	}
	dir := flag.String("C", ".", "run in this directory")
	rounds := flag.Int("n", 1, "rounds")
	functions := flag.Int("functions", 0, "name that many functions")
	monsters := flag.Bool("monsters", false, "measure generated programs, no packages")
	picture := flag.String("plot", "", "draw the file with measured costs into this one")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: cost [-C dir] [-n rounds] [-functions n] [packages]\n       cost -monsters [-n rounds] [-functions n]\n       cost -plot file.svg file.csv")
		flag.PrintDefaults()
	}
	flag.Parse()
	var err error
	switch {
	case *picture != "":
		err = draw(*picture, flag.Args())
	case *rounds < 1:
		err = fmt.Errorf("%d rounds are none", *rounds)
	case *monsters && flag.NArg() > 0:
		err = errors.New("-monsters has no packages")
	case *monsters:
		err = show(*functions)(measureMonsters(*rounds))
	default:
		packages := flag.Args()
		if len(packages) == 0 {
			packages = []string{"./..."}
		}
		err = show(*functions)(collect(*dir, *rounds, packages))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(2)
	}
}

// show returns what prints costs, with that many functions, also beside an error.
func show(functions int) func([]packageCost, error) error {
	return func(costs []packageCost, err error) error {
		for _, c := range costs {
			fmt.Print(line(c))
		}
		if functions > 0 && len(costs) > 0 {
			fmt.Fprint(os.Stderr, slowest(costs, functions))
		}
		return err
	}
}

// slowest returns the n functions that took longest as a table.
func slowest(costs []packageCost, n int) string {
	var all []*functionCost
	for _, c := range costs {
		all = append(all, c.Functions...)
	}
	slices.SortStableFunc(all, func(a, b *functionCost) int { return cmp.Compare(b.Time, a.Time) })
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "ms\tinterpreted\tinstructions\tacquires\tanalyzed\t  function")
	for _, f := range all[:min(n, len(all))] {
		fmt.Fprintf(w, "%.0f\t%d\t%d\t%d\t%d\t  %s\n", f.Time, f.Work, f.Instructions, f.Locks, f.Times, f.Name)
	}
	w.Flush() // a Builder has no errors
	return b.String()
}

func draw(picture string, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("one file is drawn, not %d", len(args))
	}
	b, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	costs, err := parse(string(b))
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	fmt.Print(table(costs))
	return os.WriteFile(picture, []byte(plot(costs)), 0o666)
}
