package declare

// A Setting is the value of a flag that holds declarations, as [ParseLines] reads
// them. It implements [flag.Value]. The zero Setting declares nothing.
type Setting struct {
	text  string
	lines []Line
}

// Set replaces the declarations by those in text. The error is that of
// [ParseLines]; if there is one, s stays as it is.
func (s *Setting) Set(text string) error {
	lines, err := ParseLines(text)
	if err != nil {
		return err
	}
	s.text, s.lines = text, lines
	return nil
}

// String returns the text that has been set.
func (s *Setting) String() string { return s.text }

// Lines returns the declarations in the order of the text. They must not be
// changed.
func (s *Setting) Lines() []Line { return s.lines }
