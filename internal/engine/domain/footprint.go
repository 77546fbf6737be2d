package domain

// with returns the facts of f and of g, which are about other terms; where both
// know a term, f has it.
func (f Facts) With(g Facts) Facts {
	if len(g) == 0 {
		return f
	}
	out := make(Facts, 0, len(f)+len(g))
	i, j := 0, 0
	for i < len(f) && j < len(g) {
		switch a, b := f[i].Term.ID(), g[j].Term.ID(); {
		case a < b:
			out = append(out, f[i])
			i++
		case a > b:
			out = append(out, g[j])
			j++
		default:
			out = append(out, f[i])
			i++
			j++
		}
	}
	out = append(out, f[i:]...)
	return append(out, g[j:]...)
}
