package obligation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
)

// A Dump is the SSA of a function with the states before each instruction, for
// each of its locks.
type Dump struct {
	Function string
	Text     string
}

// FunctionName returns the name by which [Result.Dump] knows fn: pkg.Func,
// pkg.Type.Method, and with $1 and so on behind it for literals.
func FunctionName(fn *ssa.Function) string {
	if p := fn.Parent(); p != nil {
		_, n, ok := strings.Cut(fn.Name(), "$")
		if !ok {
			return fn.Name()
		}
		for p.Parent() != nil {
			p = p.Parent()
		}
		return FunctionName(p) + "$" + n
	}
	name := fn.Name()
	if r := fn.Signature.Recv(); r != nil {
		t := strings.TrimLeft(r.Type().String(), "*")
		if i := strings.LastIndexAny(t, "./"); i >= 0 && !strings.Contains(t, "[") {
			t = t[i+1:]
		} else if i := strings.Index(t, "["); i >= 0 {
			t = t[:i]
			t = t[strings.LastIndexAny(t, "./")+1:]
		}
		name = t + "." + name
	}
	if fn.Pkg != nil {
		return fn.Pkg.Pkg.Path() + "." + name
	}
	return name
}

// Dump returns the dumps of the functions called name, with their literals.
// The package may be given by its path, by the end of its path, or not at all.
func (r *Result) Dump(name string) []Dump {
	var out []Dump
	fns := slices.SortedStableFunc(r.engine.functions(), func(f, g *ssa.Function) int { return cmp.Compare(outermost(f).Pos(), outermost(g).Pos()) })
	for _, fn := range fns {
		n := FunctionName(fn)
		base, _, _ := strings.Cut(n, "$")
		if n != name && base != name && !strings.HasSuffix(n, "/"+name) && !strings.HasSuffix(base, "/"+name) &&
			!strings.HasSuffix(n, "."+name) && !strings.HasSuffix(base, "."+name) {
			continue
		}
		out = append(out, Dump{n, r.engine.containedDump(fn)})
	}
	return out
}

// containedDump is dump, or says why there is none.
func (e *engine) containedDump(fn *ssa.Function) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprintf("func %s\n%s\n", FunctionName(fn), internalError(FunctionName(fn), r))
		}
	}()
	text = e.dump(fn)
	if why := e.failed[outermost(fn)]; why != "" {
		text = why + "\n" + text
	}
	return text
}

// dump renders fn with the states of each of its units.
func (e *engine) dump(fn *ssa.Function) string {
	var b strings.Builder
	if f := e.summaries[fn]; f != nil && !f.IsZero() {
		fmt.Fprintf(&b, "func %s, for its callers\n%s\n", FunctionName(fn), f)
	}
	locks := e.locksOf(fn)
	if accesspath.IsYieldFunc(fn) {
		locks = nil
	}
	for _, l := range locks {
		u := e.newUnit(fn, l.id, l.class)
		in, _ := u.solve(&frame{fn: fn}, u.initial())
		fmt.Fprintf(&b, "func %s, lock %s\n", FunctionName(fn), l.id)
		u.dumpBlocks(&b, in)
		for site, o := range e.sites {
			if o.op.ID == l.id && isWithin(o.Function, fn) {
				fmt.Fprintf(&b, "site %d at %s: %s %s\n", site, e.pass.Fset.Position(o.Pos), o.Verdict, o.Reason)
			}
		}
	}
	if len(locks) == 0 {
		fmt.Fprintf(&b, "func %s, no lock\n", FunctionName(fn))
		u := e.newUnit(fn, lockOf{}.id, lockOf{}.class)
		u.dumpBlocks(&b, nil)
	}
	return b.String()
}

func (u *unit) dumpBlocks(b *strings.Builder, in solution) {
	fr := &frame{fn: u.fn}
	for _, blk := range u.fn.Blocks {
		fmt.Fprintf(b, "%d: %s", blk.Index, blk.Comment)
		for _, s := range blk.Succs {
			fmt.Fprintf(b, " -> %d", s.Index)
		}
		b.WriteByte('\n')
		var cur states
		if in != nil {
			cur = in[blk.Index]
		}
		last := "\x00"
		for _, instr := range blk.Instrs {
			if in != nil {
				if text := cur.String(); text != last {
					b.WriteString(text)
					last = text
				}
			}
			fmt.Fprintf(b, "\t%s\n", instrString(instr))
			if in != nil && instr != blk.Instrs[len(blk.Instrs)-1] {
				var next states
				for _, s := range cur {
					if !u.matters(instr) {
						next = next.add(s)
						continue
					}
					for _, t := range u.instruction(fr, instr, s) {
						next = next.add(t)
					}
				}
				cur = next
			}
		}
	}
}

func (ss states) String() string {
	var b strings.Builder
	if len(ss) == 0 {
		b.WriteString("    [unreachable]\n")
	}
	for _, s := range ss {
		fmt.Fprintf(&b, "    [%s]", s.prop)
		if len(s.facts) > 0 {
			fmt.Fprintf(&b, " when %s", s.facts)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func instrString(in ssa.Instruction) string {
	if v, ok := in.(ssa.Value); ok && v.Name() != "" {
		return v.Name() + " = " + in.String()
	}
	return in.String()
}
