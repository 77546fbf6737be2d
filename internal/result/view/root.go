package view

import (
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// Root returns the directory that programs name files by: the top of the
// repository that the go command runs in, else that of the workspace or the
// module, else where it runs.
func (v *View) Root() string {
	for _, mark := range []string{".git", "go.work", "go.mod"} { // a worktree's .git is a file
		for dir := v.GoDir; ; dir = filepath.Dir(dir) {
			if _, err := os.Lstat(filepath.Join(dir, mark)); err == nil {
				return dir
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	return v.GoDir
}

// Under returns the name of a file relative to root, with slashes, and whether
// it is in there; if not, the name is absolute.
func (v *View) Under(root, file string) (string, bool) {
	file = v.Abs(file)
	rel, err := filepath.Rel(root, file)
	if err != nil || !filepath.IsLocal(rel) {
		return filepath.ToSlash(file), false
	}
	return filepath.ToSlash(rel), true
}

// Column16 returns the column of p in UTF-16 code units, as editors and SARIF
// count, 1-based. It is 0 where it is not known: p has no column, or the file
// cannot be read, or is not what it was.
func (v *View) Column16(p finding.Position) int {
	lines := v.Lines(p.File)
	if p.Col < 1 || p.Line < 1 || p.Line > len(lines) {
		return 0
	}
	line := lines[p.Line-1]
	if p.Col-1 > len(line) {
		return 0
	}
	return 1 + Units16(line[:p.Col-1])
}

// byteOrderMark may stand at the beginning of a file. It is no part of its text.
const byteOrderMark = "\ufeff"

// Units16 returns the number of UTF-16 code units of text, apart from a byte
// order mark at its beginning. A byte that is no UTF-8 counts as one.
func Units16(text string) int {
	n := 0
	for text = strings.TrimPrefix(text, byteOrderMark); text != ""; {
		r, size := utf8.DecodeRuneInString(text)
		n += max(utf16.RuneLen(r), 1)
		text = text[size:]
	}
	return n
}
