// Package page writes what a run has found as one HTML file: an overview, and for
// each finding the source with the steps of its path, its fixes, and the
// control-flow graph of its function.
//
// The file is complete in itself. It has no script, and a policy (Content Security
// Policy Level 3) that allows neither scripts nor requests. It is well-formed XML,
// too. It has no time and no names but those of the view, so that the same findings
// give the same bytes.
//
//	overview.go   what the tables count and list
//	article.go    what is shown of a finding
//	source.go     which lines of the source, and the notes below them
//	line.go       a line, with what is marked in it
//	syntax.go     what a Go file is made of
//	diff.go       a fix as a unified diff
//	visible.go    characters that would not be seen
//	page.html, page.css    the form
package page

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// A Report is what a page tells.
type Report struct {
	Version  string   // of lockleak
	Settings []string // flags, as they are given to lockleak
	Patterns []string // the packages asked for
	Findings []finding.Finding
	Missing  []string // what was left out, and why: a line each
}

//go:embed page.html
var form string

//go:embed page.css
var style string

// page is what the form is filled with.
type page struct {
	Style    template.CSS
	Hash     string // of the style, as a policy names it
	Version  string
	Settings []string
	Patterns []string
	Missing  []string

	overview
	Articles []*article
}

// Write writes r as a page. Files are read and named as v does. The errors are
// those of w.
func Write(w io.Writer, v *view.View, r Report) error {
	t, err := template.New("page").Parse(form)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(style))
	p := page{
		Style:    template.CSS(style),
		Hash:     "sha256-" + base64.StdEncoding.EncodeToString(sum[:]),
		Version:  visible(r.Version),
		Settings: allVisible(r.Settings),
		Patterns: allVisible(r.Patterns),
		Missing:  allVisible(r.Missing),
	}
	a := newAuthor(v)
	for i, f := range r.Findings {
		p.Articles = append(p.Articles, a.article(i+1, len(r.Findings), f))
	}
	p.overview = overviewOf(r.Findings, p.Articles)
	var out bytes.Buffer
	if err := t.Execute(&out, p); err != nil {
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}
