package changed

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// lines are the lines of a file that are not what they were. A line that was
// deleted is between two others: gaps has the number of the one before it, 0
// at the beginning of the file.
type lines struct {
	whole bool // the file is new
	added map[int]bool
	gaps  map[int]bool
}

// touches reports whether one of the lines first to last has changed, or one
// next to them has been deleted.
func (l *lines) touches(first, last int) bool {
	if l.whole {
		return true
	}
	if l.gaps[first-1] {
		return true
	}
	// The shorter way of two: a file of a path has few lines that count.
	if last-first > len(l.added)+len(l.gaps) {
		for _, set := range []map[int]bool{l.added, l.gaps} {
			for n := range set {
				if first <= n && n <= last {
					return true
				}
			}
		}
		return false
	}
	for n := first; n <= last; n++ {
		if l.added[n] || l.gaps[n] {
			return true
		}
	}
	return false
}

// parse reads the unified diff of git, with any number of lines of context, and
// returns what has changed in the new files, by their names. Files that are
// gone, and those with another name only, have no lines in it.
//
// The lines of a hunk are counted, so that one of a file that looks like a
// header is not taken for one.
func parse(r io.Reader) (map[string]*lines, error) {
	p := parser{files: make(map[string]*lines), in: bufio.NewReader(r)}
	for {
		line, err := p.in.ReadString('\n')
		if line != "" {
			if err := p.line(strings.TrimSuffix(line, "\n")); err != nil {
				return nil, err
			}
		}
		switch {
		case err == io.EOF && (p.old > 0 || p.new > 0):
			return nil, errors.New("the diff of git ends too early")
		case err == io.EOF:
			return p.files, nil
		case err != nil:
			return nil, err
		}
	}
}

type parser struct {
	in       *bufio.Reader
	files    map[string]*lines
	file     *lines // the new one; nil if there is none
	created  bool   // the old file was none
	old, new int    // lines left in the hunk
	at       int    // the number of the next line of the new file
	deleted  bool   // lines before that are gone, and nothing has replaced them yet
}

func (p *parser) line(text string) error {
	if p.old > 0 || p.new > 0 {
		return p.body(text)
	}
	switch {
	case strings.HasPrefix(text, "diff "):
		p.file, p.created = nil, false
	case strings.HasPrefix(text, "--- "):
		p.created = strings.TrimSuffix(text[4:], "\t") == "/dev/null"
	case strings.HasPrefix(text, "+++ "):
		return p.header(text[4:])
	case strings.HasPrefix(text, "@@ "):
		return p.hunk(text)
	}
	return nil // what else there is says nothing of lines
}

// header takes the name of the new file. Git ends one with a space in it by a
// tab.
func (p *parser) header(name string) error {
	name = strings.TrimSuffix(name, "\t")
	if name == "/dev/null" {
		p.file = nil
		return nil
	}
	if strings.HasPrefix(name, `"`) {
		var err error
		if name, err = unquote(name); err != nil {
			return err
		}
	}
	name, ok := strings.CutPrefix(name, newPrefix)
	if !ok || name == "" {
		return fmt.Errorf("the diff of git has a file %q", name)
	}
	p.file = p.files[name]
	if p.file == nil {
		p.file = &lines{added: make(map[int]bool), gaps: make(map[int]bool)}
		p.files[name] = p.file
	}
	p.file.whole = p.file.whole || p.created
	return nil
}

// hunk reads "@@ -1,2 +3,4 @@ ...", in which a count of 1 may be missing.
func (p *parser) hunk(text string) error {
	fields := strings.SplitN(text, " ", 5)
	if len(fields) < 4 || fields[3] != "@@" {
		return fmt.Errorf("the diff of git has a hunk %q", text)
	}
	_, old, ok := span(fields[1], "-")
	start, count, ok2 := span(fields[2], "+")
	if !ok || !ok2 || start == 0 && count > 0 {
		return fmt.Errorf("the diff of git has a hunk %q", text)
	}
	p.old, p.new, p.at = old, count, start
	if count == 0 {
		p.at++ // it is said behind which line there is nothing
	}
	return nil
}

// span reads "+3,4".
func span(text, sign string) (start, count int, ok bool) {
	text, ok = strings.CutPrefix(text, sign)
	first, second, two := strings.Cut(text, ",")
	if !two {
		second = "1"
	}
	n, err := strconv.ParseUint(first, 10, 31)
	m, err2 := strconv.ParseUint(second, 10, 31)
	return int(n), int(m), ok && err == nil && err2 == nil
}

// body takes a line of a hunk.
func (p *parser) body(text string) error {
	kind := byte(' ') // an editor may have cut the space of an empty line
	if text != "" {
		kind = text[0]
	}
	switch kind {
	case ' ':
		p.gap()
		p.old, p.new, p.at = p.old-1, p.new-1, p.at+1
	case '-':
		p.old--
		p.deleted = true
	case '+':
		if p.file != nil {
			p.file.added[p.at] = true
		}
		p.deleted = false
		p.new, p.at = p.new-1, p.at+1
	case '\\': // no newline at the end of the file
	default:
		return fmt.Errorf("the diff of git has a line %q", text)
	}
	if p.old < 0 || p.new < 0 {
		return errors.New("the diff of git has more lines than it says")
	}
	if p.old == 0 && p.new == 0 {
		p.gap()
	}
	return nil
}

// gap records that lines are gone that nothing has replaced.
func (p *parser) gap() {
	if p.deleted && p.file != nil {
		p.file.gaps[p.at-1] = true
	}
	p.deleted = false
}

// unquote returns the name that git has put into quotes, as a string of C.
func unquote(text string) (string, error) {
	wrong := fmt.Errorf("the diff of git has a file %s", text)
	in, ok := strings.CutPrefix(text, `"`)
	in, ok2 := strings.CutSuffix(in, `"`)
	if !ok || !ok2 {
		return "", wrong
	}
	var b strings.Builder
	for i := 0; i < len(in); i++ {
		if in[i] != '\\' {
			b.WriteByte(in[i])
			continue
		}
		i++
		if i >= len(in) {
			return "", wrong
		}
		if j := strings.IndexByte(`abtnvfr"\`, in[i]); j >= 0 {
			b.WriteByte("\a\b\t\n\v\f\r\"\\"[j])
			continue
		}
		if i+3 > len(in) {
			return "", wrong
		}
		n, err := strconv.ParseUint(in[i:i+3], 8, 8)
		if err != nil {
			return "", wrong
		}
		b.WriteByte(byte(n))
		i += 2
	}
	return b.String(), nil
}
