package vetunit

import (
	"errors"
	"flag"
	"io"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/settings/config"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// flags are what the arguments of a vet tool say.
type flags struct {
	analyzers []*analysis.Analyzer // those that are on
	declared  []declare.Line
}

// parseFlags sets the flags of the analyzers. Those that say how to print have no
// meaning where nothing is printed; others are an error.
func parseFlags(args []string, analyzers []*analysis.Analyzer) (*flags, error) {
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Bool("json", false, "")
	fs.Int("c", 0, "")
	chosen := make(map[string]*bool)
	for _, a := range analyzers {
		chosen[a.Name] = fs.Bool(a.Name, false, "")
		a.Flags.VisitAll(func(f *flag.Flag) { fs.Var(f.Value, a.Name+"."+f.Name, "") })
	}
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if fs.NArg() > 0 {
		return nil, errors.New("more arguments than flags")
	}
	set := make(map[string]bool)
	isChoice := false // some are chosen; else some may be left out
	fs.Visit(func(f *flag.Flag) {
		set[f.Name] = true
		isChoice = isChoice || chosen[f.Name] != nil && *chosen[f.Name]
	})
	f := new(flags)
	for _, a := range analyzers {
		if isChoice && *chosen[a.Name] || !isChoice && !set[a.Name] {
			f.analyzers = append(f.analyzers, a)
		}
	}
	if d := fs.Lookup(config.DeclareFlag); d != nil {
		lines, err := declare.ParseLines(d.Value.String())
		if err != nil {
			return nil, err
		}
		f.declared = lines
	}
	return f, nil
}
