package goload

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/detail"
)

// read decodes the output of go vet -json: an object per package.
func (res *Result) read(r io.Reader) error {
	for dec := json.NewDecoder(r); ; {
		var tree map[string]map[string]json.RawMessage
		if err := dec.Decode(&tree); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading the output of go vet: %w", err)
		}
		res.config.Meter.Done()
		for id, byAnalyzer := range tree {
			p := res.wanted[plainPath(id)]
			if p == nil {
				continue // a dependency
			}
			for analyzer, value := range byAnalyzer {
				if err := res.add(id, analyzer, inSource(value, p.dir)); err != nil {
					return err
				}
			}
		}
	}
}

// readOld reads the JSON that go commands before 1.26 print on standard error,
// below the package's header, and takes it out of b. It is an object whose
// braces stand on lines of their own, or {} if there is nothing to say.
func (res *Result) readOld(b messageBlock) error {
	if i := slices.Index(b.lines, "{}"); i >= 0 {
		b.lines[i] = ""
	}
	start := slices.Index(b.lines, "{")
	if start < 0 {
		return nil
	}
	end := start + slices.Index(b.lines[start:], "}")
	if end < start {
		return nil
	}
	err := res.read(strings.NewReader(strings.Join(b.lines[start:end+1], "\n")))
	clear(b.lines[start : end+1])
	return err
}

// add takes in what an analyzer has to say of a package: its diagnostics, or
// the error it ended with.
func (res *Result) add(id, analyzer string, value json.RawMessage) error {
	var failed struct {
		Err string `json:"error"`
	}
	if err := json.Unmarshal(value, &failed); err == nil {
		res.skips = append(res.skips, skip{path: id, cause: analyzer + ": " + terminal.OneLine(failed.Err)})
		if analyzer != detail.AnalyzerName {
			res.errors = append(res.errors, AnalyzerError{id, analyzer, value})
		}
		return nil
	}
	var diagnostics []json.RawMessage
	if err := json.Unmarshal(value, &diagnostics); err != nil {
		return fmt.Errorf("reading the output of go vet: %w", err)
	}
	for _, raw := range diagnostics {
		var d diagnostic
		if err := json.Unmarshal(raw, &d); err != nil {
			return fmt.Errorf("reading the output of go vet: %w", err)
		}
		if analyzer == detail.AnalyzerName {
			res.addDetail(id, d.Message)
			continue
		}
		f := newFinding(id, analyzer, d, raw)
		if f.At.IsTest() && !res.config.Tests {
			continue // in a test file that could not be hidden
		}
		res.findings = append(res.findings, f)
	}
	return nil
}
