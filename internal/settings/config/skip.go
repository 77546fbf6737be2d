package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// A Skip says in which packages and files nothing is reported. They are
// analysed all the same, as others may depend on them. The zero Skip skips
// nothing. It is the value of a flag: patterns of packages and, behind file:,
// of files, separated by commas:
//
//	example.com/gen/...,file:*.pb.go,file:internal/gen/**
//
// Patterns of packages are paths with ... for any text, as the go command has
// them. In a glob, * and ? stand for characters of a name, [a-z] for one, and
// ** for any number of folders. A glob without a slash is about the name of a
// file without its folder; with one, about the end of its full name, since an
// analyzer does not know where the module begins.
type Skip struct {
	packages []string
	files    []string
}

// filePrefix marks the globs; no path of a package has a colon.
const filePrefix = "file:"

// String implements flag.Value.
func (s *Skip) String() string {
	entries := slices.Clone(s.packages)
	for _, g := range s.files {
		entries = append(entries, filePrefix+g)
	}
	return strings.Join(entries, ",")
}

// Set implements flag.Value. It replaces what was set before.
func (s *Skip) Set(text string) error {
	var set Skip
	if text != "" {
		for entry := range strings.SplitSeq(text, ",") {
			if err := set.add(strings.TrimSpace(entry)); err != nil {
				return err
			}
		}
	}
	set.normalize()
	*s = set
	return nil
}

func (s *Skip) add(entry string) error {
	glob, isFile := strings.CutPrefix(entry, filePrefix)
	check, list := checkPackagePattern, &s.packages
	if isFile {
		check, list = checkFileGlob, &s.files
	}
	if err := check(glob); err != nil {
		return fmt.Errorf("%w, not %q", err, glob)
	}
	*list = append(*list, glob)
	return nil
}

// normalize gives equal settings an equal text.
func (s *Skip) normalize() {
	slices.Sort(s.packages)
	slices.Sort(s.files)
	s.packages, s.files = slices.Compact(s.packages), slices.Compact(s.files)
}

// Package reports whether a package is skipped. Test variants, "p [p.test]",
// and external tests, p_test, go with their package. A package whose own path
// ends in _test is taken for such a test: it may be skipped in error.
func (s *Skip) Package(path string) bool {
	path, _, _ = strings.Cut(path, " [")
	return s.plainPackage(path) || s.plainPackage(strings.TrimSuffix(path, "_test"))
}

func (s *Skip) plainPackage(path string) bool {
	return slices.ContainsFunc(s.packages, func(pattern string) bool { return matchPackage(pattern, path) })
}

// File reports whether a file is skipped, by its absolute name or one that is
// relative to the module's root.
func (s *Skip) File(name string) bool {
	if name == "" {
		return false
	}
	name = filepath.ToSlash(name)
	return slices.ContainsFunc(s.files, func(glob string) bool { return matchFile(glob, name) })
}

var errPackagePattern = errors.New("want packages such as example.com/gen/... by their path")

// checkPackagePattern reports what is no pattern of packages. Names that the
// go command has for sets of packages are none: they have no paths.
func checkPackagePattern(pattern string) error {
	switch pattern {
	case "all", "cmd", "main", "std", "tool", "work":
		return errPackagePattern
	}
	first, _, _ := strings.Cut(pattern, "/")
	if !isImportPath(pattern) || first == "." || first == ".." {
		return errPackagePattern
	}
	return nil
}

var errFileGlob = errors.New("want the name of a file in the module such as *.pb.go or internal/gen/**")

// checkFileGlob reports what is no glob.
func checkFileGlob(glob string) error {
	if strings.TrimSpace(glob) != glob {
		return errFileGlob
	}
	for element := range strings.SplitSeq(glob, "/") {
		if !isGlobElement(element) {
			return errFileGlob
		}
	}
	return nil
}
