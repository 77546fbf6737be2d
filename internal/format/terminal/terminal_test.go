package terminal

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestWidth(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for columns, want := range map[string]int{
		"": DefaultWidth, "120": 120, "40": 40, "0": DefaultWidth, "-3": DefaultWidth, "wide": DefaultWidth,
		"3": minWidth, "123456": maxWidth,
	} {
		t.Setenv("COLUMNS", columns)
		if got := Width(file); got != want {
			t.Errorf("COLUMNS=%q: a file has width %d, want %d", columns, got, want)
		}
		if got := Width(new(bytes.Buffer)); got != want {
			t.Errorf("COLUMNS=%q: a buffer has width %d, want %d", columns, got, want)
		}
	}
	if Is(file) || Is(new(bytes.Buffer)) {
		t.Error("a file or a buffer is taken for a terminal")
	}
}

func TestColorMode(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm")
	var m ColorMode
	for s, want := range map[string]bool{"auto": false, "always": true, "never": false} {
		if err := m.Set(s); err != nil {
			t.Fatal(err)
		}
		if m.String() != s || m.On(new(bytes.Buffer)) != want {
			t.Errorf("%s: colour is %v", s, !want)
		}
	}
	if err := m.Set("yes"); err == nil {
		t.Error("the mode yes is no error")
	}
	t.Setenv("NO_COLOR", "1")
	if !ColorAlways.On(new(bytes.Buffer)) {
		t.Error("NO_COLOR is stronger than a flag")
	}
}

func TestPaint(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		on         Painter
		style      Style
		text, want string
	}{
		{true, Red, "x", "\x1b[1;31mx\x1b[0m"},
		{true, Red, "", ""},
		{true, Plain, "x", "x"},
		{false, Red, "x", "x"},
	} {
		if got := tt.on.Paint(tt.style, tt.text); got != tt.want {
			t.Errorf("Paint(%q, %q) = %q, want %q", tt.style, tt.text, got, tt.want)
		}
	}
}
