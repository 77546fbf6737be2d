package lockdetail

import (
	"bytes"
	_ "embed"
	"encoding/gob"
	"errors"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/check/report"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/result/detail"
)

//go:embed doc.go
var doc string

// New returns the pass on top of the analyzer of findings.
func New(findings *analysis.Analyzer) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:     detail.AnalyzerName,
		Doc:      report.Manual(doc, detail.AnalyzerName),
		Requires: []*analysis.Analyzer{findings},
	}
	emit := a.Flags.Bool("emit", false, "make the diagnostic that carries the details")
	a.Flags.Bool("deps", false, "print what is found in dependencies outside of the main module; set by the lockleak command where such packages are meant")
	dump := a.Flags.String("dump", "", "the function to dump, as pkg.Func or pkg.Type.Method")
	a.Run = func(pass *analysis.Pass) (any, error) {
		if len(pass.Files) == 0 {
			return nil, nil
		}
		res := pass.ResultOf[findings].(*report.Result)
		if !*emit {
			reportInternal(pass, res)
			return nil, nil
		}
		return nil, run(pass, res, *dump)
	}
	return a
}

// reportInternal reports what went wrong in the analysis and has cost some
// verdicts, for drivers that do not ask for details. It is not returned as an
// error, as that would cost the findings in the package: go vet prints either.
func reportInternal(pass *analysis.Pass, res *report.Result) {
	for _, line := range res.Internal {
		pass.Reportf(pass.Files[0].Name.Pos(), "not all of the package is analysed: %s", line)
	}
}

func run(pass *analysis.Pass, res *report.Result, dump string) error {
	p := detail.Package{Internal: res.Internal}
	names := res.Names()
	for i, s := range res.Sites {
		p.Sites = append(p.Sites, detail.Site{
			Posn:     pass.Fset.Position(s.Pos).String(),
			Function: domain.FunctionName(s.Function),
			Lock:     names[i],
			Verdict:  string(s.Verdict),
			Reason:   s.Reason,
		})
	}
	for _, f := range res.Findings {
		p.Findings = append(p.Findings, describe(pass, f))
	}
	if dump != "" {
		for _, d := range res.Dump(dump) {
			p.Dumps = append(p.Dumps, detail.Dump{Function: d.Function, Text: d.Text})
		}
	}
	var err error
	if p.FactBytes, err = factBytes(res); err != nil {
		return err
	}
	if len(p.Sites) == 0 && len(p.Findings) == 0 && len(p.Dumps) == 0 && len(p.Internal) == 0 && p.FactBytes == 0 {
		return nil
	}
	text, err := detail.Encode(p)
	if err != nil {
		return errors.Join(errors.New("encoding details"), err)
	}
	pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Name.Pos(), Message: text})
	return nil
}

// describe returns what the diagnostic of a finding does not hold.
func describe(pass *analysis.Pass, f report.Finding) detail.Finding {
	d := detail.Finding{
		Check:   string(f.Check),
		Posn:    pass.Fset.Position(f.Diagnostic.Pos).String(),
		Message: f.Diagnostic.Message,
		Lock:    f.Lock,
		Graph:   f.Graph(pass.Fset),
	}
	if f.Function != nil {
		d.Function = domain.FunctionName(f.Function)
	}
	for _, k := range f.Kinds {
		d.Kinds = append(d.Kinds, string(k))
	}
	return d
}

// factBytes returns the size of the fact of the package as gob writes it,
// without the description of its types, which a file of facts has once; 0 for a
// fact that says nothing.
func factBytes(res *report.Result) (int, error) {
	fact := res.Fact()
	if len(fact.Funcs)+len(fact.Declared) == 0 {
		return 0, nil
	}
	var b bytes.Buffer
	enc := gob.NewEncoder(&b)
	if err := enc.Encode(fact); err != nil {
		return 0, errors.Join(errors.New("encoding the fact"), err)
	}
	first := b.Len()
	err := enc.Encode(fact) // the types are not described again
	return b.Len() - first, err
}
