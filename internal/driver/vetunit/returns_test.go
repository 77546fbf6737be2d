package vetunit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"
)

// TestReturns has bodies of functions that return, and of some of which that is not
// sure.
func TestReturns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		body string
		want bool
	}{
		{``, true},
		{`work()`, true},
		{`panic("no")`, false},
		{`if ok { panic("no") }`, true},
		{`if ok { return }; panic("no")`, true},
		{`if ok { work() } else { panic("no") }`, true},
		{`if ok { os.Exit(1) } else { log.Fatal("no") }`, false},
		{`x := stop(); work(x)`, false},
		{`run(func() { stop() })`, true},
		{`for {}`, false},
		{`for { if ok { break } }`, true},
		{`for { if ok { return } }`, true},
		{`for { switch { case ok: break } }`, false},
		{`for ok { stop() }`, true},
		{`L: for { break L }`, false}, // labels are not followed
		{`for range list { stop() }`, true},
		{`for range stop() { return }`, false},
		{`select {}`, false},
		{`select { case <-c: stop(); case <-d: }`, true},
		{`switch x { case 1: stop() }`, true},
		{`switch x { case 1: stop(); default: panic(x) }`, false},
		{`switch x { case 1: stop(); default: return }`, true},
		{`switch x.(type) { case int: return; default: stop() }`, true},
		{`goto L; L: return`, false},
		{`{ stop() }; return`, false},
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc f() { "+tt.body+" }", 0)
		if err != nil {
			t.Fatal(err)
		}
		n := &names{end: map[string]bool{"stop": true}}
		if got := n.returns(f.Decls[0].(*ast.FuncDecl).Body); got != tt.want {
			t.Errorf("%s: returns is %t", tt.body, got)
		}
	}
}

// TestSurelyReturn has functions that call each other.
func TestSurelyReturn(t *testing.T) {
	t.Parallel()
	f, err := parser.ParseFile(token.NewFileSet(), "", `package p
func bottom() { panic("no") }
func middle() { bottom() }
func (t T) Top() { defer middle() }
func rescue() { _ = recover() }
func fine() { rescue() }
`, 0)
	if err != nil {
		t.Fatal(err)
	}
	var list []*ast.FuncDecl
	for _, d := range f.Decls {
		list = append(list, d.(*ast.FuncDecl))
	}
	n := &names{end: make(map[string]bool)}
	got := n.surelyReturn(list, []*ast.File{f})
	if len(got) != 1 || got[0].Name.Name != "fine" {
		t.Errorf("%d functions surely return, want fine", len(got))
	}
}
