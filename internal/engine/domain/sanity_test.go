package domain

import (
	"math"
	"strings"
	"testing"
	"unique"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// TestCheck has a state that is sane, and one for each way to violate an invariant.
func TestCheck(t *testing.T) {
	t.Parallel()
	u := newUniverse()
	y, one, nilConst := u.term(lock.Root, "y"), u.is, u.term(lock.Const, "nil")
	known := Value{NonNil: true}
	limited := func(l limits) State {
		return State{Facts: Facts{{y, Value{rest: unique.Make(l)}}}}
	}
	not := func(terms ...lock.Term) (l limits) {
		copy(l.Not[:], terms)
		return l
	}
	held := func(holds ...Hold) Property {
		p := Property{Touched: true}
		copy(p.Holds[:], holds)
		return p
	}
	caller := func(p Property, c CallerHold) State {
		p.CallerHold = c
		return State{Property: p}
	}
	a, b := NewHold(0, lock.Exclusive), NewHold(1, lock.Shared)
	d := Deferred{At: new(ssa.Defer), Target: Target{Kind: TargetOurs}}
	sane := State{Property: held(a, b), Facts: Facts(nil).Set(y, known).Set(u.variable, Value{Same: one})}
	sane.Pending = &Defers{Deferred: d}
	for _, tt := range []struct {
		want string // part of the error
		s    State
	}{
		{"", State{}},
		{"", sane},
		{"", State{Property: Property{Touched: true, CallerHold: CallerHold{Entered: CallerReleased, ReleasedAs: ReleaseMode{Any: true}}}}},
		{"", caller(held(b), CallerHold{Entered: CallerReacquired, Again: b})},
		{"hold 0 has no site", State{Property: held(-2)}},
		{"hold 1 is above a gap", State{Property: held(0, a)}},
		{"hold 1 is of the same site", State{Property: held(a, NewHold(0, lock.Shared))}},
		{"held, and was not touched", State{Property: Property{Holds: held(a).Holds}}},
		{"held without a doubt", State{Property: Property{Holds: held(a).Holds, Touched: true, Unsure: true}}},
		{"a doubt about no hold", State{Property: Property{Doubt: LockPassed}}},
		{"-1 foreign locks", State{Property: Property{Foreign: -1}}},
		{"8 foreign locks", State{Property: Property{Foreign: MaxForeign + 1}}},
		{"registered with a future", State{Property: Property{Registration: Registration{Future: FutureRegistered}}}},
		{"the lock was not touched", caller(Property{}, CallerHold{Entered: CallerReleased})},
		{"a mode of its release", caller(Property{}, CallerHold{ReleasedAs: ReleaseMode{Any: true}})},
		{"not reacquired, and the lock is held", caller(held(a), CallerHold{Entered: CallerReleased})},
		{"reacquired, and by no acquire", caller(held(), CallerHold{Entered: CallerReacquired})},
		{"or the reverse", caller(held(), CallerHold{Entered: CallerReleased, Again: a})},
		{"does not concern the lock", State{Property: Property{Pending: &Defers{}}}},
		{"pending twice", State{Property: Property{Pending: &Defers{d, &Defers{Deferred: d}}}}},
		{"fact 0 is about no term", State{Facts: Facts{{lock.Term{}, known}}}},
		{"fact 0 is about a constant", State{Facts: Facts{{one, known}}}},
		{"fact 1 is out of order", State{Facts: Facts{{y, known}, {u.variable, known}}}},
		{"fact 1 is out of order", State{Facts: Facts{{y, known}, {y, known}}}},
		{"fact 0 says nothing", State{Facts: Facts{{y, Value{}}}}},
		{"a term equals itself", State{Facts: Facts{{y, Value{Same: y}}}}},
		{"limits that limit nothing", limited(limits{})},
		{"an empty interval", limited(limits{Bounded: true, Lo: 2, Hi: 1})},
		{"an interval of all integers", limited(limits{Bounded: true, Lo: math.MinInt64, Hi: math.MaxInt64})},
		{"ends of no interval", limited(limits{Lo: 1})},
		{"excluded as a constant", limited(not(u.variable))},
		{"excluded as a constant", limited(not(nilConst))},
		{"excluded constant 1 is out of order", limited(not(u.constants[1], u.constants[0]))},
		{"excluded constant 1 is out of order", limited(not(one, one))},
		{"excluded constant 1 follows a gap", limited(not(lock.Term{}, one))},
	} {
		checkError(t, tt.s.Check(), tt.want)
		checkError(t, States{tt.s}.Check(), tt.want)
	}
}

func TestCheckStates(t *testing.T) {
	t.Parallel()
	d := Deferred{At: new(ssa.Defer), Target: Target{Kind: TargetOurs}}
	stack := &Defers{Deferred: d}
	first, second := State{Property: Property{Pending: stack}}, State{Property: Property{Touched: true, Pending: stack}}
	checkError(t, States{first, second}.Check(), "")
	checkError(t, States{first, second, first}.Check(), "state 2: an earlier state has the same property")
	second.Pending = &Defers{Deferred: d}
	checkError(t, States{first, second}.Check(), "state 1: an equal stack of deferred calls is another pointer")
}

// checkError checks that err says want and nothing else, or is nil where want is "".
func checkError(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Errorf("a sane state: %v", err)
		}
		return
	}
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v; want one that says %q", err, want)
	} else if strings.Count(err.Error(), "\n") > 0 {
		t.Errorf("several violations in a state that has one (%s): %v", want, err)
	}
}
