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

// TestMayNotReturn has functions that call each other.
func TestMayNotReturn(t *testing.T) {
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
	n := &names{end: make(map[string]bool)}
	n.findEnds([]*ast.File{f})
	want := map[string][2]bool{"bottom": {true, false}, "middle": {true, false}, "Top": {true, false}, "rescue": {false, true}, "fine": {}}
	for _, d := range f.Decls {
		b := &body{d.(*ast.FuncDecl), f, nil, n}
		if got := [2]bool{b.MayNotReturn(), b.MayRecover()}; got != want[b.Name.Name] {
			t.Errorf("%s: may not return, may recover: %t, want %t", b.Name.Name, got, want[b.Name.Name])
		}
	}
}
