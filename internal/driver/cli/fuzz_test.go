package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/format/audit"
	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/view"
)

// fuzzed returns a run over two packages, one with tests, in which nothing is
// known yet.
func fuzzed() analysisRun {
	l := &listing{graph: graph{}}
	for _, path := range []string{"p", "example.com/m/q"} {
		l.matched = append(l.matched, &goPackage{path: path, dir: "/src/" + path, hasGo: true, testFiles: []string{"a_test.go"}, xtests: []string{"x_test.go"}})
		l.graph[path] = &node{dir: "/src/" + path}
		l.graph[testVariant(path)] = &node{forTest: path}
		l.graph[xtestVariant(path)] = &node{forTest: path, imports: []string{testVariant(path)}}
	}
	l.graph["p"].imports = []string{"example.com/m/q"}
	return analysisRun{packages: l, files: new(overlay)}
}

// FuzzVetOutput reads any bytes as the standard output of go vet -json, and
// prints what it has read in every format. What is printed as JSON is JSON.
func FuzzVetOutput(f *testing.F) {
	f.Add([]byte(`{"p": {"lockleak": [{"posn": "/src/p/a.go:2:1", "message": "m", "related": [{"posn": "-", "message": "r"}]}]}}`))
	f.Add([]byte(`{"p [p.test]": {"lockleak": {"error": "failed"}, "lockdetail": [{"posn": "a:1", "message": "{\"version\":1,\"sites\":[{\"posn\":\"x\",\"lock\":\"mu\"}],\"dumps\":[{}],\"internal\":[\"\"]}"}]}} {"other": {}}`))
	f.Add([]byte(`{"p": {"lockdetail": [{"message": "{\"version\":2}"}, {"message": "?"}], "a": [{"posn": "/t/go-build12/b001/x.y:1:2"}]}}`))
	f.Add([]byte(`{"p": {"lockleak": null, "a": [null], "b": 1}}`))
	f.Add([]byte(`{"p"`))
	f.Fuzz(func(t *testing.T, b []byte) {
		a := fuzzed()
		res := newResults(a.packages)
		if err := res.read(bytes.NewReader(b)); err != nil {
			if !strings.HasPrefix(err.Error(), "reading the output of go vet: ") {
				t.Error(err)
			}
			return
		}
		v := &view.View{UserDir: "/src", GoDir: "/src/p"}
		findings := res.merged()
		var out bytes.Buffer
		if err := writeJSON(&out, findings, res.analyzerErrors); err != nil || !json.Valid(out.Bytes()) {
			t.Errorf("%v: %s", err, &out)
		}
		checkLines(t, notices(v, a.packages, res))
		if err := writeText(io.Discard, v, findings, textForm{context: contextLines{true, 1}}); err != nil {
			t.Error(err)
		}
		report := audit.New(a.packages.analysed(), res.sites(), notices(v, a.packages, res))
		if err := report.WriteTable(io.Discard, v, audit.Options{Width: 30}); err != nil {
			t.Error(err)
		}
		out.Reset()
		if err := report.WriteJSON(&out, v, nil); err != nil || !json.Valid(out.Bytes()) {
			t.Errorf("%v: %s", err, &out)
		}
		_ = writeDumps(io.Discard, res.details, "p.F")
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
		a := fuzzed()
		res := newResults(a.packages)
		blocks := splitMessages(text)
		for _, b := range blocks {
			if err := res.readOld(b); err != nil {
				return
			}
		}
		failed := make(map[string]failure)
		a.blame(blocks, failed, res)
		lost, unused := a.packages.mark(failed)
		for _, p := range lost {
			if p.broken != "" || p.brokenTests == "" {
				t.Errorf("%s has lost just its tests: %+v", p.path, p)
			}
		}
		for _, name := range unused {
			res.skips = append(res.skips, skip{path: name, cause: failed[name].String()})
		}
		checkLines(t, notices(&view.View{UserDir: "/src", GoDir: "/src"}, a.packages, res))
	})
}

// FuzzCommand parses any arguments. An error is one line, and the flags for the
// analyzers are what a shell makes of -print-flags.
func FuzzCommand(f *testing.F) {
	for _, args := range []string{
		"", "-json\x00./...", "-tags=a\x00-C\x00d\x00./a", "-lockleak.panic=all\x00-lockleak=false", "-x\x00-debug=\x00--\x00-a",
		"-print-flags\x00-h", "-=\x00---", "-lockleak.declare='a b'.F: notlock;\"c\".\\: notlock", "-lockleak.declare=",
	} {
		f.Add(args)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cmd, err := parseCommand(fakeSuite(), strings.Split(text, "\x00"))
		if err != nil {
			checkLines(t, []string{terminal.Printable(terminal.OneLine(err.Error()))})
			return
		}
		if len(cmd.patterns) == 0 {
			t.Error("no packages")
		}
		if got := shellWords(shellLine(cmd.toolArgs)); !slices.Equal(got, cmd.toolArgs) {
			t.Errorf("%q is for a shell %q", cmd.toolArgs, got)
		}
	})
}

// shellWords splits a line as a POSIX shell does, as far as quotes go.
func shellWords(line string) (words []string) {
	var word strings.Builder
	started, quoted, escaped := false, false, false
	for _, c := range []byte(line) {
		switch {
		case escaped:
			word.WriteByte(c)
			escaped = false
		case c == '\'':
			started, quoted = true, !quoted
		case quoted:
			word.WriteByte(c)
		case c == '\\':
			started, escaped = true, true
		case c == ' ' || c == '\n':
			if started {
				words = append(words, word.String())
			}
			word.Reset()
			started = false
		default:
			started = true
			word.WriteByte(c)
		}
	}
	return words
}
