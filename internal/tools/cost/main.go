// Cost measures what the analysis of each package takes, and of each function,
// and shows how that grows with the size.
//
//	go run ./internal/tools/cost -C ../nats-server -functions 20 ./...
//	go run ./internal/tools/cost -plot docs/performance.svg docs/performance.csv
//
// The first form runs itself as a vet tool and prints, in CSV, a line for each
// package: its import path, its number of SSA instructions, the milliseconds of
// processors that building SSA took with all that comes before, and those of the
// analysis behind it. The functions that took longest go to standard error, each
// with what it took without those that it calls; functions that call each other
// are analyzed several times, which counts. The second form draws such a file.
//
//	main.go     the two forms
//	measure.go  a package -> its cost, in the vet tool
//	collect.go  the go command with the vet tool -> lines
//	plot.go     lines -> SVG
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockleak/lockleak/internal/cli"
)

func main() {
	if _, ok := cli.VetToolArgs(os.Args[1:]); ok {
		cli.StartHeap()
		unitchecker.Main(newAnalyzer())
	}
	dir := flag.String("C", ".", "run in this directory")
	functions := flag.Int("functions", 0, "name that many functions")
	picture := flag.String("plot", "", "draw the file with measured costs into this one")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: cost [-C dir] [-functions n] [packages]\n       cost -plot file.svg file.csv")
		flag.PrintDefaults()
	}
	flag.Parse()
	var err error
	if *picture != "" {
		err = draw(*picture, flag.Args())
	} else {
		err = measureAll(*dir, *functions, flag.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(2)
	}
}

func measureAll(dir string, functions int, packages []string) error {
	if len(packages) == 0 {
		packages = []string{"./..."}
	}
	costs, err := collect(dir, packages)
	if err != nil {
		return err
	}
	for _, c := range costs {
		fmt.Printf("%s,%d,%d,%d\n", c.Path, c.Instructions, c.Before, c.Engine)
	}
	var all []functionCost
	for _, c := range costs {
		all = append(all, c.Functions...)
	}
	slices.SortStableFunc(all, func(a, b functionCost) int { return b.Time - a.Time })
	for _, f := range all[:min(functions, len(all))] {
		fmt.Fprintf(os.Stderr, "%6d ms  %6d instructions  %s\n", f.Time, f.Instructions, f.Name)
	}
	return nil
}

func draw(picture string, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("one file is drawn, not %d", len(args))
	}
	b, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	points, err := parse(string(b))
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	return os.WriteFile(picture, []byte(plot(points)), 0o666)
}
