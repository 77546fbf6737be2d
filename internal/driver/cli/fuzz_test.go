package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/driver/goload"
	"github.com/lockleak/lockleak/internal/format/audit"
	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/detail"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// FuzzFormats prints any findings in every format. What is printed as JSON is
// JSON.
func FuzzFormats(f *testing.F) {
	f.Add([]byte(`{"Findings": [{"Package": "p", "Check": "lockleak", "Message": "m", "At": {"File": "/src/p/a.go", "Line": 2}, "Path": [{"Message": "r"}], "Raw": {"posn": "-"}}]}`))
	f.Add([]byte(`{"Sites": [{"Package": "p", "At": {"File": "x"}, "Lock": "mu", "Verdict": "?"}], "Dumps": [{}, {"function": "p.F", "text": "\n"}], "Missing": ["", "a\u001b[31m"]}`))
	f.Add([]byte(`{"Findings": [{}], "Errors": [{"Package": "p", "Analyzer": "a", "Raw": {"error": "failed"}}, {}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var found struct {
			Findings []finding.Finding
			Errors   []goload.AnalyzerError
			Sites    []finding.Site
			Dumps    []detail.Dump
			Missing  []string
		}
		if json.Unmarshal(b, &found) != nil {
			return
		}
		v := &view.View{UserDir: "/src", GoDir: "/src/p"}
		var out bytes.Buffer
		if err := writeJSON(&out, found.Findings, found.Errors); err != nil || !json.Valid(out.Bytes()) {
			t.Errorf("%v: %s", err, &out)
		}
		if err := writeText(io.Discard, v, found.Findings, textForm{context: contextLines{true, 1}}); err != nil {
			t.Error(err)
		}
		report := audit.New([]string{"p"}, found.Sites, found.Missing)
		if err := report.WriteTable(io.Discard, v, audit.Options{Width: 30}); err != nil {
			t.Error(err)
		}
		out.Reset()
		if err := report.WriteJSON(&out, v, nil); err != nil || !json.Valid(out.Bytes()) {
			t.Errorf("%v: %s", err, &out)
		}
		if err := writeDumps(io.Discard, found.Dumps, "p.F"); (err == nil) != (len(found.Dumps) > 0) {
			t.Errorf("%d dumps: %v", len(found.Dumps), err)
		}
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
			if line := terminal.Printable(terminal.OneLine(err.Error())); strings.ContainsAny(line, "\n\r") {
				t.Errorf("more than a line: %q", line)
			}
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
