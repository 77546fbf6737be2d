// Bench compares the cost of whole runs of lockleak with that of other tools on
// the same packages, in the same run of bench, and prints ratios.
//
//	go run ./internal/dev/tools/bench -C ../nats-server ./...
//
// The others are a vet tool that does nothing but have a fact type, which is the
// floor of that driver; one that only builds SSA; go vet with its own checks; and
// staticcheck. A cold run finds the packages compiled, but no results of the
// tool; a warm run comes right behind it. Rounds go through all tools in turn, so
// that what else happens on the machine hits them alike; the medians count.
//
//	tools.go    the tools and how they are run
//	measure.go  one run -> its cost
//	table.go    costs -> medians, ratios, a table
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	dir := flag.String("C", ".", "run in this directory")
	rounds := flag.Int("n", 3, "rounds")
	self := flag.String("lockleak", ".", "directory of lockleak's module")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: bench [-C dir] [-n rounds] [-lockleak dir] [packages]")
		flag.PrintDefaults()
	}
	flag.Parse()
	packages := flag.Args()
	if len(packages) == 0 {
		packages = []string{"./..."}
	}
	if err := run(*self, *dir, *rounds, packages); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
}

func run(self, dir string, rounds int, packages []string) error {
	temp, err := os.MkdirTemp("", "lockleak-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	var cold, warm []sample
	for round := range rounds + 1 {
		for _, t := range tools {
			runs, err := t.prepare(self, temp, dir, packages)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			for i, to := range []*[]sample{&cold, &warm} {
				c, err := measure(runs)
				if err != nil {
					return fmt.Errorf("%s: %w", t.name, err)
				}
				if round > 0 { // the first one compiles what is missing
					*to = append(*to, sample{t.name, c})
				}
				fmt.Fprintf(os.Stderr, "round %d, %s, %s: %v\n", round, t.name, []string{"cold", "warm"}[i], c)
			}
		}
	}
	fmt.Print(table("cold", cold), "\n", table("warm", warm))
	return nil
}
