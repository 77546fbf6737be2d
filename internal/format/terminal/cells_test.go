package terminal

import (
	"slices"
	"strings"
	"testing"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text, want string
		width            int
	}{
		{"plain", "mu.Lock()", "mu.Lock()", 9},
		{"empty", "", "", 0},
		{"tabs", "\ta\tb", "    a   b", 9},
		{"wide", "锁.Lock()", "锁.Lock()", 9},
		{"wide behind a tab", "锁\tx", "锁  x", 5},
		{"mark", "e\u0301x", "e\u0301x", 2},
		{"emoji", "🔒x", "🔒x", 3},
		{"invalid", "a\xffb\xc3", "a\uFFFDb\uFFFD", 4},
		{"escape", "\x1b[31mred", "␛[31mred", 8},
		{"bell, delete and return", "\a\x7f\r", "␇␡␍", 3},
		{"C1", "\u009b31m", "<U+009B>31m", 11},
		{"direction", "a\u202eb", "a<U+202E>b", 10},
		{"line separator", "a\u2028b", "a<U+2028>b", 10},
		{"joiner", "a\u200db", "a\u200db", 2},
		{"fullwidth", "ＡＢ", "ＡＢ", 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Visible(tt.text); got != tt.want {
				t.Errorf("Visible(%q) = %q, want %q", tt.text, got, tt.want)
			}
			if got := Columns(tt.text); got != tt.width {
				t.Errorf("Columns(%q) = %d, want %d", tt.text, got, tt.width)
			}
		})
	}
}

func TestColumn(t *testing.T) {
	t.Parallel()
	const text = "\t锁x\xffe\u0301z"
	for offset, want := range map[int]int{
		-1: 0, 0: 0, 1: 4, 2: 4, 4: 6, 5: 7, 6: 8, 7: 9, 9: 9, 10: 10, 99: 10,
	} {
		if got := NewLine(text).Column(offset); got != want {
			t.Errorf("Column(%d) = %d, want %d", offset, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text     string
		from, to int
		want     string
	}{
		{"abcdef", 1, 4, "bcd"},
		{"abcdef", 4, 99, "ef"},
		{"a锁b", 0, 2, "a "},
		{"a锁b", 2, 4, " b"},
		{"a锁b", 1, 3, "锁"},
		{"ae\u0301b", 1, 2, "e\u0301"},
		{"ae\u0301b", 2, 3, "b"},
		{"\tx", 2, 5, "  x"},
	} {
		if got := NewLine(tt.text).Cut(tt.from, tt.to); got != tt.want {
			t.Errorf("Cut(%q, %d, %d) = %q, want %q", tt.text, tt.from, tt.to, got, tt.want)
		}
	}
}

// TestWrap also checks for widths of all sizes that nothing is lost and nothing
// is wider.
func TestWrap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"the lock is held", 80, []string{"the lock is held"}},
		{"the lock is held", 8, []string{"the lock", "is held"}},
		{"a verylongname b", 6, []string{"a", "verylo", "ngname", "b"}},
		{"锁锁锁", 4, []string{"锁锁", "锁"}},
		{"ab锁", 3, []string{"ab", "锁"}},
	} {
		if got := Wrap(tt.text, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", tt.text, tt.width, got, tt.want)
		}
	}
	const text = "returns here with s.queues[i].锁 still held 🔒 e\u0301tat abcdefghijklmnopqrstuvwxyz"
	bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for width := 2; width < 90; width++ {
		lines := Wrap(text, width)
		if got := bare(strings.Join(lines, "")); got != bare(text) {
			t.Fatalf("width %d: got %q", width, lines)
		}
		for _, l := range lines {
			if n := Columns(l); n > width {
				t.Errorf("width %d: %q has %d columns", width, l, n)
			}
		}
	}
}

func TestWideInOrder(t *testing.T) {
	t.Parallel()
	last := rune(0)
	for _, w := range wide {
		if w.first <= last || w.last < w.first {
			t.Errorf("%U to %U stands behind %U", w.first, w.last, last)
		}
		last = w.last
	}
}
