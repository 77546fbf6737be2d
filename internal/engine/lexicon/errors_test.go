package lexicon

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

func TestIsError(t *testing.T) {
	t.Parallel()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", `package p

type (
	Error   interface{ isError() }
	ioErr   interface{ timeout() bool }
	wrapped interface{ error; Unwrap() error }
	alias   = error
	errors  interface{ all() }
	named   interface{ name() string }
	fault   struct{ code int }
	noError struct{}
	code    int
)

func (*fault) Error() string { return "" }
func (code) Error() string { return "" }

var (
	v1  error
	v2  Error
	v3  ioErr
	v4  wrapped
	v5  alias
	v6  *fault
	v7  errors
	v8  named
	v9  *noError
	v10 fault
	v11 code
	v12 *Error
	v13 int
)`, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := (&types.Config{Importer: importer.Default()}).Check("p", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"v1": true, "v2": true, "v3": true, "v4": true, "v5": true, "v6": true,
		"v7": false, "v8": false, "v9": false, "v10": false, "v11": false, "v12": false, "v13": false,
	} {
		if got := IsError(pkg.Scope().Lookup(name).Type()); got != want {
			t.Errorf("%s: IsError(%s) = %t", name, pkg.Scope().Lookup(name).Type(), got)
		}
	}
}

func TestErrorNames(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name                string
		makes, wraps, joins bool
	}{
		{"New", true, false, false},
		{"newFault", true, false, false},
		{"Errorf", true, false, false},
		{"badRequestErrorf", true, false, false},
		{"Wrap", false, true, false},
		{"WithStack", false, true, false},
		{"Withdraw", false, false, false},
		{"Renew", false, false, false},
		{"Close", false, false, false},
		{"Join", false, false, true},
		{"appendError", false, false, true},
		{"adjoin", false, false, false},
		{"", false, false, false},
	} {
		if got := MakesError(tt.name); got != tt.makes {
			t.Errorf("MakesError(%q) = %t", tt.name, got)
		}
		if got := WrapsError(tt.name); got != tt.wraps {
			t.Errorf("WrapsError(%q) = %t", tt.name, got)
		}
		if got := JoinsErrors(tt.name); got != tt.joins {
			t.Errorf("JoinsErrors(%q) = %t", tt.name, got)
		}
	}
}
