package binding

import (
	"strings"
	"testing"
)

// TestLibraries looks at the table itself: that it parses, that no row is there
// twice, and that each stands below a comment that names its library.
func TestLibraries(t *testing.T) {
	t.Parallel()
	lines, err := Libraries()
	if err != nil || len(lines) == 0 {
		t.Fatalf("%d rows, %v", len(lines), err)
	}
	seen := make(map[string]bool)
	comment := ""
	for row := range strings.Lines(libraries) {
		row = strings.TrimSpace(row)
		switch text, isComment := strings.CutPrefix(row, "#"); {
		case row == "":
			comment = ""
		case isComment:
			comment += text + "\n"
		case seen[row]:
			t.Errorf("%s is there twice", row)
		case !isNamed(comment, row):
			t.Errorf("%s: the comment names no library that it is of", row)
		default:
			seen[row] = true
		}
	}
	if len(seen) != len(lines) {
		t.Errorf("there are %d rows, and %d have been parsed", len(seen), len(lines))
	}
}

// isNamed reports whether a word of comment is the path of the module or package of
// the target of row.
func isNamed(comment, row string) bool {
	target := strings.TrimLeft(row, "(*")
	for word := range strings.FieldsSeq(comment) {
		word = strings.TrimRight(word, ",:;.")
		if rest, ok := strings.CutPrefix(target, word); ok && strings.Contains(word, ".") && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "/")) {
			return true
		}
	}
	return false
}
