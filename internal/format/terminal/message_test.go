package terminal

import "testing"

func TestOneLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"one":                            "one",
		"to add it:\n\tgo get x\n":       "to add it: go get x",
		"too many\n\thave ()\n\twant ()": "too many; have (); want ()",
		"\n\n a \r\n":                    "a",
		"":                               "",
	} {
		if got := OneLine(text); got != want {
			t.Errorf("OneLine(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	if got, want := Printable("a\x1b[31m\u0085\xff\tb"), "a [31m \ufffd b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
