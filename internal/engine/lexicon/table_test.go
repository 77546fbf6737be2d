package lexicon

import (
	"slices"
	"strings"
	"testing"
)

// TestTables looks at the tables themselves: that they parse, that no row is there
// twice, and that each has a reason is an error of the parser.
func TestTables(t *testing.T) {
	t.Parallel()
	text, err := tableText()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newLexicon(text); err != nil {
		t.Fatal(err)
	}
	tables, err := parseTables(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, rows := range tables {
		for _, r := range rows {
			if slices.ContainsFunc(r.fields, func(f string) bool { return strings.EqualFold(f, r.reason) }) {
				t.Errorf("table %s: %s: the reason is the name again", name, strings.Join(r.fields, " "))
			}
		}
	}
}

func TestParseTables(t *testing.T) {
	t.Parallel()
	tables, err := parseTables(`
		# A comment.
		[names]
		Lock  # of a # mutex

		TryLock # of a mutex
		[pairs]
		Lock Unlock # both`)
	if err != nil {
		t.Fatal(err)
	}
	names, pairs := tables["names"], tables["pairs"]
	if len(tables) != 2 || len(names) != 2 || len(pairs) != 1 ||
		names[0].fields[0] != "Lock" || names[0].reason != "of a # mutex" || names[1].fields[0] != "TryLock" ||
		!slices.Equal(pairs[0].fields, []string{"Lock", "Unlock"}) {
		t.Errorf("got %v", tables)
	}
	for text, want := range map[string]string{
		"Lock # a mutex":                          "line 1: Lock # a mutex is in no table",
		"[names]\nLock":                           "line 2: table names: Lock has no reason",
		"[names]\nLock #":                         "line 2: table names: Lock # has no reason",
		"[names]\nLock# a mutex":                  "line 2: table names: Lock# a mutex has no reason",
		"[names]\nLock # a mutex\n\nLock # again": "line 4: table names: Lock is there twice",
		"[pairs]\nA B # one\nA  B # two":          "line 3: table pairs: A B is there twice",
		"[names\n":                                "line 1: [names is no name for a new table",
		"[]\n":                                    "line 1: [] is no name for a new table",
		"[names]\n[names]":                        "line 2: [names] is no name for a new table",
	} {
		if tables, err := parseTables(text); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, %v, want %s", text, tables, err, want)
		}
	}
}

// TestNewLexicon has one thing wrong in tables that are right.
func TestNewLexicon(t *testing.T) {
	t.Parallel()
	text, err := tableText()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"[downgrades]", "[upgrades]", "table downgrades has no rows, or is taken twice"},
		{"[downgrades]", "[more]\nLock # one more\n[downgrades]", "nothing takes the tables more"},
		{"\nprefix Read ", "\nmiddle Read ", "table shared affixes: middle is no place"},
		{"\nprefix Read ", "\nRead ", "table shared affixes: Read: there are 1 fields, want 2"},
		{"\nTryLock    Unlock   exclusive  tries ", "\nTryLock Unlock private tries ", "table pairs: private is no mode"},
		{"\nTryLock    Unlock   exclusive  tries ", "\nTryLock Unlock exclusive waits ", "table pairs: waits is not how to acquire"},
		{"\nTryLock    Unlock   exclusive  tries ", "\nLock Unlock shared tries ", "table pairs: Lock and Unlock are there twice"},
		{"\nnum       none ", "\nnum       some ", "table getter first words: num some: it is there twice, or these are no parameters"},
		{"\nnum       none ", "\nget none ", "table getter first words: get none: it is there twice, or these are no parameters"},
		{"\n\\+checklocksacquire ", "\n+checklocksacquire( ", "table contracts: error parsing regexp: missing argument to repetition operator: `+`"},
	} {
		if strings.Count(text, c.old) != 1 {
			t.Errorf("%q is not there once", c.old)
			continue
		}
		if _, err := newLexicon(strings.Replace(text, c.old, c.new, 1)); err == nil || err.Error() != c.want {
			t.Errorf("%q instead of %q: got %v, want %s", c.new, c.old, err, c.want)
		}
	}
}

// TestQuickLooks has the quick looks at names let through what the tables have.
func TestQuickLooks(t *testing.T) {
	t.Parallel()
	for _, f := range known().pairs {
		if !MayOperate(f.acquire) || !MayOperate(f.release) {
			t.Errorf("%s and %s are left out", f.acquire, f.release)
		}
	}
	for _, words := range []map[string]bool{known().acquiringFirst, known().acquiringLast} {
		for w := range words {
			if !MayOperate(w) {
				t.Errorf("%s is left out", w)
			}
		}
	}
	for w := range known().releaseWords {
		if !SpeaksOfRelease(w) {
			t.Errorf("%s does not speak of a release", w)
		}
	}
}
