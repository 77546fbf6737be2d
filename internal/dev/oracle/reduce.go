package oracle

import (
	"context"
	"fmt"
	"strings"
)

// Reduce returns a mismatch of the same kind in a program that is as small as
// the steps of variants make it.
func Reduce(ctx context.Context, c *Checker, dir string, m *Mismatch) (*Mismatch, error) {
	for {
		var candidates []*Program
		for _, p := range variants(m.Program) {
			p.ID = len(candidates)
			if c.Compiles(p) == nil {
				candidates = append(candidates, p)
			}
		}
		if len(candidates) == 0 {
			return m, nil
		}
		found, err := NewCounts().Run(ctx, c, dir, candidates)
		if err != nil {
			return m, err
		}
		var best *Mismatch
		for _, f := range found {
			if f.Kind == m.Kind && (best == nil || f.Program.size() < best.Program.size()) {
				best = f
			}
		}
		if best == nil {
			return m, nil
		}
		m = best
	}
}

// variants returns the programs that are one step smaller than p: a function or
// a statement less, a block in place of the statement around it, a part less.
func variants(p *Program) []*Program {
	var out []*Program
	for i := range len(p.Funcs) - 1 {
		c := p.clone()
		c.Funcs = append(c.Funcs[:i], c.Funcs[i+1:]...)
		out = append(out, c)
	}
	lists := p.lists()
	for li, l := range lists {
		for i, s := range *l {
			edit := func(f func(list []*Stmt) []*Stmt) {
				c := p.clone()
				cl := c.lists()[li]
				*cl = f(*cl)
				out = append(out, c)
			}
			edit(func(list []*Stmt) []*Stmt { return append(append([]*Stmt(nil), list[:i]...), list[i+1:]...) })
			for k := range s.Parts {
				edit(func(list []*Stmt) []*Stmt {
					rest := append(append([]*Stmt(nil), list[i].Parts[k].Body...), list[i+1:]...)
					return append(append([]*Stmt(nil), list[:i]...), rest...)
				})
				if len(s.Parts) > 1 && k > 0 {
					edit(func(list []*Stmt) []*Stmt {
						list[i].Parts = append(list[i].Parts[:k], list[i].Parts[k+1:]...)
						return list
					})
				}
			}
		}
	}
	return out
}

// Numbered returns the source of a program with line numbers.
func Numbered(p *Program) string {
	var b strings.Builder
	for i, l := range strings.Split(strings.TrimSuffix(p.Source(false), "\n"), "\n") {
		fmt.Fprintf(&b, "%4d  %s\n", i+1, l)
	}
	return b.String()
}
