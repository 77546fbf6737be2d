package corpus

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// header stands above the list.
const header = `# What lockleak finds in real code, and what a reading of the code has shown each
# finding to be: go run ./internal/dev/tools/corpus. CONTRIBUTING.md tells how to judge
# a finding; docs/findings.md is generated from this file.
`

// whyWidth is the width of the lines of reasons, in characters.
const whyWidth = 84

// Load reads the list in a file. Each error in it has its place.
func Load(file string) (*List, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return Parse(file, data)
}

// Parse decodes the text of a file, whose name is for errors. Each of them is
// on a line of its own, with its place.
func Parse(file string, data []byte) (*List, error) {
	var root yaml.Node
	list := new(List)
	if err := yaml.Load(data, &root); err != nil {
		return nil, located(file, err)
	}
	if err := yaml.Load(data, list, yaml.WithKnownFields()); err != nil {
		return nil, located(file, err)
	}
	var wrong []error
	for _, p := range list.problems() {
		wrong = append(wrong, fmt.Errorf("%s:%d: %s", file, lineOf(&root, p), p.text))
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return list, nil
}

// located returns an error of the YAML library with file and line first.
func located(file string, err error) error {
	var all []*yaml.LoadError
	if list, ok := errors.AsType[*yaml.LoadErrors](err); ok {
		all = list.Errors
	} else if one, ok := errors.AsType[*yaml.LoadError](err); ok {
		all = append(all, one)
	}
	if len(all) == 0 {
		return fmt.Errorf("%s: %w", file, err)
	}
	var wrong []error
	for _, e := range all {
		text := e.Message
		if cause := errors.Unwrap(e); cause != nil && text == "" {
			text = cause.Error()
		}
		wrong = append(wrong, fmt.Errorf("%s:%d: %s", file, max(e.Mark.Line, 1), text))
	}
	return errors.Join(wrong...)
}

// lineOf returns the line of what a problem is about.
func lineOf(root *yaml.Node, p problem) int {
	if root.Kind == yaml.DocumentNode && len(root.Content) > 0 {
		root = root.Content[0]
	}
	n := root
	if p.codeBase >= 0 {
		n = element(valueOf(root, "codebases"), p.codeBase)
	}
	if p.finding >= 0 {
		n = element(valueOf(n, "findings"), p.finding)
	}
	return max(n.Line, 1)
}

// valueOf returns the value of a key, the node itself if there is none.
func valueOf(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return n
}

// element returns an element of a list, the list itself if there is none.
func element(n *yaml.Node, i int) *yaml.Node {
	if i < len(n.Content) {
		return n.Content[i]
	}
	return n
}

// Format returns the text of the file, in the one form that it has.
func (l *List) Format() ([]byte, error) {
	wrapped := *l
	wrapped.CodeBases = nil
	for _, c := range l.CodeBases {
		c := *c
		c.Findings = append([]Finding(nil), c.Findings...)
		for i := range c.Findings {
			c.Findings[i].Why = wrap(c.Findings[i].Why)
		}
		wrapped.CodeBases = append(wrapped.CodeBases, &c)
	}
	text, err := yaml.Dump(&wrapped, yaml.WithLineWidth(-1))
	if err != nil {
		return nil, err
	}
	return append([]byte(header), text...), nil
}

// wrap returns Markdown with the lines of each paragraph filled, and with a
// line break at the end, so that it is written as a block.
func wrap(text string) string {
	var paragraphs []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		var b strings.Builder
		width := 0
		for word := range strings.FieldsSeq(paragraph) {
			n := utf8.RuneCountInString(word)
			switch {
			case width == 0:
			case width+1+n > whyWidth:
				b.WriteByte('\n')
				width = 0
			default:
				b.WriteByte(' ')
				width++
			}
			b.WriteString(word)
			width += n
		}
		if b.Len() > 0 {
			paragraphs = append(paragraphs, b.String())
		}
	}
	if len(paragraphs) == 0 {
		return ""
	}
	return strings.Join(paragraphs, "\n\n") + "\n"
}
