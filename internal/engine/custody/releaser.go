package custody

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A Custody knows who releases the locks of a package.
type Custody struct {
	prog      *callinfo.Program
	releasers map[lock.Class][]*ssa.Function // see Releasers
	literals  []literalRelease               // see literalReleases
	surveyed  bool                           // literals is complete
}

// New returns the custody of the locks of p, whose summaries are all known.
func New(p *callinfo.Program) *Custody {
	return &Custody{prog: p, releasers: make(map[lock.Class][]*ssa.Function)}
}

// A Probe reports whether a function literal, begun without the lock, may release it.
type Probe func(lit *ssa.Function, id lock.ID, class lock.Class) bool

// A literalRelease is a release in a function literal that others run.
type literalRelease struct {
	lit  *ssa.Function
	lock callinfo.Lock
}

// Releasers returns the functions and literals of the package that release a lock of the
// class which they did not acquire, those in tests left out unless tests are wanted.
func (c *Custody) Releasers(class lock.Class, tests bool, probe Probe) []*ssa.Function {
	out, ok := c.releasers[class]
	if !ok {
		out = c.findReleasers(class, probe)
		c.releasers[class] = out
	}
	if tests {
		return out
	}
	return slices.DeleteFunc(slices.Clone(out), c.IsTest)
}

func (c *Custody) findReleasers(class lock.Class, probe Probe) []*ssa.Function {
	var out []*ssa.Function
	for _, fn := range c.prog.Funcs {
		if f := c.prog.Summaries.Made(fn); f != nil && callinfo.Releases(f, class) {
			out = append(out, fn)
		}
	}
	for _, r := range c.literalReleases() {
		if r.lock.Class.Compatible(class) && !slices.Contains(out, r.lit) && probe(r.lit, r.lock.ID, r.lock.Class) {
			out = append(out, r.lit)
		}
	}
	return out
}

// literalReleases returns the releases in literals that are not only called in the
// function around them: others run those.
func (c *Custody) literalReleases() []literalRelease {
	if c.surveyed {
		return c.literals
	}
	c.surveyed = true
	for fn := range c.prog.Functions() {
		if fn.Parent() == nil || accesspath.IsYieldFunc(fn) {
			continue
		}
		if m := c.prog.Paths.Maker(fn); m != nil && c.prog.Paths.OnlyCalled(m) {
			continue
		}
		accesspath.Family(fn, func(f *ssa.Function) {
			for _, call := range c.prog.Calls.In(f) {
				for _, op := range c.prog.Calls.At(call) {
					if op.Releases() {
						c.literals = append(c.literals, literalRelease{fn, callinfo.Lock{ID: op.ID, Class: op.Class}})
					}
				}
			}
		})
	}
	return c.literals
}

// IsTest reports whether fn is in a test file.
func (c *Custody) IsTest(fn *ssa.Function) bool {
	f := c.prog.Pass.Fset.File(callinfo.Outermost(fn).Pos())
	return f != nil && strings.HasSuffix(f.Name(), "_test.go")
}
