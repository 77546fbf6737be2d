package config_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/settings/config"
)

type (
	keys = map[string]any
	list = []any
)

// TestFromValue has what other programs may have read, in the types of the
// readers of YAML, JSON and TOML.
func TestFromValue(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		value any
		want  []string
	}{
		{"nothing", nil, nil},
		{"no keys", keys{}, nil},
		{"no keys of a type", keys(nil), nil},
		{"words", keys{"panic": "all"}, []string{"-lockleak.panic=all"}},
		{"bools", keys{"checks": keys{"relock": false}, "relock": keys{"shared": true}},
			[]string{"-relock.shared=true", "-relock=false"}},
		{"numbers", keys{"locks": list{keys{"type": "p.T", "methods": list{
			keys{"name": "A", "does": "acquire", "keys": list{0, 1.0, int64(2)}, "held": true},
		}}}}, []string{"-lockleak.declare=(*p.T).A: acquires recv(arg0,arg1,arg2) if true;(p.T).A: acquires recv(arg0,arg1,arg2) if true"}},
		{"text like a bool", keys{"noreturn": list{"p.true"}, "skip": keys{"packages": list{"true"}, "files": list{"*.go"}}},
			[]string{"-lockleak.declare=p.true: noreturn", "-lockleak.skip=true,file:*.go"}},
		{"other maps and lists", map[any]any{"functions": []map[string][]string{{"p.F": {"noreturn"}}}},
			[]string{"-lockleak.declare=p.F: noreturn"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := config.FromValue(tt.value)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Flags(); !slices.Equal(got, tt.want) {
				t.Errorf("got\n%q\nwant\n%q", got, tt.want)
			}
		})
	}
}

// TestFromValueErrors has errors, which have no places.
func TestFromValueErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		value any
		want  []string
	}{
		{"no keys", "panic", []string{`want keys with values, not "panic"`}},
		{"unknown key", keys{"panik": "all"}, []string{`unknown key "panik"; want panic, checks, relock, locks, functions, futures, noreturn, skip or generated`}},
		{"unknown value", keys{"panic": "loud"}, []string{`panic: want off, recovered, explicit or all, not "loud"`}},
		{"text for a bool", keys{"relock": keys{"shared": "true"}}, []string{`shared: want true or false, not "true"`}},
		{"half a key", keys{"locks": list{keys{"type": "p.T", "methods": list{keys{"name": "A", "does": "try", "keys": list{0.5}}}}}},
			[]string{`keys: want the number of a parameter, from 0, not "0.5"`}},
		{"no value", keys{"panic": nil}, []string{"panic: want off, recovered, explicit or all, not nothing"}},
		{"missing key", keys{"futures": list{keys{}}}, []string{"futures: the key type is missing"}},
		{"function twice", keys{"functions": list{keys{"p.F": list{}}, keys{"p.F": list{"noreturn"}}}},
			[]string{`the key "p.F" is there already`}},
		{"several", keys{"panic": "loud", "skip": keys{"files": "x"}},
			[]string{`panic: want off, recovered, explicit or all, not "loud"`, `files: want a list, not "x"`}},
		{"no value at all", func() {}, []string{"want keys with values: go-yaml dump error in representer: cannot represent type: func()"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := config.FromValue(tt.value)
			if c != nil || err == nil {
				t.Fatal("there is no error")
			}
			if got := strings.Split(err.Error(), "\n"); !slices.Equal(got, tt.want) {
				t.Errorf("got\n%q\nwant\n%q", got, tt.want)
			}
		})
	}
}

// TestCheckDeclarations has every declaration parsed, and errors at the places
// of their declarations, the same one not twice.
func TestCheckDeclarations(t *testing.T) {
	t.Parallel()
	c, err := config.Parse("f", []byte("functions:\n  p.F: [one]\n  p.E: [two, one]\n"))
	if err != nil {
		t.Fatal(err)
	}
	var parsed []string
	err = c.CheckDeclarations(func(text string) error {
		parsed = append(parsed, text)
		if strings.HasSuffix(text, "one") {
			return &config.Error{Text: "bad"}
		}
		return nil
	})
	if want := []string{"p.E: one", "p.E: two", "p.F: one"}; !slices.Equal(parsed, want) {
		t.Errorf("parsed %q, want %q", parsed, want)
	}
	if want := "f:2:9: bad\nf:3:14: bad"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if c, err = config.FromValue(keys{"noreturn": list{"p.F"}}); err != nil {
		t.Fatal(err)
	}
	if got := c.CheckDeclarations(func(string) error { return errors.New("bad") }); got == nil || got.Error() != "p.F: noreturn: bad" {
		t.Errorf("without a place: %v", got)
	}
}
