package declare

import (
	"errors"
	"fmt"
	"go/token"
	"strings"
)

// A Line is a declaration of a function or type that stands elsewhere.
type Line struct {
	Number int // from 1
	Target string
	Declaration
}

// ParseLine reads a target and a declaration, with a colon between them. A
// target is what [go/types.Func.FullName] prints, with no type parameters of
// the receiver, or the path of a package and the name of a type. The error is
// an [*Error].
func ParseLine(line string) (target string, d Declaration, err error) {
	before, decl, ok := strings.Cut(line, ":")
	target = strings.TrimSpace(before)
	if !isTarget(target) {
		return "", Declaration{}, &Error{strings.Index(before, target), "want a target, such as path/pkg.Func, (*path/pkg.Type).Method or path/pkg.Type"}
	}
	if !ok {
		return "", Declaration{}, &Error{strings.Index(line, target) + len(target), "want a colon and a declaration"}
	}
	d, err = Parse(decl)
	return target, d, shifted(err, len(before)+len(":"))
}

// shifted returns the [*Error] err for a text that begins n bytes earlier.
func shifted(err error, n int) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return &Error{e.Offset + n, e.Msg}
	}
	return err
}

// isTarget reports whether s can be the full name of a function or type.
func isTarget(s string) bool {
	if inner, ok := strings.CutPrefix(s, "("); ok {
		recv, method, ok := strings.Cut(inner, ").")
		return ok && token.IsIdentifier(method) && isQualified(strings.TrimPrefix(recv, "*"))
	}
	return isQualified(s)
}

// isQualified reports whether s is the path of a package, a dot and a name.
func isQualified(s string) bool {
	i := strings.LastIndexByte(s, '.')
	return i > 0 && token.IsIdentifier(s[i+1:]) && !strings.ContainsAny(s[:i], " \t\r()[]*\"'`,;") && s[i-1] != '/' && s[0] != '/'
}

// ParseLines reads lines, which end with a newline or a semicolon. Those that
// are empty or begin with # are left out; the # is for all that follows up to
// the newline. All good lines are returned, and one error for all the others.
func ParseLines(text string) ([]Line, error) {
	var lines []Line
	var errs []error
	number := 0
	for row := range strings.SplitSeq(text, "\n") {
		number++
		offset := 0
		for part := range strings.SplitSeq(row, ";") {
			trimmed := strings.TrimSpace(part)
			if strings.HasPrefix(trimmed, "#") {
				break
			}
			if trimmed != "" {
				target, d, err := ParseLine(part)
				if err == nil {
					lines = append(lines, Line{number, target, d})
				} else {
					errs = append(errs, fmt.Errorf("line %d: %w", number, shifted(err, offset)))
				}
			}
			offset += len(part) + len(";")
		}
	}
	return lines, errors.Join(errs...)
}
