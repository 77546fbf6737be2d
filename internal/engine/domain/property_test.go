package domain

import (
	"slices"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// properties returns properties of every shape, with up to three holds.
func properties() []Property {
	var holds []Hold
	for _, m := range []lock.Mode{lock.Exclusive, lock.Shared} {
		holds = append(holds, NewHold(0, m), NewHold(7, m))
	}
	out := []Property{{}}
	for from, n := 0, 0; n < 3; n++ {
		end := len(out)
		for _, p := range out[from:end] {
			for _, h := range holds {
				q, _ := p.Push(h)
				out = append(out, q)
			}
		}
		from = end
	}
	for _, p := range slices.Clone(out) {
		p.Touched, p.Entered, p.Doubt, p.Foreign = true, CallerReacquired, LockPassed, 2
		out = append(out, p)
	}
	return out
}

func TestHold(t *testing.T) {
	t.Parallel()
	for _, site := range []int{0, 3, 1 << 20} {
		for _, m := range []lock.Mode{lock.Exclusive, lock.Shared} {
			if h := NewHold(site, m); h == 0 || h.Site() != site || h.Mode() != m {
				t.Errorf("hold of site %d, %v: %d of site %d, %v", site, m, h, h.Site(), h.Mode())
			}
		}
	}
}

// TestPush checks that the holds of a path are a stack.
func TestPush(t *testing.T) {
	t.Parallel()
	for _, p := range properties() {
		for _, h := range []Hold{NewHold(0, lock.Exclusive), NewHold(3, lock.Shared)} {
			q, ok := p.Push(h)
			if !ok || q.Top() != h || !q.Held() || q.IsShared() != (h.Mode() == lock.Shared) {
				t.Errorf("%v: %v with a hold, %v", p, q, ok)
				continue
			}
			i := q.HoldFor(h.Mode(), false)
			if q.Holds[i] != h || q.Remove(i) != p {
				t.Errorf("%v: hold %d of %v is released", p, i, q)
			}
			if j := q.HoldFor(1-h.Mode(), true); j != i {
				t.Errorf("%v: the youngest hold is %d, not %d", q, j, i)
			}
		}
	}
	full := Property{}
	for i := range MaxHolds {
		full, _ = full.Push(NewHold(i, lock.Shared))
	}
	if _, ok := full.Push(NewHold(9, lock.Shared)); ok {
		t.Errorf("room for a hold in %v", full)
	}
}

// TestHoldFor checks that a release releases the youngest hold of its mode.
func TestHoldFor(t *testing.T) {
	t.Parallel()
	for _, p := range properties() {
		for _, m := range []lock.Mode{lock.Exclusive, lock.Shared} {
			i := p.HoldFor(m, false)
			for j, h := range p.Holds {
				if h != 0 && h.Mode() == m && j > i {
					t.Errorf("%v: hold %d of the mode is younger than %d", p, j, i)
				}
			}
			if i >= 0 && (p.Holds[i].Mode() != m || p.Remove(i).Holds[MaxHolds-1] != 0) {
				t.Errorf("%v: hold %d is released in mode %v", p, i, m)
			}
		}
	}
}

func TestLeaks(t *testing.T) {
	t.Parallel()
	held, _ := Property{Touched: true}.Push(NewHold(0, lock.Exclusive))
	with := func(set func(*Property)) Property {
		p := held
		set(&p)
		return p
	}
	for _, tt := range []struct {
		name string
		p    Property
		want bool
	}{
		{"free", Property{Touched: true}, false},
		{"held", held, true},
		{"doubtful", with(func(p *Property) { p.Doubt = CalleeReleases }), false},
		{"escaped", with(func(p *Property) { p.Escaped = true }), false},
		{"the caller's", with(func(p *Property) { p.Entered = CallerReacquired }), false},
		{"registered", with(func(p *Property) { p.Doubt, p.Future = ClosureLeaves, FutureRegistered }), true},
		{"settled", with(func(p *Property) { p.Doubt, p.Future = ClosureLeaves, FutureSettled }), false},
	} {
		if got := tt.p.Leaks(); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

func TestKnownFree(t *testing.T) {
	t.Parallel()
	held, _ := Property{Touched: true}.Push(NewHold(0, lock.Exclusive))
	reacquired := Property{Touched: true, CallerHold: CallerHold{Entered: CallerReacquired}}
	released := Property{Touched: true, CallerHold: CallerHold{Entered: CallerReleased}}
	for _, tt := range []struct {
		p    Property
		want bool
	}{
		{Property{}, false},
		{Property{Touched: true}, true},
		{Property{Touched: true, Unsure: true}, false},
		{Property{Touched: true, Foreign: 1}, false},
		{held, false},
		{released, true},
		{reacquired, false},
	} {
		if got := tt.p.KnownFree(); got != tt.want {
			t.Errorf("%v: %t", tt.p, got)
		}
	}
}
