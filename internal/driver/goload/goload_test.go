package goload

import (
	"reflect"
	"strings"
	"testing"
)

func TestNewerLanguage(t *testing.T) {
	for _, test := range []struct {
		v, w string
		want bool
	}{
		{"go1.27", "go1.26.8", true},
		{"go1.27rc1", "go1.26.8", true},
		{"go1.26.9", "go1.26.8", false}, // the same language
		{"go1.9", "go1.26", false},
		{"go1.26.8 X:jsonv2", "go1.26.8", false},
		{"devel go1.28-abcdef Mon Jan 2 15:04:05 2026 +0000", "go1.26.8", true},
		{"go1.27", "devel +abcdef", false}, // no release to compare with
		{"go", "go1.26.8", false},          // a go.mod without a version
	} {
		if got := newerLanguage(test.v, test.w); got != test.want {
			t.Errorf("newerLanguage(%q, %q) = %v", test.v, test.w, got)
		}
	}
}

func TestFlagInGOFLAGS(t *testing.T) {
	for flags, want := range map[string]string{
		"":                                "",
		"-tags=a -v":                      "",
		"-overlays=x.json overlay":        "",
		"-overlay=x.json":                 "x.json",
		"-v  --overlay=x.json -tags=a":    "x.json",
		"'-overlay=a b.json' -tags=a":     "a b.json",
		`-v "-overlay=a 'b.json" -tags=a`: "a 'b.json",
		"-overlay=x.json -overlay=y.json": "y.json",
	} {
		if got, ok := goFlag(flags, "overlay"); got != want || ok != (want != "") {
			t.Errorf("goFlag(%q) = %q, %v, want %q", flags, got, ok, want)
		}
	}
	for flags, want := range map[string]bool{
		"":               false,
		"-tags=x -mod=v": false,
		"-tags=a -x":     true,
		"--work":         true,
		"-v=true":        true,
		"-x -x=false":    false,
	} {
		if got := echoes(flags); got != want {
			t.Errorf("echoes(%q) = %v", flags, got)
		}
	}
}

func TestSplit(t *testing.T) {
	args := []string{"aa", "bb", "cc", "dddddddd", "e"}
	for limit, want := range map[int][][]string{
		100: {args},
		6:   {{"aa", "bb"}, {"cc"}, {"dddddddd"}, {"e"}},
		1:   {{"aa"}, {"bb"}, {"cc"}, {"dddddddd"}, {"e"}},
	} {
		if got := split(args, limit); !reflect.DeepEqual(got, want) {
			t.Errorf("split to %d bytes = %q, want %q", limit, got, want)
		}
	}
}

// TestOldOutput reads what a go command before 1.26 prints: all of it on
// standard error.
func TestOldOutput(t *testing.T) {
	const text = `# example.com/m/a
# [example.com/m/a]
{
	"example.com/m/a": {
		"lockleak": [
			{
				"posn": "/m/a/a.go:3:4",
				"message": "found"
			}
		]
	}
}
# example.com/m/b
{}
# example.com/m/c
# [example.com/m/c]
vet: c/c.go:1:2: undefined: x
`
	l := &listing{graph: graph{}}
	for _, path := range []string{"example.com/m/a", "example.com/m/b", "example.com/m/c"} {
		l.matched = append(l.matched, &goPackage{path: path})
		l.graph[path] = &node{}
	}
	r := run{config: Config{Tests: true}, packages: l, files: &overlay{}, tool: goCommand{version: "go1.25.3"}}
	if !r.tool.printsOnStderr() {
		t.Errorf("%s is not taken for old", r.tool.version)
	}
	res := newResult(r.config, l)
	blocks := splitMessages(text)
	for _, b := range blocks {
		if err := res.readOld(b); err != nil {
			t.Fatal(err)
		}
	}
	failed := make(map[string]failure)
	r.blame(blocks, failed, res)
	if got := res.Findings(); len(got) != 1 || got[0].Message != "found" {
		t.Errorf("findings = %v", got)
	}
	want := map[string]failure{"example.com/m/c": {posn: "c/c.go:1:2", text: "undefined: x"}}
	if !reflect.DeepEqual(failed, want) {
		t.Errorf("failed = %v, want %v", failed, want)
	}
	if len(res.crashes)+len(res.skips) > 0 {
		t.Errorf("crashes = %q, skips = %v", res.crashes, res.skips)
	}
}

// TestFindings checks that a finding which go vet reports for a package and for
// its test variant appears once, in the plain package.
func TestFindings(t *testing.T) {
	const text = `{"p [p.test]": {"lockleak": [
	{"posn": "/p/a.go:2:1", "message": "m"},
	{"posn": "/p/a_test.go:1:1", "message": "t"}]}}
{"p": {"lockleak": [{"posn": "/p/a.go:2:1", "message": "m"}]}}
{"q": {"lockleak": [{"posn": "/q/a.go:2:1", "message": "of a dependency"}]}}
`
	res := newResult(Config{Tests: true}, &listing{matched: []*goPackage{{path: "p"}}})
	if err := res.read(strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range res.Findings() {
		got = append(got, f.Package+": "+f.Message)
	}
	if want := []string{"p: m", "p [p.test]: t"}; !reflect.DeepEqual(got, want) {
		t.Errorf("findings = %q, want %q", got, want)
	}
}

// TestUnwantedTests has a package whose test files the go command refuses to hide:
// what is found in them is left out here.
func TestUnwantedTests(t *testing.T) {
	const text = `{"p": {
	"lockleak": [{"posn": "/p/a.go:2:1", "message": "m"}, {"posn": "/p/a_test.go:1:1", "message": "t"}],
	"lockdetail": [{"message": "{\"version\":2,\"sites\":[{\"posn\":\"/p/a.go:2:1\"},{\"posn\":\"/p/a_test.go:1:1\"}]}"}]}}`
	for _, wanted := range []bool{true, false} {
		res := newResult(Config{Tests: wanted}, &listing{matched: []*goPackage{{path: "p"}}})
		if err := res.read(strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
		want := 1
		if wanted {
			want = 2
		}
		if got := len(res.Findings()); got != want {
			t.Errorf("tests are wanted: %t; %d findings, want %d", wanted, got, want)
		}
		if got := len(res.Sites()); got != want {
			t.Errorf("tests are wanted: %t; %d sites, want %d", wanted, got, want)
		}
	}
}
