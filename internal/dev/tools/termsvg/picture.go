package main

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The size of a character, in pixels, and the empty space around all.
const (
	charWidth  = 8
	lineHeight = 18
	margin     = 14
)

// classes are the CSS classes of escape sequences.
var classes = map[string]string{"1": "b", "2": "f", "1;31": "r", "32": "g", "1;34": "l", "35": "p", "36": "c"}

const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[2]d" width="%[1]d" height="%[2]d" role="img" aria-label="What lockleak prints on a terminal">
<style>
svg { color-scheme: light dark; background: #fff }
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; fill: #1f2328 }
.b { font-weight: 700 } .f { fill: #656d76 } .r { fill: #b3261e; font-weight: 700 } .g { fill: #136c2e }
.l { fill: #0a4fa8; font-weight: 700 } .p { fill: #7a2fa0 } .c { fill: #0b6670 }
@media (prefers-color-scheme: dark) {
svg { background: #16191d }
text { fill: #e2e6ea }
.f { fill: #9aa4ae } .r { fill: #ff8f86 } .g { fill: #6fd08c } .l { fill: #82b4ff } .p { fill: #d39cf0 } .c { fill: #6cc9d4 }
}
</style>
`

// picture returns text with escape sequences as SVG. A character is taken to be one
// column wide, and is put where it belongs, whatever the font is.
func picture(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	var b strings.Builder
	columns := 0
	for i, line := range lines {
		column := 0
		for _, run := range runs(line) {
			n := utf8.RuneCountInString(run.text)
			if strings.TrimSpace(run.text) != "" {
				class := ""
				if run.class != "" {
					class = fmt.Sprintf(" class=%q", run.class)
				}
				fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" xml:space=\"preserve\"%s>%s</text>\n",
					margin+column*charWidth, margin+(i+1)*lineHeight-5, n*charWidth, class, escaped(run.text))
			}
			column += n
		}
		columns = max(columns, column)
	}
	return fmt.Sprintf(head, 2*margin+columns*charWidth, 2*margin+len(lines)*lineHeight) + b.String() + "</svg>\n"
}

// A run is a piece of a line in one style.
type run struct{ class, text string }

// runs splits a line at its escape sequences.
func runs(line string) []run {
	var out []run
	class := ""
	for line != "" {
		text, rest, found := strings.Cut(line, "\x1b[")
		if text != "" {
			out = append(out, run{class, text})
		}
		if !found {
			break
		}
		codes, after, _ := strings.Cut(rest, "m")
		class, line = classes[codes], after
	}
	return out
}

func escaped(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text)) // a Builder has no errors
	return b.String()
}
