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

import (
	"context"
	"errors"
)

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

func addsLate(err error) error {
	if err == nil {
		if len(all) > 0 {
			println("late")
		}
		return nil
	}
	return adds("late", err)
}
func addsByName(a api, err error) error {
	if err == nil {
		return nil
	}
	return a.Wrap(1, err)
}

var all []string

func byAddsLate(e error) error             { return addsLate(e) }
func byAddsByName(a api, e error) error    { return addsByName(a, e) }
func byDone(c context.Context) error       { <-c.Done(); return c.Err() }
func byCause(c context.Context) error      { <-c.Done(); return context.Cause(c) }
func byNotDone(c context.Context) error    { return c.Err() }
func byOtherDone(c, d context.Context) error { <-d.Done(); return c.Err() }
func bySelect(c context.Context, x chan int) (err error) {
	select {
	case <-x:
		for {}
	case <-c.Done():
		return c.Err()
	}
}
func byOtherCase(c context.Context, x chan int) (err error) {
	select {
	case <-x:
		return c.Err()
	case <-c.Done():
		for {}
	}
}
func byStream(s stream) error              { <-s.Context().Done(); return s.Context().Err() }
func byField(h holder) error               { <-h.ctx.Done(); return h.ctx.Err() }
func byAsked(c context.Context) error {
	if c.Err() != nil {
		return c.Err()
	}
	for {}
}
func byJoin(e error, f func() error) error {
	if e != nil {
		return errors.Join(e, f())
	}
	for {}
}
func byJoinMade(f func() error) error { return errors.Join(f(), errors.New("a")) }
func byJoinAny(e error, f func() error) error { return errors.Join(e, f()) }

type stream interface{ Context() context.Context }

type holder struct{ ctx context.Context }

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
		{fn: "byAddsLate", args: []int{0}, ok: true},
		{fn: "byAddsByName", args: []int{1}, ok: true},
		{fn: "byDone", ok: true},
		{fn: "byCause", ok: true},
		{fn: "byNotDone"},
		{fn: "byOtherDone"},
		{fn: "bySelect", ok: true},
		{fn: "byOtherCase"},
		{fn: "byStream", ok: true},
		{fn: "byField", ok: true},
		{fn: "byAsked", ok: true},
		{fn: "byJoin", ok: true},
		{fn: "byJoinMade", ok: true},
		{fn: "byJoinAny"},
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
