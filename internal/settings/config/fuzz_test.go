package config

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// FuzzParse checks that decoding has no accidents, that it is the same each
// time, that errors have their places in order, and that what is accepted makes
// flags that can be read.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"panic: off\nchecks: {lockleak: true, badunlock: false}\n",
		"locks:\n  - type: p.T\n    methods:\n      - {name: Take, does: acquire, keys: [0, 1], shared: true, held: nil, handle: true}\n",
		"locks: [{type: p.T, lock: false}]\nfutures: [{type: p.T, complete: [A], register: [B, C]}]\n",
		"functions:\n  \"p.F\": [acquires arg0.mu]\n  (*p.T).M: [noreturn]\nnoreturn: [p.F]\n",
		"skip: {packages: [a/...], files: ['*.pb.go', a/**/b.go]}\n",
		"a: &x [*x]\n--- b\n", "? {a: b}\n: ~\n", "panic: !x off\n", "\xff", "\t- [", "<<: *a",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("f", data)
		again, err2 := Parse("f", slices.Clone(data))
		if !reflect.DeepEqual(err, err2) || (c == nil) != (again == nil) || (c == nil) != (err != nil) {
			t.Fatalf("first %v, %v, then %v, %v", c, err, again, err2)
		}
		if err != nil {
			checkErrors(t, err)
			return
		}
		flags := c.Flags()
		if !slices.Equal(flags, again.Flags()) {
			t.Errorf("first %q, then %q", flags, again.Flags())
		}
		for _, flag := range flags {
			checkFlag(t, flag)
		}
		for _, l := range c.Declarations() {
			if target, declaration, ok := strings.Cut(l.Text, ": "); !ok || target == "" || declaration == "" || strings.ContainsAny(l.Text, ";\n") {
				t.Errorf("no declaration: %q", l.Text)
			}
			if l.At.Line < 1 || l.At.Col < 1 {
				t.Errorf("%q has no place", l.Text)
			}
		}
	})
}

// checkErrors checks the form of an error of Parse.
func checkErrors(t *testing.T, err error) {
	wrong, ok := errors.AsType[Errors](err)
	if !ok || len(wrong) == 0 {
		t.Fatalf("an error of type %T: %v", err, err)
	}
	last := Position{Line: 1, Col: 1}
	for _, e := range wrong {
		if e.At.Line < last.Line || e.At.Line == last.Line && e.At.Col < last.Col {
			t.Errorf("%v stands behind %v", e, last)
		}
		last = e.At
		if strings.ContainsAny(e.Text, "\r\n") || e.Text == "" {
			t.Errorf("not one line: %q", e.Text)
		}
	}
}

// checkFlag checks that a flag has a value that can be set, and stays as it is.
func checkFlag(t *testing.T, flag string) {
	name, value, ok := strings.Cut(flag, "=")
	if !ok || value == "" || !strings.HasPrefix(name, "-") {
		t.Errorf("no flag: %q", flag)
	}
	if name != "-"+SkipFlag {
		return
	}
	var s Skip
	if err := s.Set(value); err != nil {
		t.Error(err)
	}
	if got := s.String(); got != value {
		t.Errorf("%q becomes %q", value, got)
	}
}
