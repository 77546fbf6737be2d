package hook

import (
	"io/fs"
	"os"
	"path"
	"runtime"
	"strings"
)

// A system is what Packages asks about files. Names have slashes only, and are
// absolute: /m/a.go, on Windows C:/m/a.go or //server/share/m/a.go.
type system struct {
	windows bool
	stat    func(name string) (fs.FileInfo, error)
	list    func(dir string) ([]fs.DirEntry, error)
	read    func(name string) ([]byte, error)
}

// operating returns the system that the program runs on.
func operating() system {
	return system{windows: runtime.GOOS == "windows", stat: os.Stat, list: os.ReadDir, read: os.ReadFile}
}

func (s system) isFile(name string) bool {
	st, err := s.stat(name)
	return err == nil && !st.IsDir()
}

func (s system) isDir(name string) bool {
	st, err := s.stat(name)
	return err == nil && st.IsDir()
}

// names returns the names in a folder, none if it is gone.
func (s system) names(dir string) (names []string) {
	entries, _ := s.list(dir) // what cannot be read is no package
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// absolute returns a name in the one form that has slashes, no . and .., and
// on Windows the letter of the drive in upper case.
func (s system) absolute(base, name string) string {
	name = s.slashed(name)
	switch volume := s.volume(base); {
	case s.volume(name) != "":
	case volume != "" && strings.HasPrefix(name, "/"):
		name = volume + name
	case !strings.HasPrefix(name, "/"):
		name = base + "/" + name
	}
	volume := s.volume(name)
	return volume + path.Clean(name[len(volume):])
}

// slashed returns a name with slashes. Elsewhere than on Windows, a backslash
// is a character like others.
func (s system) slashed(name string) string {
	if !s.windows {
		return name
	}
	name = strings.ReplaceAll(name, `\`, "/")
	volume := s.volume(name)
	if len(volume) == len("C:") {
		volume = strings.ToUpper(volume)
	}
	return volume + name[len(volume):]
}

// volume returns what is before the first folder in an absolute name on
// Windows, C: or //server/share; "" elsewhere.
func (s system) volume(name string) string {
	if !s.windows {
		return ""
	}
	if len(name) > 2 && name[1] == ':' && name[2] == '/' {
		return name[:2]
	}
	rest, ok := strings.CutPrefix(name, "//")
	if !ok {
		return ""
	}
	server, rest, _ := strings.Cut(rest, "/")
	share, _, _ := strings.Cut(rest, "/")
	return "//" + server + "/" + share
}

// parent returns the folder that a name is in, "" above the topmost one.
func parent(name string) string {
	dir, last := splitLast(name)
	if dir == "" && last != "" && strings.HasPrefix(name, "/") {
		return "/"
	}
	return dir
}

// splitLast splits a name at its last slash, which is in neither part.
func splitLast(name string) (dir, last string) {
	i := strings.LastIndexByte(name, '/')
	return name[:max(i, 0)], name[i+1:]
}

func join(dir, name string) string { return strings.TrimSuffix(dir, "/") + "/" + name }

// below returns name relative to the folder dir, "" if it is not below it.
func below(dir, name string) string {
	rel, ok := strings.CutPrefix(name, strings.TrimSuffix(dir, "/")+"/")
	if !ok {
		return ""
	}
	return rel
}
