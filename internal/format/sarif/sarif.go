// Package sarif writes findings as SARIF 2.1.0, the Static Analysis Results
// Interchange Format of OASIS, for code scanning services and editors.
//
//	sarif.go    findings -> a log
//	path.go     the path of a finding -> code flow and related locations
//	place.go    positions -> URIs and regions
//	fix.go      edits -> replacements
//	rule.go     manuals of checks -> rules
//	types.go    the part of SARIF that is written
package sarif

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/fingerprint"
	"github.com/lockleak/lockleak/internal/result/view"
)

// A Report is what one run has to say.
type Report struct {
	Version  string // of lockleak, as the go command words it
	Checks   []Check
	Findings []finding.Finding // in order; each of one of the checks
	Prints   []string          // the fingerprints of the findings
	Missing  []string          // what was left out, and why: a line each
}

// A Check is an analyzer that reports findings.
type Check struct {
	Name string
	Doc  string // the manual: its first line is a title
	URL  string // of the manual, or ""
}

// informationURI is where lockleak is at home.
const informationURI = "https://github.com/lockleak/lockleak"

// fingerprintKey names the kind of fingerprint that lockleak makes.
var fingerprintKey = fmt.Sprintf("lockleak/v%d", fingerprint.Version)

// level is that of each finding: a mistake in the code, not a matter of style.
const level = "error"

// Write writes a report. Files are named relative to root, and read for the
// columns: where one is missing or not what it was, there are lines only, and
// no fix for it.
func Write(w io.Writer, v *view.View, root string, r Report) error {
	p := places{v, root}
	d := driver{Name: "lockleak", Version: noRelease, InformationURI: informationURI, Rules: []rule{}}
	if isSemantic.MatchString(r.Version) {
		d.Version = strings.TrimPrefix(r.Version, "v")
		d.SemanticVersion = d.Version
	}
	index := make(map[string]int)
	for i, c := range r.Checks {
		index[c.Name] = i
		d.Rules = append(d.Rules, newRule(c))
	}
	results := []result{}
	for i, f := range r.Findings {
		at, ok := index[f.Check]
		if !ok {
			return fmt.Errorf("a finding of %s, which is no check", f.Check)
		}
		x := p.result(f)
		x.RuleIndex = at
		x.PartialFingerprints = map[string]string{fingerprintKey: r.Prints[i]}
		results = append(results, x)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(log{
		Schema:  schemaURI,
		Version: schemaVersion,
		Runs: []run{{
			Tool:        tool{d},
			Invocations: []invocation{newInvocation(r.Missing)},
			OriginalURIBaseIDs: map[string]artifactLocation{
				// Its place is not told: it is another one on the next machine.
				baseID: {Description: &text{Text: "The root of the repository."}},
			},
			Results:    results,
			ColumnKind: "utf16CodeUnits",
		}},
	})
}

// noRelease is the version of a lockleak that has none. Readers want a number.
const noRelease = "0 (devel)"

// isSemantic matches a version of the form of semver.org with the v of Go.
var isSemantic = regexp.MustCompile(`^v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

func newInvocation(missing []string) invocation {
	inv := invocation{ExecutionSuccessful: len(missing) == 0}
	for _, line := range missing {
		inv.ToolExecutionNotifications = append(inv.ToolExecutionNotifications,
			notification{Level: level, Message: text{Text: plain(line)}})
	}
	return inv
}

// result returns all of a result but what the report knows of it.
func (p places) result(f finding.Finding) result {
	flow, others := p.path(f.Path)
	r := result{
		RuleID:           f.Check,
		Level:            level,
		Message:          text{Text: message(f, others)},
		CodeFlows:        flow,
		RelatedLocations: others,
		Fixes:            p.fixes(f.Fixes),
	}
	for _, l := range others {
		l.Message.Text = plain(l.Message.Text) // now that the links are made
	}
	if at := p.physical(f.At, f.End); at != nil {
		l := location{PhysicalLocation: at}
		if f.Function != "" {
			l.LogicalLocations = []logicalLocation{{FullyQualifiedName: f.Function, Kind: "function"}}
		}
		r.Locations = []location{l}
	}
	return r
}

// message returns the message of a finding, without the name of the check. The
// related locations are links in it: services show no others.
func message(f finding.Finding, related []location) string {
	var b strings.Builder
	b.WriteString(plain(strings.TrimPrefix(f.Message, f.Check+": ")))
	for _, l := range related {
		fmt.Fprintf(&b, "\n[%s](%d)", brackets.Replace(l.Message.Text), l.ID)
	}
	return b.String()
}

// brackets escapes what begins and ends the text of a link (SARIF 3.11.6).
var brackets = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`)

// plain returns text such that nothing in it is taken for a link, as
// "handlers[i](ctx)" would be.
func plain(text string) string {
	if !strings.Contains(text, "](") {
		return text
	}
	return brackets.Replace(text)
}
