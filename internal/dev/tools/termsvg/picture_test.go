package main

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"
)

// TestPicture puts runs where they stand on the terminal.
func TestPicture(t *testing.T) {
	t.Parallel()
	svg := picture("\x1b[1ma<b\x1b[0m … c\n\n   \x1b[1;31m^^\x1b[0m\n")
	for _, want := range []string{
		`<text x="14" y="27" textLength="24" xml:space="preserve" class="b">a&lt;b</text>`,
		`<text x="38" y="27" textLength="32" xml:space="preserve"> … c</text>`,
		`<text x="38" y="63" textLength="16" xml:space="preserve" class="r">^^</text>`,
		`viewBox="0 0 84 82"`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("there is no %s in\n%s", want, svg)
		}
	}
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestRuns(t *testing.T) {
	t.Parallel()
	got := runs("x\x1b[36my\x1b[0m\x1b[2mz")
	if want := []run{{"", "x"}, {"c", "y"}, {"f", "z"}}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
