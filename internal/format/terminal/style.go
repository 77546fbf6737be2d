package terminal

// A Style is how a text looks: an escape sequence of ECMA-48, or "" for plain.
// Only the first eight colours are used, which the user's theme makes readable
// on its background, and of these not yellow and white.
type Style string

// The styles.
const (
	Plain  Style = ""
	Strong Style = "\x1b[1m"
	Faint  Style = "\x1b[2m"
	Red    Style = "\x1b[1;31m"
	Green  Style = "\x1b[32m"
	Blue   Style = "\x1b[1;34m"
	Purple Style = "\x1b[35m"
	Cyan   Style = "\x1b[36m"
)

const reset = "\x1b[0m"

// A Painter writes texts in styles, or plain if it is false.
type Painter bool

// Paint returns text in a style. An empty text stays empty.
func (p Painter) Paint(s Style, text string) string {
	if !p || s == Plain || text == "" {
		return text
	}
	return string(s) + text + reset
}
