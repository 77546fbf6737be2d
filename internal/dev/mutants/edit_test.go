package mutants

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestApply(t *testing.T) {
	t.Parallel()
	const text = "one\ntwo\nthree\n"
	for _, tt := range []struct {
		name  string
		edits []Edit
		want  string // "" for an error
	}{
		{"none", nil, text},
		{"in any order", []Edit{{8, 13, "3"}, {0, 3, "1"}}, "1\ntwo\n3\n"},
		{"an insertion", []Edit{{3, 3, "; more"}, {14, 14, "end"}}, "one; more\ntwo\nthree\nend"},
		{"side by side", []Edit{{0, 1, "O"}, {1, 3, "NE"}}, "ONE\ntwo\nthree\n"},
		{"line breaks stay", []Edit{{2, 9, "-"}}, "on-\n\nhree\n"},
		{"overlapping", []Edit{{0, 3, "a"}, {2, 5, "b"}}, ""},
		{"backward", []Edit{{3, 2, "a"}}, ""},
		{"too far", []Edit{{10, 15, "a"}}, ""},
		{"before the text", []Edit{{-1, 2, "a"}}, ""},
	} {
		got, err := Apply([]byte(text), tt.edits)
		if (err != nil) != (tt.want == "") || string(got) != tt.want {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
}

// TestOverlay has two files of one name. They stay as they are, and a second overlay has
// the same names below its directory.
func TestOverlay(t *testing.T) {
	t.Parallel()
	src := t.TempDir()
	a, b := filepath.Join(src, "a", "x.go"), filepath.Join(src, "b", "x.go")
	write(t, a, "aaa")
	write(t, b, "bbb")
	batch := []Mutant{
		{File: a, Edits: []Edit{{0, 1, "A"}}},
		{File: b, Edits: []Edit{{0, 1, "B"}}},
		{File: a, Edits: []Edit{{2, 3, "C"}}},
	}
	first, replaced := overlay(t, batch)
	second, again := overlay(t, batch)
	for file, want := range map[string]string{a: "AaC", b: "Bbb"} {
		holds(t, replaced[file], want)
		if replaced[file] == again[file] {
			t.Errorf("%s is in both overlays", again[file])
		}
		// The second one as the go command has it in its cache.
		for _, to := range []string{replaced[file], again[file]} {
			if first.Origin(to) != file || second.Origin(to) != file {
				t.Errorf("the origins of %s are %s and %s, not %s", to, first.Origin(to), second.Origin(to), file)
			}
		}
	}
	if other := filepath.Join(src, "c", "x.go"); len(replaced) != 2 || first.Origin(other) != other {
		t.Errorf("%d files are replaced, and the origin of %s is %s", len(replaced), other, first.Origin(other))
	}
	holds(t, a, "aaa")
	holds(t, b, "bbb")

	if _, err := WriteOverlay(t.TempDir(), append(batch, batch[0])); err == nil {
		t.Error("two edits of one place are no error")
	}
	if _, err := WriteOverlay(t.TempDir(), []Mutant{{File: filepath.Join(src, "c", "x.go")}}); err == nil {
		t.Error("a file that is missing is no error")
	}
}

// overlay writes an overlay, and returns what the go command reads of it: files, by those
// that they replace.
func overlay(t *testing.T, batch []Mutant) (*Overlay, map[string]string) {
	t.Helper()
	o, err := WriteOverlay(t.TempDir(), batch)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(o.File)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Replace map[string]string }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return o, file.Replace
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, file, want string) {
	t.Helper()
	if b, err := os.ReadFile(file); err != nil || string(b) != want {
		t.Errorf("%s holds %q, %v, want %q", file, b, err, want)
	}
}
