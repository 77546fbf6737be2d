package sarif

import (
	"go/doc/comment"
	"strings"
)

// newRule returns the rule of a check. Its manual is a Go doc comment.
func newRule(c Check) rule {
	title, body, _ := strings.Cut(c.Doc, "\n")
	title = sentence(title)
	var parser comment.Parser
	doc := parser.Parse(body)
	printer := comment.Printer{
		HeadingLevel:   2,
		HeadingID:      func(*comment.Heading) string { return "" },
		TextWidth:      -1, // the reader breaks lines
		TextCodePrefix: "    ",
	}
	full, help := title, title
	if first := paragraph(doc); first != nil {
		full = strings.TrimSpace(string(printer.Text(&comment.Doc{Content: []comment.Block{first}})))
		help = strings.TrimSpace(string(printer.Text(doc)))
	}
	return rule{
		ID:                   c.Name,
		ShortDescription:     text{Text: title},
		FullDescription:      text{Text: full},
		Help:                 text{Text: help, Markdown: markdown(&printer, doc, help)},
		HelpURI:              c.URL,
		DefaultConfiguration: configuration{Level: level},
		Properties:           properties{Tags: []string{"concurrency", "correctness", "go"}},
	}
}

// paragraph returns the first paragraph of doc, nil if there is none.
func paragraph(doc *comment.Doc) comment.Block {
	for _, b := range doc.Content {
		if p, ok := b.(*comment.Paragraph); ok {
			return p
		}
	}
	return nil
}

func markdown(p *comment.Printer, doc *comment.Doc, otherwise string) string {
	if text := strings.TrimSpace(string(p.Markdown(doc))); text != "" {
		return text
	}
	return otherwise
}

// sentence returns the title of a manual, "report locks that ...", as a sentence
// about what is reported.
func sentence(title string) string {
	title = strings.TrimSpace(strings.TrimPrefix(title, "report "))
	if title == "" {
		return ""
	}
	return strings.ToUpper(title[:1]) + strings.TrimSuffix(title[1:], ".") + "."
}
