package page

import (
	"fmt"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible returns text with what a reader would not see written as Go would: bytes
// that are no UTF-8, control characters, those that turn the direction of the
// text, and others without a shape. Spaces of all kinds become plain ones.
func visible(text string) string {
	var w strings.Builder
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		if shown, ok := escaped(r, text[:size]); ok {
			w.WriteString(shown)
		} else {
			w.WriteString(text[:size])
		}
		text = text[size:]
	}
	return w.String()
}

func allVisible(texts []string) []string {
	var all []string
	for _, t := range texts {
		all = append(all, visible(t))
	}
	return all
}

// escaped returns what a character that is not seen is written as. Variation
// selectors only change the character before them.
func escaped(r rune, text string) (string, bool) {
	switch {
	case r == utf8.RuneError && len(text) == 1:
		return fmt.Sprintf(`\x%02x`, text[0]), true
	case unicode.IsPrint(r), unicode.Is(unicode.Variation_Selector, r):
		return "", false
	case r == '\t' || unicode.Is(unicode.Zs, r):
		return " ", true
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r), true
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r), true
	}
	return fmt.Sprintf(`\U%08x`, r), true
}

// code returns source as HTML. Characters that are not seen are written as Go
// would, and marked, as the source might hold the same letters; tabs stay.
func code(source string) string {
	var w strings.Builder
	for source != "" {
		r, size := utf8.DecodeRuneInString(source)
		shown, ok := escaped(r, source[:size])
		switch {
		case r == '\t' || !ok:
			w.WriteString(html.EscapeString(source[:size]))
		case shown == " ":
			w.WriteString(`<span class="odd">␣</span>`)
		default:
			w.WriteString(`<span class="odd">` + shown + `</span>`)
		}
		source = source[size:]
	}
	return w.String()
}
