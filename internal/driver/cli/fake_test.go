package cli

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/result/detail"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// The tests of this package want a suite that is small and does as told, so
// that they fail for reasons of this package alone. It looks at calls by the
// name of what is called:
//
//	Leak(x)   is a finding
//	Mend(x)   is one that is told to be mended by removing the call
//	Boom()    is one with -lockleak.panic=all
//	p.F       is nothing with -lockleak.declare='p.F: notlock'
//	Hold(x)   is a site without a finding
//	Fail()    makes the analyzer return an error
//	Crash()   makes it panic
//	Inner()   is an internal error in the details
//	Wait()    makes it write into the pipe $FAKE_PIPE, if that is set, until
//	          there is nobody to read it

// declarations are the value of -lockleak.declare: functions of which a call is
// no finding. The only declaration is "notlock".
type declarations []string

func (d *declarations) String() string { return strings.Join(*d, ";") }

func (d *declarations) Set(s string) error {
	*d = nil
	for line := range strings.SplitSeq(s, ";") {
		target, what, _ := strings.Cut(line, ": ")
		if what != "notlock" {
			return fmt.Errorf("%s is no declaration", what)
		}
		*d = append(*d, target)
	}
	return nil
}

// A seenFact makes the go command analyse dependencies, too.
type seenFact struct{ Seen bool }

func (*seenFact) AFact() {}

// fakeSuite returns the suite, with flags of its own.
func fakeSuite() []*analysis.Analyzer {
	level, declared := panics.Default, new(declarations)
	leak := &analysis.Analyzer{
		Name:      "lockleak",
		Doc:       "report calls of Leak",
		FactTypes: []analysis.Fact{new(seenFact)},
		Run:       func(pass *analysis.Pass) (any, error) { return nil, runFake(pass, level, *declared) },
	}
	leak.Flags.Var(&level, "panic", "panics that count: off, recovered, explicit or all")
	leak.Flags.Var(declared, "declare", "functions that are not looked at")

	var emit bool
	var dump string
	details := &analysis.Analyzer{
		Name: detail.AnalyzerName,
		Doc:  "tell what is known",
		Run:  func(pass *analysis.Pass) (any, error) { return nil, runFakeDetail(pass, emit, dump) },
	}
	details.Flags.BoolVar(&emit, "emit", false, "emit")
	details.Flags.Bool("deps", false, "deps")
	details.Flags.StringVar(&dump, "dump", "", "dump")
	return []*analysis.Analyzer{leak, details}
}

// A fakeCall is a call of a plain function or method by its name.
type fakeCall struct {
	fn   *ast.FuncDecl
	call *ast.CallExpr
	name string
}

func (c fakeCall) lock() string {
	if len(c.call.Args) == 0 {
		return "lock"
	}
	if lit, ok := c.call.Args[0].(*ast.BasicLit); ok {
		if s, err := strconv.Unquote(lit.Value); err == nil {
			return s
		}
	}
	return "lock"
}

func fakeCalls(pass *analysis.Pass) (calls []fakeCall) {
	for _, f := range pass.Files {
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					switch f := call.Fun.(type) {
					case *ast.Ident:
						calls = append(calls, fakeCall{fn, call, f.Name})
					case *ast.SelectorExpr:
						calls = append(calls, fakeCall{fn, call, f.Sel.Name})
					}
				}
				return true
			})
		}
	}
	return calls
}

func runFake(pass *analysis.Pass, level panics.Level, declared declarations) error {
	pass.ExportPackageFact(&seenFact{true})
	for _, c := range fakeCalls(pass) {
		switch {
		case slices.Contains(declared, pass.Pkg.Path()+"."+c.name):
		case c.name == "Leak", c.name == "Boom" && level == panics.All:
			pass.Report(analysis.Diagnostic{
				Pos:      c.call.Pos(),
				Category: "return",
				Message:  c.lock() + " is not released on a path to a return",
				Related: []analysis.RelatedInformation{
					{Pos: c.call.Pos(), Message: c.lock() + " is acquired"},
					{Pos: c.fn.Body.Rbrace, Message: "it is still held on this return"},
				},
			})
		case c.name == "Mend":
			pass.Report(analysis.Diagnostic{
				Pos: c.call.Pos(), End: c.call.End(), Category: "return", Message: "lockleak: " + c.lock() + " can be mended",
				SuggestedFixes: []analysis.SuggestedFix{{Message: "say Mended", TextEdits: []analysis.TextEdit{
					{Pos: c.call.Pos(), End: c.call.End(), NewText: []byte("Mended()\n")},
				}}},
			})
		case c.name == "Fail":
			return errors.New("told to fail")
		case c.name == "Crash":
			panic("told to crash")
		case c.name == "Wait":
			if pipe := os.Getenv("FAKE_PIPE"); pipe != "" {
				return fill(pipe)
			}
		}
	}
	return nil
}

// fill writes into a pipe until nobody has it open for reading.
func fill(pipe string) error {
	f, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 1<<10))
	}
	return err
}

func runFakeDetail(pass *analysis.Pass, emit bool, dump string) error {
	if !emit {
		return nil
	}
	var p detail.Package
	at := token.NoPos
	for _, c := range fakeCalls(pass) {
		site := detail.Site{
			Posn:     pass.Fset.Position(c.call.Pos()).String(),
			Function: pass.Pkg.Path() + "." + c.fn.Name.Name,
			Lock:     c.lock(),
		}
		switch c.name {
		case "Leak":
			site.Verdict, site.Reason = "leaks", "held on a return"
			p.Findings = append(p.Findings, detail.Finding{
				Check: "lockleak", Posn: site.Posn, Message: c.lock() + " is not released on a path to a return",
				Function: site.Function, Lock: c.lock(), Kinds: []string{"acquire", "exit"},
			})
		case "Hold":
			site.Verdict = "kept"
		case "Inner":
			p.Internal = append(p.Internal, "internal error: told to have an internal error")
			continue
		default:
			continue
		}
		p.Sites = append(p.Sites, site)
	}
	for _, f := range pass.Files {
		at = f.Package
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && pass.Pkg.Path()+"."+fn.Name.Name == dump {
				p.Dumps = append(p.Dumps, detail.Dump{Function: dump, Text: fmt.Sprintf("func %s:\n  entry\n", fn.Name.Name)})
			}
		}
	}
	message, err := detail.Encode(p)
	if err != nil {
		return err
	}
	pass.Report(analysis.Diagnostic{Pos: at, Message: message})
	return nil
}
