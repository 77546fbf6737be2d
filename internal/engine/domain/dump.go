package domain

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/ssa"
)

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

func (ss States) String() string {
	var b strings.Builder
	if len(ss) == 0 {
		b.WriteString("    [unreachable]\n")
	}
	for _, s := range ss {
		fmt.Fprintf(&b, "    [%s]", s.Property)
		if len(s.Facts) > 0 {
			fmt.Fprintf(&b, " when %s", s.Facts)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func InstrString(in ssa.Instruction) string {
	if v, ok := in.(ssa.Value); ok && v.Name() != "" {
		return v.Name() + " = " + in.String()
	}
	return in.String()
}
