package baseline

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
)

func entries() []Entry {
	return []Entry{
		{Fingerprint: "b2", Check: "lockleak", Package: "example.com/m/a", Function: "example.com/m/a.F", Lock: "s.mu", Message: "s.mu.Lock() is <held> & more"},
		{Fingerprint: "b2-2", Check: "lockleak", Package: "example.com/m/a", Function: "example.com/m/a.F", Lock: "s.mu", Message: "s.mu.Lock() is <held> & more"},
		{Fingerprint: "a1", Check: "relock", Package: "example.com/m/b", Test: true, Message: "x\n\"y\"\u2028"},
		{Fingerprint: "c3", Check: "lockdirective", Package: "example.com/m/b_test", Message: "unknown"},
	}
}

const file = `{
"lockleak-baseline": 1,
"findings": [
{"fingerprint":"b2","check":"lockleak","package":"example.com/m/a","function":"example.com/m/a.F","lock":"s.mu","message":"s.mu.Lock() is <held> & more"},
{"fingerprint":"b2-2","check":"lockleak","package":"example.com/m/a","function":"example.com/m/a.F","lock":"s.mu","message":"s.mu.Lock() is <held> & more"},
{"fingerprint":"a1","check":"relock","package":"example.com/m/b","test":true,"message":"x\n\"y\"\u2028"},
{"fingerprint":"c3","check":"lockdirective","package":"example.com/m/b_test","message":"unknown"}
]
}
`

func written(t *testing.T, b *Baseline) string {
	t.Helper()
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestWrite writes the same file for the entries in any order, some of them
// twice.
func TestWrite(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		list := append(entries(), entries()[r.IntN(4)])
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if got := written(t, New(list)); got != file {
			t.Fatalf("written %s, want %s", got, file)
		}
	}
	b, err := Read("file", []byte(file))
	if err != nil || !reflect.DeepEqual(b.Entries(), entries()) {
		t.Errorf("read %v, %v", b, err)
	}
	empty, err := Read("file", []byte(written(t, New(nil))))
	if err != nil || len(empty.Entries()) != 0 {
		t.Errorf("the empty one is read as %v, %v", empty, err)
	}
}

func TestOf(t *testing.T) {
	got := Of([]finding.Finding{{
		Check: "lockleak", Package: "p [p.test]", Message: "lockleak: s.mu is held", Function: "p.F", Lock: "s.mu",
		At: finding.Position{File: "/m/p/p_test.go", Line: 3},
	}}, []string{"a1"})
	want := []Entry{{Fingerprint: "a1", Check: "lockleak", Package: "p", Test: true, Function: "p.F", Lock: "s.mu", Message: "s.mu is held"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestHas(t *testing.T) {
	b := New(entries())
	known := b.Has()
	if !known("a1") || !known("b2-2") || known("b2-3") || known("") {
		t.Error("the wrong fingerprints are known")
	}
	gone := b.Without([]string{"a1", "b2", "new"})
	if len(gone) != 2 || gone[0].Fingerprint != "b2-2" || gone[1].Fingerprint != "c3" {
		t.Errorf("gone are %+v", gone)
	}
	if len(b.Entries()) != 4 {
		t.Error("the baseline has changed")
	}
}

func TestBroken(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "file:1: unexpected end of JSON input",
		"{}":                                "file: not a baseline of lockleak: it has no version",
		`{"version": 1}`:                    "file: not a baseline of lockleak: it has no version",
		`{"lockleak-baseline": null}`:       "file: not a baseline of lockleak: it has no version",
		"[]":                                "file:1: cannot unmarshal array into Go value of type",
		`{"lockleak-baseline": 2, "x": []}`: "file: a baseline of version 2, but this lockleak has version 1",
		`{"lockleak-baseline": "1"}`:        "file:1: cannot unmarshal string into Go struct field",
		"{\n\"lockleak-baseline\": 1,\n\"findings\": [\n<<<<<<< HEAD\n]}":                    "file:4: invalid character '<'",
		"{\"lockleak-baseline\": 1,\n\"findings\": [{\"fingerprint\": 5}]}":                  "file:2: cannot unmarshal number",
		"{\"lockleak-baseline\": 1,\n\"findings\": [{\"fingerprint\": \"a\", \"line\": 3}]}": `file: unknown field "line"`,
		"{\"lockleak-baseline\": 1,\n\"findings\": [{\"fingerprint\": \"a\"}, {}]}":          "file: finding 2 has no fingerprint",
		"{\"lockleak-baseline\": 1}\n{\"lockleak-baseline\": 1}":                             "file:2: invalid character '{' after top-level value",
		strings.TrimSuffix(file, "}\n"):                                                      "file:9: unexpected end of JSON input",
		strings.Replace(file, "\"message\":\"unknown\"}", "\"message\":\"unknown\"},", 1):    "file:8: invalid character ']'",
	} {
		_, err := Read("file", []byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("Read(%q): %v, want %s", text, err, want)
		}
	}
}

// FuzzRead reads anything. An error is one line; what can be read is written
// such that it is read again.
func FuzzRead(f *testing.F) {
	for _, text := range []string{"", "{}", file, `{"lockleak-baseline": 1, "findings": null}`, "{\"lockleak-baseline\": 1,\n\"findings\": [{}]}"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Read("file", data)
		if err != nil {
			if text := err.Error(); text == "" || strings.ContainsAny(text, "\n\r") {
				t.Errorf("the error %q is not one line", text)
			}
			return
		}
		first := written(t, b)
		again, err := Read("file", []byte(first))
		if err != nil {
			t.Fatalf("%q is not read again: %v", first, err)
		}
		if !reflect.DeepEqual(again.Entries(), b.Entries()) && len(b.Entries()) > 0 {
			t.Errorf("%v is read as %v", b.Entries(), again.Entries())
		}
		if second := written(t, again); second != first {
			t.Errorf("written %q, then %q", first, second)
		}
	})
}
