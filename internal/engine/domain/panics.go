package domain

import (
	"fmt"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A PanicLevel says which panics count as exits of a function.
type PanicLevel string

// The levels, each with more exits than the one before.
const (
	PanicOff       PanicLevel = "off"       // none
	PanicRecovered PanicLevel = "recovered" // explicit panics that a known function recovers
	PanicExplicit  PanicLevel = "explicit"  // every explicit panic with an exclusive hold, in callees too
	PanicAll       PanicLevel = "all"       // also every call, which may panic
)

// Set makes p the level called name. It implements flag.Value.
func (p *PanicLevel) Set(name string) error {
	switch l := PanicLevel(name); l {
	case PanicOff, PanicRecovered, PanicExplicit, PanicAll:
		*p = l
		return nil
	}
	return fmt.Errorf("want off, recovered, explicit or all")
}

func (p *PanicLevel) String() string { return string(*p) }

// isShared reports whether the lock is held, and to share it.
func (s State) IsShared() bool { return s.Held() && s.Top().Mode() == lock.Shared }

// PanicLevels returns the names of the levels, in order.
func PanicLevels() []string {
	return []string{string(PanicOff), string(PanicRecovered), string(PanicExplicit), string(PanicAll)}
}
