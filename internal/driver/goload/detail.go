package goload

import (
	"encoding/json"
	"fmt"

	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/detail"
	"github.com/lockleak/lockleak/internal/result/finding"
)

// A packageDetail is the details of a package, or of a test variant.
type packageDetail struct {
	id string // its import path; that of external tests ends in _test
	detail.Package
}

// addDetail takes in the message of a lockdetail diagnostic.
func (res *Result) addDetail(id, message string) {
	var p detail.Package
	if err := json.Unmarshal([]byte(message), &p); err != nil {
		res.skips = append(res.skips, skip{path: id, cause: "details that are no JSON: " + err.Error()})
		return
	}
	if p.Version != detail.Version {
		res.skips = append(res.skips, skip{path: id, cause: fmt.Sprintf("details of version %d, not %d", p.Version, detail.Version)})
		return
	}
	for _, line := range p.Internal {
		res.skips = append(res.skips, skip{path: id, cause: terminal.OneLine(line)})
	}
	res.details = append(res.details, packageDetail{plainPath(id), p})
}

// explain adds to findings what the details say of them.
func (res *Result) explain(findings []finding.Finding) {
	type key struct {
		check, message string
		at             finding.Position
	}
	known := make(map[key]detail.Finding)
	for _, p := range res.details {
		for _, f := range p.Findings {
			known[key{f.Check, f.Message, finding.ParsePosition(f.Posn)}] = f
		}
	}
	for i := range findings {
		f := &findings[i]
		d, ok := known[key{f.Check, f.Message, f.At}]
		if !ok {
			continue
		}
		f.Function, f.Lock, f.Graph = d.Function, d.Lock, blocks(d.Graph)
		for j := range min(len(f.Path), len(d.Kinds)) {
			f.Path[j].Kind = finding.Kind(d.Kinds[j])
		}
	}
}

func blocks(list []detail.Block) *finding.Graph {
	if len(list) == 0 {
		return nil
	}
	g := new(finding.Graph)
	for _, b := range list {
		g.Blocks = append(g.Blocks, finding.Block(b))
	}
	return g
}

// Sites returns all acquire sites in order, each once.
func (res *Result) Sites() []finding.Site {
	var all []finding.Site
	for _, p := range res.details {
		for _, s := range p.Sites {
			at := finding.ParsePosition(s.Posn)
			if at.IsTest() && !res.config.Tests {
				continue // in a test file that could not be hidden
			}
			all = append(all, finding.Site{Package: p.id, At: at, Function: s.Function, Lock: s.Lock, Verdict: s.Verdict, Reason: s.Reason})
		}
	}
	return finding.SortSites(all)
}

// Dumps returns the dumps of functions that the analyzers were asked for. One of
// a test variant may be there again.
func (res *Result) Dumps() []detail.Dump {
	var all []detail.Dump
	for _, p := range res.details {
		all = append(all, p.Dumps...)
	}
	return all
}
