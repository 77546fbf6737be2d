package verdict

import (
	"github.com/lockleak/lockleak/internal/engine/callinfo"
)

// A decision is what was found out about one lock of a function.
type Decision struct {
	Lock      callinfo.Lock
	Out       map[int]*Evidence
	Collector *Collector
}
