package goload

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// An overlay hides files from the go command by means of its -overlay flag, on
// top of the overlay that the user may have asked for.
type overlay struct {
	dir     string            // where the go command runs
	user    string            // the user's overlay file, or ""
	replace map[string]string // what that file replaces, by absolute name
	origin  map[string]string // the file that a file replaces, both absolute
	hidden  map[string]bool   // by absolute name
	cache   string            // GOMODCACHE: the go command refuses to hide files beneath it
	temp    string            // directory of our own overlay files
	written int               // overlay files in temp
}

// newOverlay reads the user's overlay, given by flag or in GOFLAGS.
func newOverlay(build BuildFlags, tool goCommand) (*overlay, error) {
	o := &overlay{
		dir:     tool.dir,
		temp:    tool.temp,
		cache:   tool.cache,
		user:    build.overlay,
		replace: make(map[string]string),
		origin:  make(map[string]string),
		hidden:  make(map[string]bool),
	}
	if o.user == "" {
		o.user, _ = goFlag(tool.flags, "overlay")
	}
	if o.user == "" {
		return o, nil
	}
	b, err := os.ReadFile(o.abs(o.user))
	if err != nil {
		return nil, fmt.Errorf("-overlay: %w", err)
	}
	var file struct{ Replace map[string]string }
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, fmt.Errorf("-overlay %s: %w", o.user, err)
	}
	for from, to := range file.Replace {
		if to != "" {
			to = o.abs(to)
			o.origin[to] = o.abs(from)
		}
		o.replace[o.abs(from)] = to
	}
	return o, nil
}

func (o *overlay) abs(file string) string {
	if filepath.IsAbs(file) {
		return filepath.Clean(file)
	}
	return filepath.Join(o.dir, file)
}

// hide hides files, given by absolute names, as far as the go command allows
// it: see canHide.
func (o *overlay) hide(files ...string) {
	for _, f := range files {
		if o.canHide(filepath.Dir(f)) {
			o.hidden[filepath.Clean(f)] = true
		}
	}
}

// canHide reports whether files in dir can be hidden: those in the module cache
// cannot.
func (o *overlay) canHide(dir string) bool {
	return o.cache == "" || !strings.HasPrefix(filepath.Clean(dir)+string(filepath.Separator), filepath.Clean(o.cache)+string(filepath.Separator))
}

// isTest reports whether a position is in a test file. The go command names the
// file that it reads, not the one that this replaces.
func (o *overlay) isTest(p finding.Position) bool {
	if from, ok := o.origin[o.abs(p.File)]; ok {
		p.File = from
	}
	return p.IsTest()
}

// visible returns the package arguments without files that are hidden.
func (o *overlay) visible(patterns []string) []string {
	return slices.DeleteFunc(slices.Clone(patterns), func(p string) bool {
		return strings.HasSuffix(p, ".go") && o.hidden[o.abs(p)]
	})
}

// flag returns the go command's flag for the overlay as it is now, or nothing.
func (o *overlay) flag() ([]string, error) {
	if len(o.hidden) == 0 {
		if o.user == "" {
			return nil, nil
		}
		return []string{"-overlay=" + o.user}, nil
	}
	replace := maps.Clone(o.replace)
	for f := range o.hidden {
		replace[f] = ""
	}
	b, err := json.Marshal(struct{ Replace map[string]string }{replace})
	if err != nil {
		return nil, err
	}
	o.written++
	file := filepath.Join(o.temp, fmt.Sprintf("overlay%d.json", o.written))
	return []string{"-overlay=" + file}, os.WriteFile(file, b, 0o600)
}

func baseName(file string) string { return filepath.Base(file) }

// allTests returns all test files of p, by absolute names.
func (p *goPackage) allTests() []string {
	return testFilesOf(p.dir, slices.Concat(p.testFiles, p.xtests))
}

// filesOf returns the absolute names of files in dir.
func filesOf(dir string, names []string) []string {
	var files []string
	for _, name := range names {
		files = append(files, filepath.Join(dir, name))
	}
	return files
}

// testFilesOf returns the absolute names of the test files in dir: those that
// the go command has named, and others, as it does not name files that it
// cannot read or that another build configuration wants.
func testFilesOf(dir string, names []string) []string {
	files := filesOf(dir, names)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return files // the directory may exist in the user's overlay alone
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), "_test.go") {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files
}
