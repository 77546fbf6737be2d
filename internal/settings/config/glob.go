package config

import (
	"path"
	"strings"
	"unicode"
)

// matchPackage reports whether a package's path matches a pattern, in which
// ... stands for any text; /... at the end may stand for nothing at all.
func matchPackage(pattern, pkg string) bool {
	if head, ok := strings.CutSuffix(pattern, "/..."); ok && matchDots(head, pkg) {
		return true
	}
	return matchDots(pattern, pkg)
}

// matchDots finds the texts between the dots one behind the other, each as
// early as it can be; the last one has to be at the end.
func matchDots(pattern, pkg string) bool {
	texts := strings.Split(pattern, "...")
	rest, ok := strings.CutPrefix(pkg, texts[0])
	if !ok {
		return false
	}
	if len(texts) == 1 {
		return rest == ""
	}
	last := len(texts) - 1
	for _, text := range texts[1:last] {
		if _, rest, ok = strings.Cut(rest, text); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, texts[last])
}

// anyFolders is the element of a glob that stands for any number of folders.
const anyFolders = "**"

// matchFile reports whether a file's name, with slashes, matches a glob.
func matchFile(glob, name string) bool {
	if glob != anyFolders && !strings.Contains(glob, "/") {
		return matchElement(glob, path.Base(name))
	}
	// The root of the module is somewhere in name.
	return matchElements(strings.Split(anyFolders+"/"+glob, "/"), strings.Split(name, "/"))
}

// matchElements reports whether the elements of a name match those of a glob.
// Where one does not, it goes back to the last ** and lets that stand for one
// element more; earlier ones need not be tried again.
func matchElements(glob, name []string) bool {
	g, n := 0, 0
	afterAny, retry := -1, 0 // in glob and in name
	for n < len(name) {
		switch {
		case g < len(glob) && glob[g] == anyFolders:
			g++
			afterAny, retry = g, n
		case g < len(glob) && matchElement(glob[g], name[n]):
			g++
			n++
		case afterAny >= 0:
			retry++
			g, n = afterAny, retry
		default:
			return false
		}
	}
	for g < len(glob) && glob[g] == anyFolders {
		g++
	}
	return g == len(glob)
}

func matchElement(glob, name string) bool {
	ok, err := path.Match(glob, name)
	return ok && err == nil
}

// isGlobElement reports whether s may stand between the slashes of a glob.
// A comma separates globs, and a backslash is a slash that went wrong.
func isGlobElement(s string) bool {
	if s == anyFolders {
		return true
	}
	if s == "" || s == "." || s == ".." || strings.Contains(s, anyFolders) {
		return false
	}
	_, err := path.Match(s, "")
	return err == nil && !strings.ContainsFunc(s, func(r rune) bool {
		return r == ',' || r == '\\' || r == unicode.ReplacementChar || !unicode.IsPrint(r)
	})
}
