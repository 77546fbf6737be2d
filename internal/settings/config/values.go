package config

import (
	"errors"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// An Effect is what a method does to the lock.
type Effect string

// The effects.
const (
	Acquire Effect = "acquire"
	Try     Effect = "try" // an acquire that does not wait
	Release Effect = "release"
	Require Effect = "require" // the caller holds the lock before and behind
)

// Words returns the effects.
func (Effect) Words() []string {
	return []string{string(Acquire), string(Try), string(Release), string(Require)}
}

// Held says by which results a method has had its effect. "" is what the kind
// of effect suggests: for a try the signature, for others always.
type Held string

// The conventions.
const (
	HeldAlways     Held = "always"
	HeldTrue       Held = "true"         // the bool result is true
	HeldNil        Held = "nil"          // the error result is nil
	HeldTrueAndNil Held = "true-and-nil" // both
)

// Words returns the conventions.
func (Held) Words() []string {
	return []string{string(HeldAlways), string(HeldTrue), string(HeldNil), string(HeldTrueAndNil)}
}

// A Key is the number of a parameter, from 0, the receiver not counted.
type Key int

func (k *Key) parse(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > maxKey || strconv.Itoa(n) != s {
		return errors.New("want the number of a parameter, from 0")
	}
	*k = Key(n)
	return nil
}

// maxKey is more than functions have.
const maxKey = 999

// An Identifier is the name of a method.
type Identifier string

func (i *Identifier) parse(s string) error {
	if !token.IsIdentifier(s) {
		return errors.New("want the name of a method")
	}
	*i = Identifier(s)
	return nil
}

// A TypeName is the name of a type with its package's path, without type
// parameters.
type TypeName string

func (t *TypeName) parse(s string) error {
	if !isQualified(s) {
		return errors.New("want a type such as example.com/queue.Table")
	}
	*t = TypeName(s)
	return nil
}

// A Target is what a declaration is about: a function, a method or a type, as
// go/types prints it, without type parameters.
type Target struct {
	Name string
	At   Position
}

func (t *Target) parse(s string) error {
	if !isQualified(s) && !isMethod(s) {
		return errors.New("want a function such as example.com/log.Die or (*example.com/log.Logger).Die")
	}
	t.Name = s
	return nil
}

// isMethod reports whether s is (path/pkg.Type).Method or with a * before path.
func isMethod(s string) bool {
	recv, name, ok := strings.Cut(s, ").")
	recv, ok2 := strings.CutPrefix(recv, "(")
	return ok && ok2 && isQualified(strings.TrimPrefix(recv, "*")) && token.IsIdentifier(name)
}

// isQualified reports whether s is path/pkg.Name.
func isQualified(s string) bool {
	dot := strings.LastIndexByte(s, '.')
	return dot > strings.LastIndexByte(s, '/') && isImportPath(s[:dot]) && token.IsIdentifier(s[dot+1:])
}

// isImportPath reports whether s may be the path of a package. The characters
// that the Go specification lets compilers exclude are excluded.
func isImportPath(s string) bool {
	if slices.Contains(strings.Split(s, "/"), "") {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsGraphic(r) || unicode.IsSpace(r) || strings.ContainsRune("!\"#$%&'()*,:;<=>?[\\]^`{|}\uFFFD", r)
	})
}

// A Declaration says in the grammar of declarations what its target does. Only
// the analyzer knows the grammar; here it is just a line without a semicolon,
// which is what separates declarations.
type Declaration struct {
	Text string // with single spaces
	At   Position
}

func (d *Declaration) parse(s string) error {
	d.Text = oneLine(s)
	if d.Text == "" || strings.Contains(s, ";") {
		return errors.New("want a declaration such as acquires arg0.mu")
	}
	return nil
}

// A PackagePattern is a pattern of packages by their paths.
type PackagePattern string

func (p *PackagePattern) parse(s string) error {
	*p = PackagePattern(s)
	return checkPackagePattern(s)
}

// A FileGlob is a pattern of file names.
type FileGlob string

func (g *FileGlob) parse(s string) error {
	*g = FileGlob(s)
	return checkFileGlob(s)
}
