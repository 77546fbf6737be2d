package page

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
)

// An element is one of a document, with its text and that of what is in it.
type element struct {
	name     string
	attr     map[string]string
	text     string
	children []*element
}

// parse parses a page as XML.
func parse(t *testing.T, text string) *element {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	root := &element{}
	open := []*element{root}
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return root
		}
		if err != nil {
			t.Fatalf("the page is not well-formed: %v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			e := &element{name: tok.Name.Local, attr: make(map[string]string)}
			for _, a := range tok.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			top := open[len(open)-1]
			top.children = append(top.children, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			for _, e := range open {
				e.text += string(tok)
			}
		}
	}
}

// find returns the elements with a name, or a class if it begins with a point, or
// an id if with a number sign.
func (e *element) find(what string) (all []*element) {
	for _, c := range e.children {
		switch {
		case what[0] == '.' && strings.Contains(" "+c.attr["class"]+" ", " "+what[1:]+" "),
			what[0] == '#' && c.attr["id"] == what[1:], c.name == what:
			all = append(all, c)
		}
		all = append(all, c.find(what)...)
	}
	return all
}

// texts returns the texts of the elements that find returns, without spaces at
// the ends.
func (e *element) texts(what string) (all []string) {
	for _, x := range e.find(what) {
		all = append(all, strings.TrimSpace(x.text))
	}
	return all
}

func wantTexts(t *testing.T, e *element, what string, want ...string) {
	t.Helper()
	if got := e.texts(what); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// checkLinks checks that all links lead to elements of the page, whose ids are
// unique.
func checkLinks(t *testing.T, p *element) {
	t.Helper()
	ids := make(map[string]int)
	var walk func(e *element)
	walk = func(e *element) {
		if id, ok := e.attr["id"]; ok {
			ids[id]++
		}
		for _, c := range e.children {
			walk(c)
		}
	}
	walk(p)
	for id, n := range ids {
		if n != 1 {
			t.Errorf("%d elements are called %s", n, id)
		}
	}
	for _, a := range p.find("a") {
		if id, ok := strings.CutPrefix(a.attr["href"], "#"); !ok || ids[id] == 0 {
			t.Errorf("the link %q leads nowhere", a.attr["href"])
		}
	}
}
