package oracle

import "strings"

// mutate breaks the program in some places, or in none.
func (g *generator) mutate() {
	n := pick(g, 0, 0, 1, 1, 1, 2)
	for range n {
		g.mutateOnce()
	}
}

// tells reports whether f is a helper whose result says what it did.
func (f *Func) tells() bool { return f.Results && !strings.Contains(f.Head, "Work_") }

// funcOf returns the function that s is in.
func (p *Program) funcOf(s *Stmt) *Func {
	for _, f := range p.Funcs {
		found := false
		visitAll(f.Body, func(x *Stmt) { found = found || x == s })
		if found {
			return f
		}
	}
	return nil
}

func (g *generator) mutateOnce() {
	type place struct {
		list *[]*Stmt
		i    int
	}
	var all, releases []place
	for _, l := range g.p.lists() {
		for i, s := range *l {
			all = append(all, place{l, i})
			if strings.Contains(s.Kind, "release") {
				releases = append(releases, place{l, i})
			}
		}
	}
	if len(all) == 0 {
		return
	}
	at := all[g.IntN(len(all))]
	how := g.IntN(100)
	if how < 50 && len(releases) > 0 {
		at = releases[g.IntN(len(releases))]
	}
	list := *at.list
	s := list[at.i]
	switch {
	case g.p.funcOf(s).tells(): // it goes on to tell whether it acquired
	case how < 60: // forgotten
		*at.list = append(append([]*Stmt(nil), list[:at.i]...), list[at.i+1:]...)
	case how < 72: // done twice
		if len(s.Parts) == 0 && !s.leaves {
			*at.list = append(append(append([]*Stmt(nil), list[:at.i+1]...), s.clone()), list[at.i+1:]...)
		}
	case how < 86: // in the wrong order
		if at.i+1 < len(list) {
			list[at.i], list[at.i+1] = list[at.i+1], list[at.i]
		}
	case how < 94: // under the wrong condition
		if cond, ok := strings.CutPrefix(s.Head, "if "); ok && !strings.Contains(cond, ";") && !strings.Contains(cond, "Lock") {
			cond = strings.TrimSuffix(cond, " {")
			s.Head = "if !(" + cond + ") {"
		}
	default: // in the wrong mode
		switch {
		case strings.Contains(s.Head, "RUnlock"):
			s.Head = strings.Replace(s.Head, "RUnlock", "Unlock", 1)
		case strings.Contains(s.Head, "s.rw.Unlock"):
			s.Head = strings.Replace(s.Head, "Unlock", "RUnlock", 1)
		}
	}
}
