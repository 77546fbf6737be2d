package verdict

import (
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// closedAtEntry returns the conditions on channels under which the function of
// the unit comes to a return with the facts f.
func (c *Collector) closedAtEntry(f domain.Facts) []summary.Cond {
	var out []summary.Cond
	for _, x := range f {
		if x.Term.Kind() != lock.Unary || x.Term.Sym() != "at first " {
			continue
		}
		p, ok := c.reason.Paths.Relative(c.subject.Fn, x.Term.X().X(), nil)
		b, is := x.Same.Sym().(bool)
		if !ok || !is {
			continue
		}
		cond := summary.Cond{Of: summary.Closed, Chan: p, Is: summary.False}
		if b {
			cond.Is = summary.True
		}
		out = append(out, cond)
	}
	return out
}
