package goload

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/finding"
)

// A messageBlock is what go vet says of one package on standard error.
type messageBlock struct {
	pkg   string // as in the graph, or "" for what stands before all packages
	lines []string
}

// splitMessages splits the standard error of go vet at its headers, "# pkg".
// A vet tool's messages have a second one, "# [pkg]".
func splitMessages(text string) []messageBlock {
	var blocks []messageBlock
	current := messageBlock{}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		header, ok := strings.CutPrefix(line, "# ")
		switch {
		case ok && strings.HasPrefix(header, "["):
		case ok:
			blocks = append(blocks, current)
			current = messageBlock{pkg: header}
		default:
			current.lines = append(current.lines, line)
		}
	}
	return append(blocks, current)
}

// blame adds to failed the packages that the messages name, with the cause,
// and to res what is said of none. If they were echoed, the user has seen them
// all, and many are no errors.
func (r run) blame(blocks []messageBlock, failed map[string]failure, res *Result) {
	for _, b := range blocks {
		if b.pkg == "" {
			for _, line := range b.lines {
				if strings.TrimSpace(line) != "" && !r.tool.echo && !strings.HasPrefix(line, "go: warning:") {
					res.crashes = append(res.crashes, line)
				}
			}
			continue
		}
		f, inTests, ok := b.failure(r.files.isTest)
		if !ok {
			continue
		}
		known := false
		for _, name := range r.packages.graph.variants(b.pkg, inTests) {
			if _, ok := failed[name]; !ok {
				failed[name] = f
			}
			known = true
		}
		if !known && !r.tool.echo { // what is echoed has lines that look like headers
			res.skips = append(res.skips, skip{path: b.pkg, cause: f.String()})
		}
	}
}

// variants returns the packages in g that the header of a message means, where
// the error is in a test file or not.
func (g graph) variants(header string, inTests bool) []string {
	path, variant, _ := strings.Cut(header, " ")
	var names []string
	add := func(name string) {
		if g[name] != nil && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	tested, isXTest := strings.CutSuffix(path, "_test")
	switch {
	case variant != "" && variant != "["+path+".test]":
		add(header) // compiled anew for the tests of another package
	case g[path] == nil && isXTest:
		add(xtestVariant(tested))
	case inTests:
		add(testVariant(path))
	default:
		add(path)
		add(testVariant(path))
	}
	return names
}

// failure returns the first error of b that is not in a test file, else the
// first, and whether it is in a test file. It is not ok if b has no error.
// Around the warnings of a C compiler, lines without a position are none.
func (b messageBlock) failure(isTest func(finding.Position) bool) (f failure, inTests, ok bool) {
	warned := slices.ContainsFunc(b.lines, isWarning)
	for i, line := range b.lines {
		if strings.HasPrefix(line, "\t") || strings.TrimSpace(line) == "" {
			continue
		}
		line = strings.TrimPrefix(strings.TrimPrefix(line, "vet: "), toolPrefix())
		p, _, positioned := finding.CutPosition(line)
		if warned && (!positioned || isWarning(line)) {
			continue
		}
		if ok && (!inTests || !positioned || isTest(p)) {
			continue
		}
		end := i + 1
		for end < len(b.lines) && strings.HasPrefix(b.lines[end], "\t") {
			end++
		}
		text := terminal.OneLine(strings.Join(append([]string{line}, b.lines[i+1:end]...), "\n"))
		f, inTests, ok = failure{text: text}, positioned && isTest(p), true
		if posn, message, found := strings.Cut(text, ": "); positioned && found {
			f = failure{posn: posn, text: message}
		}
		if isDamage(text) {
			f.text += " (the go command's cache is damaged; go clean -cache empties it)"
		}
	}
	return f, inTests, ok
}

// isWarning reports whether line is a warning or note of a C compiler, which
// the go command passes on where a package uses cgo.
func isWarning(line string) bool {
	_, message, ok := finding.CutPosition(line)
	return ok && (strings.HasPrefix(message, "warning: ") || strings.HasPrefix(message, "note: "))
}

// toolPrefix returns what our vet tool begins its errors with: the name of the
// executable.
func toolPrefix() string {
	self, err := os.Executable()
	if err != nil {
		return ""
	}
	return filepath.Base(self) + ": "
}

// isDamage reports whether text is an error of package unitchecker about a file
// of types and facts, which only the vet tool writes and the go command keeps.
func isDamage(text string) bool {
	return strings.HasPrefix(text, "invalid vetx file for ") || strings.HasPrefix(text, "decoding facts for ") ||
		strings.Contains(text, "internal error while importing ")
}
