package finding

import "testing"

func TestPosition(t *testing.T) {
	for text, want := range map[string]Position{
		"a.go:1:2":    {"a.go", 1, 2},
		"a.go:1":      {"a.go", 1, 0},
		"a.go":        {"a.go", 0, 0},
		"-":           {},
		`C:\a.go:1:2`: {`C:\a.go`, 1, 2},
		`C:\a.go`:     {`C:\a.go`, 0, 0},
		"a:3.go:1:2":  {"a:3.go", 1, 2},
	} {
		if got := ParsePosition(text); got != want {
			t.Errorf("ParsePosition(%q) = %+v, want %+v", text, got, want)
		}
	}
}
