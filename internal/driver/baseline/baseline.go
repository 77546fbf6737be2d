// Package baseline reads and writes the file of known findings, which are not
// reported again: for a check that is new to old code.
//
// The file is JSON with a line for each finding, in an order that does not
// depend on lines and names of files. So what a change adds or removes is what
// a diff of it shows.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/fingerprint"
)

// An Entry is a known finding. Only the fingerprint is compared; the rest is
// for those who read it.
type Entry struct {
	Fingerprint string `json:"fingerprint"`
	Check       string `json:"check"`
	Package     string `json:"package"`
	Test        bool   `json:"test,omitempty"` // in a _test.go file
	Function    string `json:"function,omitempty"`
	Lock        string `json:"lock,omitempty"`
	Message     string `json:"message"`
}

// A Baseline is a set of known findings.
type Baseline struct {
	entries []Entry // sorted, each once
}

// New returns the baseline of entries.
func New(entries []Entry) *Baseline {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, compare)
	seen := make(map[string]bool)
	entries = slices.DeleteFunc(entries, func(e Entry) bool {
		again := seen[e.Fingerprint]
		seen[e.Fingerprint] = true
		return again
	})
	return &Baseline{entries}
}

func compare(a, b Entry) int {
	return cmp.Or(
		cmp.Compare(a.Package, b.Package),
		cmp.Compare(a.Function, b.Function),
		cmp.Compare(a.Check, b.Check),
		cmp.Compare(a.Lock, b.Lock),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(len(a.Fingerprint), len(b.Fingerprint)), // -2 before -10
		cmp.Compare(a.Fingerprint, b.Fingerprint),
	)
}

// Of returns entries for findings with their fingerprints.
func Of(findings []finding.Finding, prints []string) []Entry {
	entries := make([]Entry, len(findings))
	for i, f := range findings {
		entries[i] = Entry{
			Fingerprint: prints[i],
			Check:       f.Check,
			Package:     fingerprint.Package(f),
			Test:        f.At.IsTest(),
			Function:    f.Function,
			Lock:        f.Lock,
			Message:     strings.TrimPrefix(f.Message, f.Check+": "),
		}
	}
	return entries
}

// Entries returns what is known, in the order of the file.
func (b *Baseline) Entries() []Entry { return b.entries }

// Without returns the entries whose fingerprint is not among prints.
func (b *Baseline) Without(prints []string) []Entry {
	seen := make(map[string]bool)
	for _, p := range prints {
		seen[p] = true
	}
	return slices.DeleteFunc(slices.Clone(b.entries), func(e Entry) bool { return seen[e.Fingerprint] })
}

// Has reports for each fingerprint whether it is known.
func (b *Baseline) Has() func(print string) bool {
	known := make(map[string]bool)
	for _, e := range b.entries {
		known[e.Fingerprint] = true
	}
	return func(print string) bool { return known[print] }
}

// The keys of the file.
const (
	versionKey  = "lockleak-baseline"
	findingsKey = "findings"
)

// Write writes the file.
func (b *Baseline) Write(w io.Writer) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n%q: %d,\n%q: [", versionKey, fingerprint.Version, findingsKey)
	for i, e := range b.entries {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(e); err != nil {
			return err
		}
		out.Truncate(out.Len() - 1) // the end of the line
	}
	out.WriteString("\n]\n}\n")
	_, err := w.Write(out.Bytes())
	return err
}

// Read parses a file. An error is one line that begins with its name, and with
// the number of the line, if that is known.
func Read(name string, data []byte) (*Baseline, error) {
	var version struct {
		Version *int `json:"lockleak-baseline"`
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return nil, located(name, data, err)
	}
	switch {
	case version.Version == nil:
		return nil, fmt.Errorf("%s: not a baseline of lockleak: it has no version", name)
	case *version.Version != fingerprint.Version:
		return nil, fmt.Errorf("%s: a baseline of version %d, but this lockleak has version %d", name, *version.Version, fingerprint.Version)
	}
	var file struct {
		Version  int     `json:"lockleak-baseline"`
		Findings []Entry `json:"findings"`
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return nil, located(name, data, err)
	}
	for i, e := range file.Findings {
		if e.Fingerprint == "" {
			return nil, fmt.Errorf("%s: finding %d has no fingerprint", name, i+1)
		}
	}
	return New(file.Findings), nil
}

// located returns an error of package json as one line, with the number of the
// line that it is about.
func located(name string, data []byte, err error) error {
	offset := int64(-1)
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = e.Offset
	} else if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset = e.Offset
	}
	text := strings.TrimPrefix(err.Error(), "json: ")
	if offset < 0 || offset > int64(len(data)) {
		return fmt.Errorf("%s: %s", name, text)
	}
	return fmt.Errorf("%s:%d: %s", name, 1+bytes.Count(data[:offset], []byte("\n")), text)
}
