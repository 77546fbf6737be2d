package typestate

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/prepass"
)

// A log is a sink that keeps the kinds of events.
type log struct{ kinds []domain.EventKind }

func (l *log) Record(e domain.Event) { l.kinds = append(l.kinds, e.Kind) }

func (l *log) Trace(s domain.State, _ domain.Step) domain.State { return s }

const store = `package p

import "sync"

type store struct{ mu, other sync.RWMutex; n int }

func (s *store) ops() {
	s.mu.Lock()
	s.mu.Unlock()
	s.mu.RLock()
	s.mu.RUnlock()
	s.mu.TryLock()
	s.other.Lock()
}
`

// drive returns the automaton of s.mu in the function ops of store, its sink, and what
// applies the operations of that function by the names of their methods.
func drive(t *testing.T) (*log, func(domain.State, ...string) []domain.State) {
	t.Helper()
	prog := enginetest.Program(t, store)
	var ops *ssa.Function
	for fn := range prog.Functions() {
		if fn.Name() == "ops" {
			ops = fn
		}
	}
	calls := make(map[string]ssa.CallInstruction)
	operations := make(map[string]*accesspath.Operation)
	for c := range accesspath.Calls(ops) {
		for _, op := range prog.Calls.At(c) {
			name := op.Name
			if op.Releases() && !op.Acquires() {
				name = c.Common().StaticCallee().Name()
			}
			if strings.HasSuffix(op.ID.String(), ".other") {
				name = "other." + name
			}
			calls[name], operations[name] = c, op
		}
	}
	lock := operations["Lock"]
	l := &log{}
	m := NewMachine(NewSubject(prepass.NewFamilies(prog), ops, lock.ID, lock.Class), &Sites{SiteIndex: make(map[SiteKey]int)}, l)
	return l, func(s domain.State, names ...string) []domain.State {
		cur := []domain.State{s}
		for _, name := range names {
			if operations[name] == nil {
				t.Fatalf("no operation %s", name)
			}
			var next []domain.State
			for _, s := range cur {
				next = append(next, m.Operate(s, operations[name], calls[name], nil)...)
			}
			cur = next
		}
		return cur
	}
}

// TestTransitions has the automaton take one operation after the other, and looks at
// the state that it comes to and at what it tells on the way.
func TestTransitions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		ops  string
		want string // the property state, "" where no path goes on
		kind []domain.EventKind
	}{
		{"acquire", "Lock", "exclusive by site 0, touched", []domain.EventKind{domain.EventAcquired}},
		{"shared", "RLock", "shared by site 0, touched", []domain.EventKind{domain.EventAcquired}},
		{"release", "Lock Unlock", "free, touched", []domain.EventKind{domain.EventAcquired, domain.EventReleased}},
		{"second acquire", "Lock Lock", "", []domain.EventKind{domain.EventAcquired, domain.EventRelock}},
		{"second try", "Lock TryLock", "", []domain.EventKind{domain.EventAcquired}},
		{"shared on top of exclusive", "Lock RLock", "", []domain.EventKind{domain.EventAcquired, domain.EventRelock}},
		{"wrong mode", "Lock RUnlock", "", []domain.EventKind{domain.EventAcquired, domain.EventMismatch}},
		{"released twice", "Lock Unlock Unlock", "free, touched",
			[]domain.EventKind{domain.EventAcquired, domain.EventReleased, domain.EventUnheld}},
		{"the caller's hold", "Unlock", "free, touched, caller's hold released", []domain.EventKind{domain.EventEntered}},
		{"reacquired", "Unlock Lock", "free, touched, caller's hold reacquired",
			[]domain.EventKind{domain.EventEntered, domain.EventAcquired}},
		{"reacquired twice", "Unlock Lock Lock", "",
			[]domain.EventKind{domain.EventEntered, domain.EventAcquired, domain.EventRelock}},
		{"reacquired and released", "Unlock Lock Unlock", "free, touched, caller's hold released",
			[]domain.EventKind{domain.EventEntered, domain.EventAcquired, domain.EventRegiven, domain.EventReleased}},
		{"another lock", "other.Lock", "free", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, apply := drive(t)
			got := ""
			out := apply(domain.State{}, strings.Fields(tt.ops)...)
			if len(out) > 1 {
				t.Fatalf("%d states", len(out))
			}
			if len(out) == 1 {
				got = out[0].Property.String()
			}
			if got != tt.want {
				t.Errorf("the state is %q, want %q", got, tt.want)
			}
			if len(l.kinds) != len(tt.kind) {
				t.Fatalf("events %v, want %v", l.kinds, tt.kind)
			}
			for i, k := range tt.kind {
				if l.kinds[i] != k {
					t.Errorf("events %v, want %v", l.kinds, tt.kind)
				}
			}
		})
	}
}
