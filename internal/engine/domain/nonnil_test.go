package domain_test

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
)

// TestErrorUnless has functions that return the result of a call.
func TestErrorUnless(t *testing.T) {
	t.Parallel()
	prog := enginetest.Program(t, `package p

type fault struct{}

func (fault) Error() string { return "" }

type api interface {
	NewFault() error
	Faultf() error
	Faulterrorf() error
	Wrap(n int, err error) error
	WrapText(text string) error
	NewPair() (int, error)
	NewText() string
}

func byName(a api) error        { return a.NewFault() }
func byOtherName(a api) error   { return a.Faultf() }
func byOneWord(a api) error     { return a.Faulterrorf() }
func byWrap(a api, e error) error { return a.Wrap(1, e) }
func byEmptyWrap(a api) error   { return a.WrapText("") }
func byPair(a api) error        { _, err := a.NewPair(); return err }
func byText(a api) string       { return a.NewText() }

func makes(n int) error {
	if n == 0 {
		return fault{}
	}
	return &fault{}
}
func newNothing(n int) error {
	if n == 0 {
		return nil
	}
	return &fault{}
}
func newEndless() error { for {} }
func newRecursive(n int) error { return newRecursive(n - 1) }
func adds(text string, err error) error {
	if err != nil {
		return &fault{}
	}
	return nil
}
func addsOther(err, other error) error {
	if err != nil {
		return nil
	}
	return other
}
func passes(err error) error { return err }
func deep1() error { return makes(1) }
func deep2() error { return deep1() }

func byBody() error             { return makes(1) }
func byBodyNil() error          { return newNothing(1) }
func byEndless() error          { return newEndless() }
func byRecursive() error        { return newRecursive(1) }
func byAdds(e error) error      { return adds("", e) }
func byAddsOther(e error) error { return addsOther(nil, e) }
func byPasses(e error) error    { return passes(e) }
func byDeep1() error            { return deep1() }
func byDeep2() error            { return deep2() }
func byValue(f func() error) error { return f() }
`)
	for _, tt := range []struct {
		fn   string
		args []int // of the call
		ok   bool
	}{
		{fn: "byName", ok: true},
		{fn: "byOtherName"},
		{fn: "byOneWord"},
		{fn: "byWrap", args: []int{1}, ok: true},
		{fn: "byEmptyWrap"},
		{fn: "byText"},
		{fn: "byBody", ok: true},
		{fn: "byBodyNil"},
		{fn: "byEndless"},
		{fn: "byRecursive"},
		{fn: "byAdds", args: []int{1}, ok: true},
		{fn: "byAddsOther"},
		{fn: "byPasses", args: []int{0}, ok: true},
		{fn: "byDeep1", ok: true},
		{fn: "byDeep2", ok: true},
		{fn: "byValue"},
	} {
		c := returned(prog.Pkg.Func(tt.fn)).(*ssa.Call)
		var want []ssa.Value
		for _, i := range tt.args {
			want = append(want, c.Call.Args[i])
		}
		args, ok := domain.ErrorUnless(c)
		if ok != tt.ok || ok && !slices.Equal(args, want) {
			t.Errorf("%s: %v, %t; want %v, %t", tt.fn, args, ok, want, tt.ok)
		}
		if got := domain.IsNonNil(prog.Paths.Term(c)); got != (tt.ok && len(tt.args) == 0) {
			t.Errorf("%s: the term of the result is not nil: %t", tt.fn, got)
		}
	}
	if v := returned(prog.Pkg.Func("byPair")); domain.IsNonNil(prog.Paths.Term(v)) {
		t.Errorf("one of two results, %v, is not nil", v)
	}
}

// returned returns the result of the only return of fn.
func returned(fn *ssa.Function) ssa.Value {
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			return ret.Results[0]
		}
	}
	return nil
}
