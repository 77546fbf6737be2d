package syntax

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"
)

// A text is a file of Go with marks, such as «1», in front of places.
type text struct {
	files []*ast.File
	marks map[string]token.Pos
}

// parse returns two files: an empty one, and one with marks.
func parse(t *testing.T, source string) text {
	t.Helper()
	fset := token.NewFileSet()
	empty, err := parser.ParseFile(fset, "empty.go", "package p\n", parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	offsets := make(map[string]int)
	plain := ""
	for rest := source; rest != ""; {
		before, marked, _ := strings.Cut(rest, "«")
		name, after, _ := strings.Cut(marked, "»")
		plain += before
		if name != "" {
			offsets[name] = len(plain)
		}
		rest = after
	}
	f, err := parser.ParseFile(fset, "p.go", plain, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	x := text{files: []*ast.File{empty, f}, marks: make(map[string]token.Pos)}
	for name, offset := range offsets {
		x.marks[name] = fset.File(f.FileStart).Pos(offset)
	}
	return x
}

func (x text) at(t *testing.T, mark string) token.Pos {
	t.Helper()
	pos, ok := x.marks[mark]
	if !ok {
		t.Fatalf("there is no mark %s", mark)
	}
	return pos
}

// TestIndex has positions in declarations, between them, and in no file.
func TestIndex(t *testing.T) {
	t.Parallel()
	x := parse(t, "«package»package p\n\n«a»var a int«end»\n\nfunc f() { «f»}\n«last»")
	for mark, want := range map[string]int{"package": -1, "a": 0, "end": -1, "f": 1, "last": -1} {
		pos := x.at(t, mark)
		if mark == "last" {
			pos-- // the end itself is in no file
		}
		if file, decl := Index(x.files, pos); file != 1 || decl != want {
			t.Errorf("%s: in declaration %d of file %d, want %d of 1", mark, decl, file, want)
		}
		if d := DeclarationAt(x.files, pos); (d != nil) != (want >= 0) || d != nil && d != x.files[1].Decls[want] {
			t.Errorf("%s: in the declaration %v", mark, d)
		}
		if f := FileAt(x.files, pos); f != x.files[1] {
			t.Errorf("%s: in another file", mark)
		}
	}
	if file, decl := Index(x.files, token.NoPos); file != -1 || decl != -1 {
		t.Errorf("no position is in declaration %d of file %d", decl, file)
	}
	if FileAt(x.files, token.NoPos) != nil || DeclarationAt(x.files, token.NoPos) != nil || Enclosing(x.files, token.NoPos) != nil {
		t.Error("there is something at no position")
	}
}

// TestEnclosing has the types of the nodes around a position.
func TestEnclosing(t *testing.T) {
	t.Parallel()
	x := parse(t, "package p\n\nfunc f() { g(«1»x) }\n\nfunc h() {}\n")
	want := []ast.Node{(*ast.Ident)(nil), (*ast.CallExpr)(nil), (*ast.ExprStmt)(nil), (*ast.BlockStmt)(nil), (*ast.FuncDecl)(nil), (*ast.File)(nil)}
	got := Enclosing(x.files, x.at(t, "1"))
	if len(got) != len(want) {
		t.Fatalf("%d nodes, want %d", len(got), len(want))
	}
	for i, n := range got {
		if reflect.TypeOf(n) != reflect.TypeOf(want[i]) {
			t.Errorf("node %d is a %T, want a %T", i, n, want[i])
		}
	}
}

// TestCallAt finds calls where go/ssa has them, and nothing beside.
func TestCallAt(t *testing.T) {
	t.Parallel()
	x := parse(t, `package p

func f() {
	a«a»(«ab»b«b»())
	«defer»defer func() {
		«inner»x = 1
	}«call»()
	«go»go c«c»(«arg»y)
}
`)
	for mark, want := range map[string]string{
		"a": "a", "ab": "", "b": "b", "defer": "func", "inner": "", "call": "func", "go": "c", "c": "c", "arg": "",
	} {
		got := ""
		if call := CallAt(x.files, x.at(t, mark)); call != nil {
			switch fun := call.Fun.(type) {
			case *ast.Ident:
				got = fun.Name
			case *ast.FuncLit:
				got = "func"
			}
		}
		if got != want {
			t.Errorf("%s: the call is of %q, want %q", mark, got, want)
		}
	}
}

// TestPlace has statements in each kind of list.
func TestPlace(t *testing.T) {
	t.Parallel()
	x := parse(t, `package p

func f() {
	a()
	«body»b()
	for range c {
		switch {
		case d:
			e(«clause»x)
			continue
		}
		_ = func(«parameter»y int) {
			«literal»g()
		}
		select {
		case <-h:
			i(func() int { return «expr»1 }«closing»)
		}
	}
	if j := k(); «cond»j {
	}
}

var v = «outside»1
`)
	for _, tt := range []struct {
		mark    string
		i, n    int // which statement of how many
		inLoop  bool
		literal bool // the function is a literal
		last    bool
	}{
		{"body", 1, 4, false, false, false},
		{"clause", 0, 2, true, false, false},
		{"literal", 0, 1, false, true, true},
		{"expr", 0, 1, false, true, true},
		{"closing", 0, 1, true, false, true},
		{"cond", 3, 4, false, false, true},
	} {
		p, ok := PlaceOf(x.files, x.at(t, tt.mark))
		if !ok {
			t.Errorf("%s: there is no place", tt.mark)
			continue
		}
		if p.I != tt.i || len(p.List) != tt.n || p.Stmt() != p.List[tt.i] {
			t.Errorf("%s: statement %d of %d, want %d of %d", tt.mark, p.I, len(p.List), tt.i, tt.n)
		}
		if (p.Next() == nil) != tt.last {
			t.Errorf("%s: the next one is %v", tt.mark, p.Next())
		}
		loop, body := p.Loop()
		if p.IsInLoop() != tt.inLoop || (loop != nil) != tt.inLoop || (body != nil) != tt.inLoop {
			t.Errorf("%s: in a loop: %t", tt.mark, p.IsInLoop())
		}
		fn, body := p.Function()
		if _, isLit := fn.(*ast.FuncLit); isLit != tt.literal || body == nil {
			t.Errorf("%s: the function is a %T", tt.mark, fn)
		}
		if p.Owner != p.Outer[0] || len(Statements(p.Owner)) != tt.n {
			t.Errorf("%s: the list is of a %T", tt.mark, p.Owner)
		}
	}
	for _, mark := range []string{"outside", "parameter"} {
		if p, ok := PlaceOf(x.files, x.at(t, mark)); ok {
			t.Errorf("%s: there is the place %v", mark, p)
		}
	}
}

// TestTerminates has lists of statements that control leaves, and others.
func TestTerminates(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]bool{
		"":                                     false,
		"a()":                                  false,
		"return":                               true,
		"return; a()":                          false,
		"panic(1)":                             true,
		"{ a(); return }":                      true,
		"if a { return }":                      false,
		"if a { return } else { panic(1) }":    true,
		"if a { return } else { a() }":         false,
		"if a { return } else if b { return }": false,
		"for { goto l }; goto l":               true,
		"for { break }":                        false,
		"if a { return } else if b { return } else { return }": true,
	} {
		x := parse(t, "package p\n\nfunc f() { "+list+" }\n")
		body := x.files[1].Decls[0].(*ast.FuncDecl).Body
		if got := Terminates(body.List); got != want {
			t.Errorf("%s: got %t", list, got)
		}
	}
}

// TestCalls leaves out what a literal calls.
func TestCalls(t *testing.T) {
	t.Parallel()
	x := parse(t, "package p\n\nfunc f() { a(b(), func() { c() }); (d()); x = e() }\n")
	body := x.files[1].Decls[0].(*ast.FuncDecl).Body
	var names []string
	for _, c := range Calls(body) {
		names = append(names, c.Fun.(*ast.Ident).Name)
	}
	if got := strings.Join(names, " "); got != "a b d e" {
		t.Errorf("the calls are %s", got)
	}
	for i, want := range []bool{true, true, false} {
		if got := CallOf(body.List[i]) != nil; got != want {
			t.Errorf("statement %d is a call: %t", i, got)
		}
	}
}
