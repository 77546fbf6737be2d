package callinfo_test

import (
	"testing"

	"github.com/lockleak/lockleak/internal/engine/enginetest"
)

// TestUsers asks whether functions may be called by others than the calls that name them.
func TestUsers(t *testing.T) {
	t.Parallel()
	p := enginetest.Program(t, `package p
type T struct{}
type I interface { invoked() }
func (T) Exported() {}
func (T) method() {}
func (T) invoked() {}
func (T) bound() {}
func private() {}
func value() {}
func Public() { private(); private(); h(value); h(T{}.bound) }
func h(f func()) { f() }
func g(i I) { i.invoked() }
`)
	u := p.FindUsers()
	for _, fn := range p.Funcs {
		want, ok := map[string]bool{"Exported": true, "method": false, "invoked": true, "bound": true, "private": false, "value": true, "Public": true, "h": false, "g": false}[fn.Name()]
		if ok && u.IsOpen(fn) != want {
			t.Errorf("%s is open: %v, want %v", fn.Name(), !want, want)
		}
		if n := map[string]int{"private": 2, "h": 2}[fn.Name()]; u.Calls(fn) != n {
			t.Errorf("%s has %d calls, want %d", fn.Name(), u.Calls(fn), n)
		}
	}
}
