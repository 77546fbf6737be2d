package summary

import (
	"fmt"
	"strings"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// String returns a description of f for dumps, with a line for each thing that
// it says.
func (f *Func) String() string {
	var b strings.Builder
	for _, e := range f.Effects {
		fmt.Fprintf(&b, "%s\n", &e)
	}
	for _, t := range f.Takes {
		fmt.Fprintf(&b, "takes %s %s", text(t.Lock, t.Key), t.Mode)
		if t.Fails {
			b.WriteString(", or fails")
		}
		b.WriteString("\n")
	}
	for _, h := range f.Requires {
		fmt.Fprintf(&b, "requires %s %s\n", text(h.Lock, h.Key), h.Mode)
	}
	for _, r := range f.Runs {
		fmt.Fprintf(&b, "runs #%d %s\n", r.Param, [...]string{Once: "once", Maybe: "any number of times", Later: "later"}[r.When])
	}
	for _, c := range f.Releases {
		fmt.Fprintf(&b, "may release a lock of %s\n", c)
	}
	for _, c := range f.Acquires {
		fmt.Fprintf(&b, "may acquire a lock of %s\n", c)
	}
	if f.Panics {
		b.WriteString("panics\n")
	}
	if f.MayPanic {
		b.WriteString("may panic\n")
	}
	if f.NeverReturns {
		b.WriteString("never returns\n")
	}
	if f.Repeatable {
		b.WriteString("repeatable\n")
	}
	return b.String()
}

func (e *Effect) String() string {
	var parts []string
	for _, o := range e.Outcomes {
		parts = append(parts, o.String())
	}
	return fmt.Sprintf("lock %s of %s: %s", text(e.Lock, e.Key), e.Class, strings.Join(parts, "; "))
}

func (o Outcome) String() string {
	s := [...]string{
		Nothing: "nothing", Acquire: "acquired", Release: "released", Downgrade: "downgraded",
		Relocked: "released and acquired again", MayRelease: "perhaps released", MayAcquire: "perhaps acquired",
	}[o.Do]
	if o.Do == Acquire || o.Do == Release {
		if s += " " + o.Mode.String(); o.Any {
			s += " or shared"
		}
	}
	if o.Handle > 0 {
		s += fmt.Sprintf(", released by result %d", o.Handle-1)
	}
	for i, c := range o.When {
		if s += " and "; i == 0 {
			s = strings.TrimSuffix(s, "and ") + "if "
		}
		s += c.String()
	}
	return s
}

func (c Cond) String() string {
	if c.Of == Closed {
		return fmt.Sprintf("%s is closed: %t", text(c.Chan, ""), c.Is == True)
	}
	return fmt.Sprintf("%s %d is %s", slotName(c.Of), c.Index, [...]string{True: "true", False: "false", Nil: "nil", NonNil: "not nil"}[c.Is])
}

func slotName(s Slot) string {
	if s == Param {
		return "parameter"
	}
	return "result"
}

// text returns the lock with the given paths, in which a parameter is # and its
// index. If one of them is not a path, it returns the error.
func text(addr, key Path) string {
	if addr == "" {
		return "?"
	}
	table := lock.NewTable(func(sym any) string {
		switch s := sym.(type) {
		case lock.Param:
			return fmt.Sprintf("#%d", s.Index)
		case lock.Result:
			return fmt.Sprintf("result %d", s.Index)
		case lock.Global:
			return s.Pkg + "." + s.Name
		case lock.Func:
			return s.Name
		}
		return "?"
	})
	var id lock.ID
	var err error
	if id.Addr, err = Decode(table, addr, nil); err == nil {
		id.Key, err = Decode(table, key, nil)
	}
	if err != nil {
		return err.Error()
	}
	return id.String()
}
