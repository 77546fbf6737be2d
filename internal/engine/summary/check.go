package summary

import (
	"fmt"
	"slices"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Check returns an error if this version of lockleak cannot have written f to a
// fact: if it has an unknown constant, a negative index, or a lock that means
// nothing in other packages. It does not check paths, which [Decode] does.
//
// A summary read from a fact must be checked before it is used. The go command
// keeps the facts of different versions of lockleak apart, but files get
// damaged, and other build systems may have other rules.
func (f *Func) Check() error {
	for _, e := range f.Effects {
		if err := e.check(); err != nil {
			return err
		}
	}
	for _, h := range f.Requires {
		if err := checkHold(h.Mode, h.Class); err != nil {
			return err
		}
	}
	for _, t := range f.Takes {
		if err := checkHold(t.Mode, t.Class); err != nil {
			return err
		}
	}
	for _, r := range f.Runs {
		if r.Param < 0 {
			return fmt.Errorf("no parameter %d", r.Param)
		}
		if r.When < Once || r.When > Later {
			return fmt.Errorf("no time %d", r.When)
		}
	}
	for _, c := range slices.Concat(f.Releases, f.Acquires) {
		if err := checkClass(c); err != nil {
			return err
		}
	}
	return nil
}

// Fits returns an error if f refers to a parameter or result that a function
// with so many of them does not have. The receiver counts as a parameter.
func (f *Func) Fits(params, results int) error {
	for _, r := range f.Runs {
		if r.Param >= params {
			return fmt.Errorf("there is no parameter %d", r.Param)
		}
	}
	for _, e := range f.Effects {
		for _, o := range e.Outcomes {
			if o.Handle > results {
				return fmt.Errorf("there is no result %d", o.Handle-1)
			}
			for _, c := range o.When {
				if c.Of == Param && c.Index >= params || c.Of == Result && c.Index >= results {
					return fmt.Errorf("there is no %s %d", slotName(c.Of), c.Index)
				}
			}
		}
	}
	return nil
}

func (e *Effect) check() error {
	for _, i := range e.Keys {
		if i < 0 {
			return fmt.Errorf("no parameter %d", i)
		}
	}
	for _, o := range e.Outcomes {
		if err := o.check(); err != nil {
			return err
		}
	}
	return checkClass(e.Class)
}

func (o Outcome) check() error {
	switch {
	case o.Do > MayAcquire:
		return fmt.Errorf("no action %d", o.Do)
	case o.Mode > lock.Shared || o.Again > lock.Shared:
		return fmt.Errorf("no mode %d", max(o.Mode, o.Again))
	case o.Handle < 0:
		return fmt.Errorf("no result %d", o.Handle-1)
	}
	for _, c := range o.When {
		switch {
		case c.Of > Closed:
			return fmt.Errorf("no slot %d", c.Of)
		case c.Index < 0:
			return fmt.Errorf("no parameter or result %d", c.Index)
		case c.Is < True || c.Is > NonNil:
			return fmt.Errorf("no condition %d", c.Is)
		}
	}
	return nil
}

func checkHold(m lock.Mode, c lock.Class) error {
	if m > lock.Shared {
		return fmt.Errorf("no mode %d", m)
	}
	return checkClass(c)
}

// checkClass returns an error if c cannot be the class of a lock in another
// package. It must not compare c: Local can be of any type.
func checkClass(c lock.Class) error {
	if c.Local != nil {
		return fmt.Errorf("a lock in a variable of a function: %v", c.Local)
	}
	return nil
}
