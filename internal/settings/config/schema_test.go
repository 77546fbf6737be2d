package config

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// A schema is the part of a JSON schema that is used in docs.
type schema struct {
	Ref         string             `json:"$ref"`
	Type        string             `json:"type"`
	Enum        []any              `json:"enum"`
	Properties  map[string]*schema `json:"properties"`
	Additional  json.RawMessage    `json:"additionalProperties"`
	Items       *schema            `json:"items"`
	OneOf       []*schema          `json:"oneOf"`
	Required    []string           `json:"required"`
	Definitions map[string]*schema `json:"definitions"`
}

// TestSchema compares the schema for editors with the Go types of the keys.
func TestSchema(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "lockleak.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var root schema
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	c := schemaCheck{t, root.Definitions}
	c.compare("", &root, reflect.TypeFor[Config]())
}

type schemaCheck struct {
	t           *testing.T
	definitions map[string]*schema
}

// compare compares the schema of a key with its type.
func (c schemaCheck) compare(key string, s *schema, typ reflect.Type) {
	if name, ok := strings.CutPrefix(s.Ref, "#/definitions/"); ok {
		s = c.definitions[name]
	}
	if s == nil {
		c.t.Errorf("%s: there is no schema", key)
		return
	}
	if w, ok := reflect.New(typ).Interface().(word); ok {
		c.equal(key+": values", texts(s.Enum), w.Words())
		return
	}
	if _, ok := reflect.New(typ).Interface().(scalar); ok {
		want := "string"
		if typ.Kind() == reflect.Int {
			want = "integer"
		}
		c.equal(key+": type", s.Type, want)
		return
	}
	switch typ.Kind() {
	case reflect.Bool:
		c.equal(key+": type", s.Type, "boolean")
	case reflect.Pointer:
		c.compare(key, s, typ.Elem())
	case reflect.Slice:
		c.equal(key+": type", s.Type, "array")
		c.compare(key+"[]", s.Items, typ.Elem())
	case reflect.Struct:
		c.object(key, s, typ)
	case reflect.Map:
		c.table(key, s, typ)
	default:
		c.t.Errorf("%s: no way to compare %v", key, typ)
	}
}

// object compares the schema of a key whose value has keys of its own.
func (c schemaCheck) object(key string, s *schema, typ reflect.Type) {
	c.equal(key+": type", s.Type, "object")
	c.equal(key+": additionalProperties", string(s.Additional), "false")
	fields := fieldsOf(typ)
	c.equal(key+": keys", slices.Sorted(maps.Keys(s.Properties)), slices.Sorted(slices.Values(keysOf(fields))))
	var required []string
	for _, f := range fields {
		if f.listed {
			c.listed(key+"."+f.key, s.Properties[f.key], typ.Field(f.index).Type)
		} else {
			c.compare(key+"."+f.key, s.Properties[f.key], typ.Field(f.index).Type)
		}
		if f.required {
			required = append(required, f.key)
		}
	}
	c.equal(key+": required", s.Required, required)
}

// listed compares the schema of a key whose value is a table or a list of them.
func (c schemaCheck) listed(key string, s *schema, typ reflect.Type) {
	if s == nil || len(s.OneOf) != 2 {
		c.t.Errorf("%s: the schema is not one of two", key)
		return
	}
	c.compare(key, s.OneOf[0], typ)
	c.compare(key, s.OneOf[1], reflect.SliceOf(typ))
}

// table compares the schema of a key whose value has keys of a type: a few
// words, or any.
func (c schemaCheck) table(key string, s *schema, typ reflect.Type) {
	c.equal(key+": type", s.Type, "object")
	w, ok := reflect.Zero(typ.Key()).Interface().(word)
	if !ok {
		var any schema
		if err := json.Unmarshal(s.Additional, &any); err != nil {
			c.t.Error(err)
		}
		c.compare(key+"{}", &any, typ.Elem())
		return
	}
	c.equal(key+": additionalProperties", string(s.Additional), "false")
	c.equal(key+": keys", slices.Sorted(maps.Keys(s.Properties)), slices.Sorted(slices.Values(w.Words())))
	for name, value := range s.Properties {
		c.compare(key+"."+name, value, typ.Elem())
	}
}

func (c schemaCheck) equal(what string, got, want any) {
	c.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		c.t.Errorf("%s: the schema has %v, the decoder %v", what, got, want)
	}
}

func texts(values []any) (all []string) {
	for _, v := range values {
		all = append(all, fmt.Sprint(v))
	}
	return all
}
