package callinfo_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
)

// TestFutures finds out what methods do for a future by what they do with a field.
// Their names say nothing.
func TestFutures(t *testing.T) {
	t.Parallel()
	const text = `package p
func use(t *T) { t.xa(nil); t.xb(nil); t.xc() }
type T struct { f, g func(); list []func(); n int }
`
	for _, tt := range []struct {
		name    string
		methods string
		want    string // of xa, xb and xc, in order
	}{
		{"one function", "func (t *T) xa(f func()) { t.f = f }; func (t *T) xb(func()) { t.f() }; func (t *T) xc() {}", "registers completes -"},
		{"a list", "func (t *T) xa(f func()) { t.list = append(t.list, f) }; func (t *T) xb(func()) {}; func (t *T) xc() { for _, f := range t.list { f() } }", "registers - completes"},
		{"called by the one that stores", "func (t *T) xa(f func()) { if t.n > 0 { f() } else { t.f = f } }; func (t *T) xb(func()) {}; func (t *T) xc() { t.f() }", "registers - completes"},
		{"never called", "func (t *T) xa(f func()) { t.f = f }; func (t *T) xb(func()) {}; func (t *T) xc() { println(t.f == nil) }", "- - -"},
		{"called where it is stored only", "func (t *T) xa(f func()) { t.f = f; t.f() }; func (t *T) xb(func()) {}; func (t *T) xc() {}", "- - -"},
		{"never stored", "func (t *T) xa(f func()) { f() }; func (t *T) xb(func()) {}; func (t *T) xc() { t.f() }", "- - -"},
		{"stored, but not passed", "func (t *T) xa(f func()) {}; func (t *T) xb(func()) {}; func (t *T) xc() { t.f = func() {} }", "- - -"},
		{"two fields", "func (t *T) xa(f func()) { t.f = f; t.g() }; func (t *T) xb(f func()) { t.g = f }; func (t *T) xc() { t.f() }", "registers registers completes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for range 8 { // no order of a map shows
				p := enginetest.Program(t, text+tt.methods)
				use := p.Pkg.Func("use")
				var got []string
				for c := range accesspath.Calls(use) {
					role := "-"
					if v, completes := p.Futures.Of(c.Common()); v != nil {
						if v != ssa.Value(use.Params[0]) {
							t.Errorf("future %v", v)
						}
						if role = "registers"; completes {
							role = "completes"
						}
					}
					got = append(got, role)
				}
				if strings.Join(got, " ") != tt.want {
					t.Fatalf("got %q, want %q", got, tt.want)
				}
			}
		})
	}
}
