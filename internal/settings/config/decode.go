package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// The library only parses, into nodes with their places. It is not left to
// decode: its errors have no columns, and it knows of no expectations. So the
// nodes are decoded here, by the Go types of [Config]:
//
//	word      one of a few, which its type names
//	scalar    a value with a parse method of its own
//	bool      true or false
//	struct    a mapping with the keys of the tags
//	map       a mapping whose keys are scalars; with the option "listed"
//	          also a list of such mappings
//	slice     a list
//	*T        T, nil where the key is missing
//
// A struct or scalar may have a field At, which is set to its place.

// A scalar is decoded from the text of a value. The error says what is wanted,
// as in "want a number".
type scalar interface{ parse(text string) error }

// A word is a text that is one of a few.
type word interface{ Words() []string }

// scalarAt returns what decodes the value v, if that is a scalar or a word.
func scalarAt(v reflect.Value) (scalar, bool) {
	switch to := v.Addr().Interface().(type) {
	case scalar:
		return to, true
	case word:
		return oneOf{to.Words(), v}, true
	}
	return nil, false
}

// oneOf decodes a word.
type oneOf struct {
	words []string
	to    reflect.Value
}

func (o oneOf) parse(text string) error {
	if !slices.Contains(o.words, text) {
		return errors.New("want " + either(o.words))
	}
	o.to.SetString(text)
	return nil
}

// A checked value is looked at as a whole when all of it is decoded. The
// problem belongs to a key, or to no single one if that is "".
type checked interface{ check() (key, problem string) }

// Parse decodes the text of a file, whose name is for errors, which are of
// type [Errors].
func Parse(file string, data []byte) (*Config, error) {
	d := decoder{file: file}
	return d.config(d.document(data))
}

// FromValue decodes what another program has read from a file of its own:
// maps, lists and scalars, as encoding/json has them, with the keys of
// [Config]; nil is an empty file. Errors are of type [Errors], without places.
func FromValue(value any) (*Config, error) {
	d := decoder{}
	if value == nil {
		return d.config(nil)
	}
	root := new(yaml.Node)
	if err := root.Dump(value); err != nil {
		d.fail(Position{}, "want keys with values: %s", oneLine(err.Error()))
		return nil, d.errs
	}
	return d.config(root)
}

type decoder struct {
	file string
	errs Errors
}

// config decodes the root of a document, nil for an empty one.
func (d *decoder) config(root *yaml.Node) (*Config, error) {
	c := new(Config)
	if root != nil {
		d.value("", root, reflect.ValueOf(c).Elem())
	}
	if len(d.errs) > 0 {
		d.errs.Sort()
		return nil, d.errs
	}
	return c, nil
}

func (d *decoder) at(n *yaml.Node) Position {
	return Position{File: d.file, Line: n.Line, Col: n.Column}
}

func (d *decoder) fail(at Position, format string, args ...any) {
	d.errs = append(d.errs, Error{At: at, Text: fmt.Sprintf(format, args...)})
}

// document returns the one document of a file, nil if it is empty or wrong.
func (d *decoder) document(data []byte) *yaml.Node {
	if at, ok := d.strayByte(data); ok {
		d.fail(at, "want UTF-8 text without control characters")
		return nil
	}
	var doc, more yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(data))
	err := dec.Decode(&doc)
	if err == io.EOF || err == nil && len(doc.Content) == 0 {
		return nil
	}
	if err == nil {
		err = dec.Decode(&more)
	}
	switch {
	case err == nil:
		d.fail(d.at(&more), "want one document")
		return nil
	case err != io.EOF:
		d.syntaxError(err)
		return nil
	}
	root := doc.Content[0]
	if root.ShortTag() == "!!null" && root.Value == "" {
		return nil // nothing but ---
	}
	return root
}

// strayByte finds what is no text, for which the library knows no place.
func (d *decoder) strayByte(data []byte) (_ Position, found bool) {
	at := Position{File: d.file, Line: 1, Col: 1}
	for rest := data; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		rest = rest[size:]
		switch {
		case r == '\n':
			at.Line, at.Col = at.Line+1, 1
			continue
		case r == utf8.RuneError && size == 1, unicode.IsControl(r) && r != '\t' && r != '\r' && r != '\u0085':
			return at, true
		}
		at.Col++
	}
	return Position{}, false
}

// syntaxError takes over an error of the YAML parser.
func (d *decoder) syntaxError(err error) {
	at, text := Position{File: d.file, Line: 1, Col: 1}, oneLine(err.Error())
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		text = oneLine(e.Message)
		if e.Mark.Line > 0 {
			at.Line, at.Col = e.Mark.Line, max(e.Mark.Column, 1)
		}
		if e.ContextMsg != "" {
			text += " " + oneLine(e.ContextMsg)
			if line := e.ContextMark.Line; line > 0 && line != at.Line {
				text += fmt.Sprintf(" that begins in line %d", line)
			}
		}
		if strings.HasPrefix(text, "unknown anchor") {
			text += "; a text that begins with * has to be in quotes"
		}
	}
	d.fail(at, "this is no YAML: %s", text)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// value decodes n into v. The name is that of the key, "" for the whole file.
func (d *decoder) value(name string, n *yaml.Node, v reflect.Value) {
	if n.Kind == yaml.AliasNode {
		d.fail(d.at(n), "%swant the value itself, not an alias", prefix(name))
		return
	}
	if s, ok := scalarAt(v); ok {
		if d.scalar(name, n, s) {
			d.setAt(n, v)
		}
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		d.boolean(name, n, v)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(name, n, v.Elem())
	case reflect.Slice:
		d.list(name, n, v)
	case reflect.Map:
		d.mapping(name, []*yaml.Node{n}, v)
	case reflect.Struct:
		d.structure(name, n, v)
	default:
		panic("config: no way to decode " + v.Type().String())
	}
}

// setAt notes the place of n in a value that has a field for it.
func (d *decoder) setAt(n *yaml.Node, v reflect.Value) {
	if v.Kind() != reflect.Struct {
		return
	}
	if at := v.FieldByName("At"); at.IsValid() {
		at.Set(reflect.ValueOf(d.at(n)))
	}
}

func (d *decoder) scalar(name string, n *yaml.Node, s scalar) (ok bool) {
	err := errors.New("want a value")
	if isText(n) {
		err = s.parse(n.Value)
	} else if e := s.parse(""); e != nil {
		err = e // what is wanted instead
	}
	if err != nil {
		d.fail(d.at(n), "%s%s, not %s", prefix(name), err, describe(n))
	}
	return err == nil
}

// isText reports whether n is one value of a tag that YAML itself gives it.
func isText(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode {
		return false
	}
	switch n.ShortTag() {
	case "!!str", "!!bool", "!!int", "!!float", "!!timestamp", "!!merge":
		return true
	}
	return false
}

func (d *decoder) boolean(name string, n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" || n.Value != "true" && n.Value != "false" {
		d.fail(d.at(n), "%swant true or false, not %s", prefix(name), describe(n))
		return
	}
	v.SetBool(n.Value == "true")
}

func (d *decoder) list(name string, n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		d.fail(d.at(n), "%swant a list, not %s", prefix(name), describe(n))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, element := range n.Content {
		d.value(name, element, v.Index(i))
	}
}

// entries calls do for each key of a mapping with its value, but for keys that
// are there twice. The lines are those of the keys, which are added to.
func (d *decoder) entries(name string, n *yaml.Node, lines map[string]int, do func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.fail(d.at(n), "%swant keys with values, not %s", prefix(name), describe(n))
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if !isText(key) {
			d.fail(d.at(key), "%swant the name of a key, not %s", prefix(name), describe(key))
			continue
		}
		if line, ok := lines[key.Value]; ok {
			where := is(line > 0, ", in line "+strconv.Itoa(line), "")
			d.fail(d.at(key), "the key %q is there already%s", key.Value, where)
			continue
		}
		lines[key.Value] = key.Line
		do(key, value)
	}
}

func (d *decoder) mapping(name string, parts []*yaml.Node, v reflect.Value) {
	v.Set(reflect.MakeMap(v.Type()))
	lines := make(map[string]int)
	for _, n := range parts {
		d.addTo(v, name, n, lines)
	}
}

// addTo adds the entries of a mapping to the map v.
func (d *decoder) addTo(v reflect.Value, name string, n *yaml.Node, lines map[string]int) {
	d.entries(name, n, lines, func(key, value *yaml.Node) {
		k, e := reflect.New(v.Type().Key()), reflect.New(v.Type().Elem())
		before := len(d.errs)
		d.value(name, key, k.Elem())
		d.value(key.Value, value, e.Elem())
		if len(d.errs) == before {
			v.SetMapIndex(k.Elem(), e.Elem())
		}
	})
}

func (d *decoder) structure(name string, n *yaml.Node, v reflect.Value) {
	before := len(d.errs)
	fields := fieldsOf(v.Type())
	places := make(map[string]*yaml.Node)
	d.entries(name, n, make(map[string]int), func(key, value *yaml.Node) {
		for _, f := range fields {
			if f.key != key.Value {
				continue
			}
			places[f.key] = key
			if f.listed && value.Kind == yaml.SequenceNode {
				d.mapping(f.key, value.Content, v.Field(f.index))
			} else {
				d.value(f.key, value, v.Field(f.index))
			}
			return
		}
		d.fail(d.at(key), "unknown key %q; want %s", key.Value, either(keysOf(fields)))
	})
	if len(d.errs) > before {
		return
	}
	for _, f := range fields {
		if f.required && places[f.key] == nil {
			d.fail(d.at(n), "%sthe key %s is missing", prefix(name), f.key)
		}
	}
	d.setAt(n, v)
	c, ok := v.Addr().Interface().(checked)
	if !ok || len(d.errs) > before {
		return
	}
	if key, problem := c.check(); problem != "" {
		place := places[key]
		if place == nil {
			place, key = n, name
		}
		d.fail(d.at(place), "%s%s", prefix(key), problem)
	}
}

// A field is a key that a struct has.
type field struct {
	key      string
	index    int
	required bool
	listed   bool
}

// fieldsOf returns the keys of a struct in order.
func fieldsOf(t reflect.Type) (fields []field) {
	for i := range t.NumField() {
		if tag, ok := t.Field(i).Tag.Lookup("key"); ok {
			key, option, _ := strings.Cut(tag, ",")
			fields = append(fields, field{key: key, index: i, required: option == "required", listed: option == "listed"})
		}
	}
	return fields
}

func keysOf(fields []field) (keys []string) {
	for _, f := range fields {
		keys = append(keys, f.key)
	}
	return keys
}

func prefix(name string) string {
	if name == "" {
		return ""
	}
	return name + ": "
}

// describe says what a node is, for an error.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys with values"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch tag := n.ShortTag(); {
	case tag == "!!null":
		return "nothing"
	case !isText(n):
		return "a value of type " + strconv.QuoteToGraphic(tag)
	}
	return strconv.QuoteToGraphic(n.Value)
}

// either joins words with commas and a last "or".
func either(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
