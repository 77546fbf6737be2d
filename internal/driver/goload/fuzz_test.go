package goload

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/result/view"
)

// fuzzed returns a run over two packages, one with tests, in which nothing is
// known yet.
func fuzzed() run {
	l := &listing{graph: graph{}}
	for _, path := range []string{"p", "example.com/m/q"} {
		l.matched = append(l.matched, &goPackage{path: path, dir: "/src/" + path, hasGo: true, testFiles: []string{"a_test.go"}, xtests: []string{"x_test.go"}})
		l.graph[path] = &node{dir: "/src/" + path}
		l.graph[testVariant(path)] = &node{forTest: path}
		l.graph[xtestVariant(path)] = &node{forTest: path, imports: []string{testVariant(path)}}
	}
	l.graph["p"].imports = []string{"example.com/m/q"}
	return run{config: Config{Tests: true}, packages: l, files: new(overlay)}
}

// FuzzVetOutput reads any bytes as the standard output of go vet -json. What is
// kept of it as JSON is JSON, and notices are lines.
func FuzzVetOutput(f *testing.F) {
	f.Add([]byte(`{"p": {"lockleak": [{"posn": "/src/p/a.go:2:1", "message": "m", "related": [{"posn": "-", "message": "r"}]}]}}`))
	f.Add([]byte(`{"p [p.test]": {"lockleak": {"error": "failed"}, "lockdetail": [{"posn": "a:1", "message": "{\"version\":1,\"sites\":[{\"posn\":\"x\",\"lock\":\"mu\"}],\"dumps\":[{}],\"internal\":[\"\"]}"}]}} {"other": {}}`))
	f.Add([]byte(`{"p": {"lockdetail": [{"message": "{\"version\":2}"}, {"message": "?"}], "a": [{"posn": "/t/go-build12/b001/x.y:1:2"}]}}`))
	f.Add([]byte(`{"p": {"lockleak": null, "a": [null], "b": 1}}`))
	f.Add([]byte(`{"p"`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := fuzzed()
		res := newResult(r.config, r.packages)
		if err := res.read(bytes.NewReader(b)); err != nil {
			if !strings.HasPrefix(err.Error(), "reading the output of go vet: ") {
				t.Error(err)
			}
			return
		}
		for _, f := range res.Findings() {
			if !json.Valid(f.Raw) {
				t.Errorf("%s: not JSON: %q", f.Message, f.Raw)
			}
		}
		for _, e := range res.Errors() {
			if !json.Valid(e.Raw) {
				t.Errorf("%s: not JSON: %q", e.Package, e.Raw)
			}
		}
		if sites := res.Sites(); len(sites) > 0 && sites[0].Package == "" {
			t.Errorf("a site in no package: %+v", sites[0])
		}
		checkLines(t, res.Notices(&view.View{UserDir: "/src", GoDir: "/src/p"}))
	})
}

// checkLines fails the test for a notice that is not one line.
func checkLines(t *testing.T, lines []string) {
	t.Helper()
	for _, line := range lines {
		if strings.ContainsAny(line, "\n\r") {
			t.Errorf("more than a line: %q", line)
		}
	}
}

// FuzzMessages reads any text as the standard error of go vet, before and since
// Go 1.26. What it says of packages becomes notices of a line each.
func FuzzMessages(f *testing.F) {
	for _, text := range []string{
		"# p\n# [p]\nvet: a.go:1:2: undefined: x\n\thave (int)\n\twant ()\n",
		"# p_test\n# [p_test]\nx_test.go:3:19: too many\n# example.com/m/q [p.test]\na.go:1:1: bad\n",
		"# p\na.go:3:3: warning: #warning hello\n    3 | x\nIn file included\na.go:5:1: error: y\n",
		"go: warning: x\n# p\n{\n\t\"p\": {\"lockleak\": [{\"posn\": \"a.go:1:1\"}]}\n}\n# example.com/m/q\n{}\n",
		"lockleak: decoding facts for \"q\"\npanic: x\n\ngoroutine 1 [running]:\n",
		"# \n# [\n#\n: : :\r\n\t\n",
		"a\rb\x1b[31m\xff",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := fuzzed()
		res := newResult(r.config, r.packages)
		blocks := splitMessages(text)
		for _, b := range blocks {
			if err := res.readOld(b); err != nil {
				return
			}
		}
		failed := make(map[string]failure)
		r.blame(blocks, failed, res)
		lost, unused := r.packages.mark(failed)
		for _, p := range lost {
			if p.broken != "" || p.brokenTests == "" {
				t.Errorf("%s has lost just its tests: %+v", p.path, p)
			}
		}
		for _, name := range unused {
			res.skips = append(res.skips, skip{path: name, cause: failed[name].String()})
		}
		checkLines(t, res.Notices(&view.View{UserDir: "/src", GoDir: "/src"}))
	})
}
