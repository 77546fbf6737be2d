// Lockleak finds locks that some path through the code does not release. See
// lockleak -h.
package main

import (
	"os"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/driver/cli"
	"github.com/lockleak/lockleak/internal/driver/goload"
	"github.com/lockleak/lockleak/internal/driver/vetunit"
)

func main() {
	if args, ok := cli.VetToolArgs(os.Args[1:]); ok {
		goload.StartHeap()
		if vetunit.Run(args, analyzer.Facts()) {
			return
		}
		os.Args = append(os.Args[:1], args...)
		unitchecker.Main(analyzer.Alone()...)
	}
	os.Exit(cli.Main(analyzer.Alone(), os.Args[1:], os.Stdout, os.Stderr))
}
