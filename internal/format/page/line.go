package page

import (
	"html/template"
	"slices"
	"strings"
)

// markedUp returns a line of source as HTML. Tokens do not overlap; marks may,
// and of those over a character the shortest is shown.
func markedUp(line string, tokens, marks []markSpan) template.HTML {
	cuts := []int{0, len(line)}
	for _, s := range slices.Concat(tokens, marks) {
		cuts = append(cuts, clamp(s.from, line), clamp(s.to, line))
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var w strings.Builder
	open := "" // the class of the mark that is open
	for i := 1; i < len(cuts); i++ {
		from, to := cuts[i-1], cuts[i]
		mark := over(marks, from, to)
		if mark != open {
			if open != "" {
				w.WriteString("</mark>")
			}
			if mark != "" {
				w.WriteString(`<mark class="` + mark + `">`)
			}
			open = mark
		}
		text := code(line[from:to])
		if class := over(tokens, from, to); class != "" {
			text = `<span class="` + class + `">` + text + `</span>`
		}
		w.WriteString(text)
	}
	if open != "" {
		w.WriteString("</mark>")
	}
	return template.HTML(w.String())
}

func clamp(at int, line string) int { return max(0, min(at, len(line))) }

// over returns the class of the shortest span that holds a part of the line.
func over(spans []markSpan, from, to int) string {
	class, length := "", 0
	for _, s := range spans {
		if s.from <= from && to <= s.to && (class == "" || s.to-s.from < length) {
			class, length = s.class, s.to-s.from
		}
	}
	return class
}
