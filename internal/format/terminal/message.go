package terminal

import (
	"strings"
	"unicode"
)

// OneLine returns text as one line: its lines, such as those of an error of the
// go command, joined as a reader would.
func OneLine(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if s := b.String(); s != "" {
			switch s[len(s)-1] {
			case ':', ',', ';':
				b.WriteByte(' ')
			default:
				b.WriteString("; ")
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

// Printable returns a line with a space for each control character: names of
// files and packages may have any, and a terminal might take them for a command.
func Printable(line string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c // an invalid byte is U+FFFD
	}, line)
}
