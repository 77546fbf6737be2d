package permute

import "slices"

// Reduce looks for an order that moves as little as possible of what o moves, and
// for which differs still reports true, as it does for o. It calls differs at
// most tries times. The method is delta debugging (A. Zeller and R. Hildebrandt,
// Simplifying and Isolating Failure-Inducing Input, 2002).
func (p *Package) Reduce(o Order, tries int, differs func(Order) bool) Order {
	moved := p.moved(o)
	works := func(part []int) bool {
		tries--
		return tries >= 0 && differs(p.only(o, part))
	}
	parts := 2
	for len(moved) > 1 && tries > 0 {
		size := (len(moved) + parts - 1) / parts
		if part, ok := smaller(moved, size, works); ok {
			parts = max(2, min(parts-1, len(part)))
			if len(part) <= size {
				parts = 2
			}
			moved = part
			continue
		}
		if size == 1 {
			break
		}
		parts = min(2*parts, len(moved))
	}
	return p.only(o, moved)
}

// smaller returns a run of items of the given size that works, or what is left
// without one.
func smaller(items []int, size int, works func([]int) bool) ([]int, bool) {
	runs := slices.Collect(slices.Chunk(items, size))
	for _, run := range runs {
		if works(run) {
			return run, true
		}
	}
	if len(runs) > 2 { // of two runs, what is left without one is the other
		for i := range runs {
			if rest := slices.Concat(slices.Delete(slices.Clone(runs), i, i+1)...); works(rest) {
				return rest, true
			}
		}
	}
	return nil, false
}

// moved returns the numbers of the declarations that o moves and, counted on from
// these, of the files.
func (p *Package) moved(o Order) []int {
	written := p.Written()
	var out []int
	for i := range o.decls {
		if o.decls[i] != written.decls[i] {
			out = append(out, i)
		}
	}
	for i := range o.files {
		if o.files[i] != written.files[i] {
			out = append(out, len(o.decls)+i)
		}
	}
	return out
}

// only returns an order that moves what is in items as o does, and nothing else.
func (p *Package) only(o Order, items []int) Order {
	out := p.Written()
	for _, i := range items {
		if i < len(o.decls) {
			out.decls[i] = o.decls[i]
		} else {
			out.files[i-len(o.decls)] = o.files[i-len(o.decls)]
		}
	}
	return out
}
