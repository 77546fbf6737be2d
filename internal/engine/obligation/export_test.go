package obligation

// Summaries returns the summaries of the functions of the package as text, also
// of those that are not exported.
func (r *Result) Summaries() map[string]string {
	out := make(map[string]string)
	for fn := range r.engine.functions() {
		if f := r.engine.summaries[fn]; f != nil {
			out[fn.String()] = f.String()
		}
	}
	return out
}
