package sarif

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

const manual = `report locks that are forgotten

The analysis reports a lock
that is forgotten.

For example:

	mu.Lock() // forgotten

# More

  - one
  - two
`

func written(t *testing.T, root string, r Report) run {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, &view.View{UserDir: "/", GoDir: root}, root, r); err != nil {
		t.Fatal(err)
	}
	var l log
	dec := json.NewDecoder(&b)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil || len(l.Runs) != 1 {
		t.Fatalf("no log of one run: %v", err)
	}
	return l.Runs[0]
}

func TestRule(t *testing.T) {
	rule := newRule(Check{Name: "lockleak", Doc: manual, URL: "https://example.com/"})
	for _, tt := range []struct{ name, got, want string }{
		{"title", rule.ShortDescription.Text, "Locks that are forgotten."},
		{"description", rule.FullDescription.Text, "The analysis reports a lock that is forgotten."},
		{"help", rule.Help.Text, "The analysis reports a lock that is forgotten.\n\nFor example:\n\n    mu.Lock() // forgotten\n\n# More\n\n  - one\n  - two"},
		{"Markdown", rule.Help.Markdown, "The analysis reports a lock that is forgotten.\n\nFor example:\n\n\tmu.Lock() // forgotten\n\n## More\n\n  - one\n  - two"},
		{"URI", rule.HelpURI, "https://example.com/"},
	} {
		if tt.got != tt.want {
			t.Errorf("the %s is %q, want %q", tt.name, tt.got, tt.want)
		}
	}
	short := newRule(Check{Name: "x", Doc: "report x"})
	for _, text := range []string{short.ShortDescription.Text, short.FullDescription.Text, short.Help.Text, short.Help.Markdown} {
		if text != "X." {
			t.Errorf("a manual of one line is %q", text)
		}
	}
}

func TestVersion(t *testing.T) {
	for version, want := range map[string][2]string{
		"v1.2.3": {"1.2.3", "1.2.3"},
		"v0.0.0-20261123013053-6f94a1d0abcd+dirty": {"0.0.0-20261123013053-6f94a1d0abcd+dirty", "0.0.0-20261123013053-6f94a1d0abcd+dirty"},
		"(devel)": {"0 (devel)", ""},
		"":        {"0 (devel)", ""},
		"v1.2":    {"0 (devel)", ""},
	} {
		d := written(t, t.TempDir(), Report{Version: version}).Tool.Driver
		if d.Version != want[0] || d.SemanticVersion != want[1] {
			t.Errorf("%s is %q, %q, want %q", version, d.Version, d.SemanticVersion, want)
		}
	}
}

// TestChangedFile has findings in files that are missing or not what they
// were: each of them is there, with its line.
func TestChangedFile(t *testing.T) {
	root := t.TempDir()
	short := filepath.Join(root, "short.go")
	if err := os.WriteFile(short, []byte("package a\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var findings []finding.Finding
	for _, file := range []string{short, filepath.Join(root, "missing.go")} {
		at := finding.Position{File: file, Line: 30, Col: 2}
		findings = append(findings, finding.Finding{
			Check: "lockleak", Message: "lockleak: held", At: at, End: at,
			Path: []finding.Step{{At: at, Message: "acquired"}, {Message: "nowhere"}},
			Fixes: []finding.Fix{
				{Message: "too far", Edits: []finding.Edit{{File: file, Start: 100, End: 101}}},
				{Message: "backwards", Edits: []finding.Edit{{File: file, Start: 3, End: 1}}},
				{Message: "nothing"},
			},
		})
	}
	findings = append(findings, finding.Finding{Check: "lockleak", Message: "lockleak: without a place"})
	r := written(t, root, Report{Checks: []Check{{Name: "lockleak", Doc: manual}}, Findings: findings, Prints: []string{"a", "b", "c"}})
	if len(r.Results) != 3 {
		t.Fatalf("%d results", len(r.Results))
	}
	for i, x := range r.Results[:2] {
		place := x.Locations[0].PhysicalLocation
		if place.Region != (region{StartLine: 30}) || place.ArtifactLocation.URI != []string{"short.go", "missing.go"}[i] {
			t.Errorf("it is at %+v", place)
		}
		if len(x.Fixes) > 0 || len(x.CodeFlows[0].ThreadFlows[0].Locations) != 1 {
			t.Errorf("fixes %v, path %v", x.Fixes, x.CodeFlows)
		}
	}
	if last := r.Results[2]; len(last.Locations) > 0 || last.Message.Text != "without a place" {
		t.Errorf("one without a place is %+v", last)
	}
}

func TestUnknownCheck(t *testing.T) {
	err := Write(new(bytes.Buffer), &view.View{}, "/", Report{Findings: []finding.Finding{{Check: "x"}}, Prints: []string{"a"}})
	if err == nil {
		t.Error("a finding of no check is written")
	}
	full := errors.New("full")
	if err := Write(failing{full}, &view.View{}, "/", Report{}); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestFix has edits by bytes in lines with other characters.
func TestFix(t *testing.T) {
	root := t.TempDir()
	content := "\ufeffpackage a\r\nvar ä𝄞 = 1\n"
	for _, name := range []string{"a.go", "b.go"} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	a, b := filepath.Join(root, "a.go"), filepath.Join(root, "b.go")
	equals := strings.Index(content, "=")
	p := places{&view.View{UserDir: "/", GoDir: root}, root}
	got := p.fixes([]finding.Fix{{Message: "mend m[i](x)", Edits: []finding.Edit{
		{File: a, Start: equals, End: equals + 1, New: "=="},
		{File: b, Start: 3, End: 10},
		{File: a, Start: len(content), End: len(content), New: "// end\n"},
	}}})
	want := []fix{{Description: text{Text: `mend m\[i\](x)`}, ArtifactChanges: []artifactChange{
		{ArtifactLocation: artifactLocation{URI: "a.go", URIBaseID: baseID}, Replacements: []replacement{
			{DeletedRegion: region{2, 9, 2, 10}, InsertedContent: &text{Text: "=="}},
			{DeletedRegion: region{3, 1, 3, 1}, InsertedContent: &text{Text: "// end\n"}},
		}},
		{ArtifactLocation: artifactLocation{URI: "b.go", URIBaseID: baseID}, Replacements: []replacement{
			{DeletedRegion: region{1, 1, 1, 8}},
		}},
	}}}
	if g, w := encoded(t, got), encoded(t, want); g != w {
		t.Errorf("got %s, want %s", g, w)
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestPath has the places behind the end of a path among the related ones.
func TestPath(t *testing.T) {
	step := func(k finding.Kind, text string) finding.Step {
		return finding.Step{At: finding.Position{File: "/r/a.go", Line: 1}, Kind: k, Message: text}
	}
	for _, tt := range []struct {
		name          string
		steps         []finding.Step
		path, related string
	}{
		{"kinds", []finding.Step{step("acquire", "a"), step("branch", "b"), step("call", "c"), step("exit", "d"), step("release", "e"), step("note", "f")}, "a b c d", "e f"},
		{"a release on the path", []finding.Step{step("acquire", "a"), step("release", "b"), step("mistake", "c")}, "a b c", ""},
		{"notes behind the exit", []finding.Step{step("acquire", "a"), step("exit", "b"), step("note", "c")}, "a b", "c"},
		{"no kinds", []finding.Step{step("note", "a"), step("note", "b")}, "a b", ""},
		{"no end", []finding.Step{step("acquire", "a"), step("release", "b")}, "a b", ""},
		{"nothing", nil, "", ""},
	} {
		flow, related := places{&view.View{}, "/r"}.path(tt.steps)
		var path, others []string
		for _, f := range flow {
			for _, l := range f.ThreadFlows[0].Locations {
				path = append(path, l.Location.Message.Text)
			}
		}
		for i, l := range related {
			if l.ID != i+1 {
				t.Errorf("%s: related location %d has the ID %d", tt.name, i+1, l.ID)
			}
			others = append(others, l.Message.Text)
		}
		if got := strings.Join(path, " "); got != tt.path {
			t.Errorf("%s: the path is %q, want %q", tt.name, got, tt.path)
		}
		if got := strings.Join(others, " "); got != tt.related {
			t.Errorf("%s: related are %q, want %q", tt.name, got, tt.related)
		}
	}
}

// TestMessage has links to related locations, and text that is none.
func TestMessage(t *testing.T) {
	f := finding.Finding{Check: "lockleak", Message: "lockleak: m[i].Lock() is held"}
	if got := message(f, nil); got != "m[i].Lock() is held" {
		t.Errorf("the message is %q", got)
	}
	f.Message = `lockleak: m[i](1)\ is held`
	related := []location{{ID: 1, Message: &text{Text: "m[i] is released"}}}
	if got, want := message(f, related), `m\[i\](1)\\ is held`+"\n"+`[m\[i\] is released](1)`; got != want {
		t.Errorf("the message is %q, want %q", got, want)
	}
}

func TestURI(t *testing.T) {
	for name, want := range map[string]string{
		"a/b.go":          "a/b.go",
		"a b/ü%#?[1].go":  "a%20b/%C3%BC%25%23%3F%5B1%5D.go",
		"a:b/c.go":        "./a:b/c.go",
		"a/../b.go":       "b.go",
		`back\slash/a.go`: "back%5Cslash/a.go",
	} {
		if got := relativeURI(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	for name, want := range map[string]string{
		"/usr/a b.go":         "file:///usr/a%20b.go",
		"C:/Users/a.go":       "file:///C:/Users/a.go",
		"//host/share/m/a.go": "file://host/share/m/a.go",
	} {
		if got := absoluteURI(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
