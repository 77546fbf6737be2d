package goload

import "strings"

// goFlag returns the value that GOFLAGS sets a flag to, "true" for one without
// a value, and whether it sets it. GOFLAGS is a list of flags separated by
// spaces, a flag with spaces being in quotes. The last of equal flags counts.
func goFlag(goflags, name string) (value string, ok bool) {
	for rest := strings.TrimSpace(goflags); rest != ""; rest = strings.TrimSpace(rest) {
		flag, sep := rest, " "
		if rest[0] == '\'' || rest[0] == '"' {
			sep, rest = rest[:1], rest[1:]
		}
		flag, rest, _ = strings.Cut(rest, sep)
		n, v, hasValue := strings.Cut(flag, "=")
		if n != "-"+name && n != "--"+name {
			continue
		}
		if value, ok = v, true; !hasValue {
			value = "true"
		}
	}
	return value, ok
}

// echoes reports whether GOFLAGS asks the go command to print what it runs.
func echoes(goflags string) bool {
	for _, name := range []string{"x", "v", "work"} {
		if value, ok := goFlag(goflags, name); ok && value != "false" {
			return true
		}
	}
	return false
}
