// Package terminal knows what a terminal can show: how wide it is, whether it
// has colours, how many columns a text takes, and what of a text would be a
// command to it.
package terminal

import (
	"fmt"
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// DefaultWidth is the number of columns where nothing tells it.
const DefaultWidth = 80

// The widths that are believed. A terminal that tells less or more has not been
// told its size.
const minWidth, maxWidth = 20, 1000

// Is reports whether w is a terminal.
func Is(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Width returns the number of columns of w: that of the terminal, else
// $COLUMNS, else [DefaultWidth].
func Width(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return min(max(n, minWidth), maxWidth)
		}
	}
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return min(max(n, minWidth), maxWidth)
	}
	return DefaultWidth
}

// IsDumb reports whether the terminal cannot do more than write line below line,
// by $TERM.
func IsDumb() bool { return os.Getenv("TERM") == "dumb" }

// A ColorMode says when there is colour. It is a [flag.Value].
type ColorMode string

// The modes of colour.
const (
	ColorAuto   ColorMode = "auto" // on a terminal that has colours, if NO_COLOR is not set
	ColorAlways ColorMode = "always"
	ColorNever  ColorMode = "never"
)

// String returns m as Set takes it.
func (m *ColorMode) String() string { return string(*m) }

// Set parses a mode.
func (m *ColorMode) Set(s string) error {
	switch ColorMode(s) {
	case ColorAuto, ColorAlways, ColorNever:
		*m = ColorMode(s)
		return nil
	}
	return fmt.Errorf("want auto, always or never")
}

// On reports whether w is to have colour. See no-color.org for NO_COLOR, which
// is weaker than a mode.
func (m ColorMode) On(w io.Writer) bool {
	switch m {
	case ColorAlways:
		return true
	case ColorNever:
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "" && !IsDumb() && Is(w)
}
