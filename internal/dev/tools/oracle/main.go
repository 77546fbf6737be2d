// Command oracle compares the verdicts of the engine on random programs with
// what happens when these are run.
//
//	go run ./internal/dev/tools/oracle -n 20000 -seed 7
//
// It prints the programs on which they disagree, each made as small as it can
// be, and what the programs were made of. The exit status is 1 if there are any.
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"slices"

	"github.com/lockleak/lockleak/internal/dev/oracle"
)

func main() {
	n := flag.Int("n", 2000, "how many programs")
	seed := flag.Uint64("seed", 1, "seed of the series")
	from := flag.Int("from", 0, "number of the first program")
	size := flag.Int("batch", 500, "how many programs are built at once")
	show := flag.Int("show", 5, "how many disagreements of a kind are shown")
	reduce := flag.Bool("reduce", true, "make programs smaller on which engine and execution disagree")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ok, err := compare(ctx, *n, *seed, *from, *size, *show, *reduce)
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

func compare(ctx context.Context, n int, seed uint64, from, size, show int, reduce bool) (bool, error) {
	dir, err := os.MkdirTemp("", "oracle")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	checker, err := oracle.NewChecker()
	if err != nil {
		return false, err
	}
	counts := oracle.NewCounts()
	shown := make(map[string]int)
	for first := from; first < from+n; first += size {
		var programs []*oracle.Program
		for id := first; id < min(first+size, from+n); id++ {
			programs = append(programs, oracle.Generate(seed, id))
		}
		found, err := counts.Run(ctx, checker, dir, programs)
		if err != nil {
			return false, err
		}
		fmt.Fprintf(os.Stderr, "oracle: %d programs, %d disagreements\n", first+size-from, len(found))
		for _, m := range found {
			if shown[m.Kind]++; shown[m.Kind] > show {
				continue
			}
			if reduce {
				if m, err = oracle.Reduce(ctx, checker, dir, m); err != nil {
					return false, err
				}
			}
			fmt.Printf("%s\n%s\n", m, oracle.Numbered(m.Program))
		}
	}
	fmt.Print(counts)
	return len(slices.Collect(maps.Keys(counts.Mismatches))) == 0, nil
}
