package main

import (
	"os"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/driver/cli"
	"github.com/lockleak/lockleak/internal/engine/program"
)

// damaged is main but for functions that are called damaged: they reach the
// engine with a block in which nothing is, which is not what it expects.
func damaged() {
	suite := analyzer.Alone()
	engine := required(required(suite[0], "lockfindings"), "lockobligation")
	run := engine.Run
	engine.Run = func(pass *analysis.Pass) (any, error) {
		for _, fn := range pass.ResultOf[program.Own].(*program.Program).SrcFuncs {
			if fn.Name() == "damaged" {
				fn.Blocks = append(fn.Blocks, new(ssa.BasicBlock))
			}
		}
		return run(pass)
	}
	if args, ok := cli.VetToolArgs(os.Args[1:]); ok {
		os.Args = append(os.Args[:1], args...)
		unitchecker.Main(suite...)
	}
	os.Exit(cli.Main(suite, os.Args[1:], os.Stdout, os.Stderr))
}

// required returns the analyzer of that name that a requires.
func required(a *analysis.Analyzer, name string) *analysis.Analyzer {
	i := slices.IndexFunc(a.Requires, func(r *analysis.Analyzer) bool { return r.Name == name })
	return a.Requires[i]
}
