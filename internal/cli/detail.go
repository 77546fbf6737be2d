package cli

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/detail"
	"github.com/lockleak/lockleak/internal/finding"
	"github.com/lockleak/lockleak/internal/view"
)

// addDetail takes in the message of a lockdetail diagnostic.
func (res *results) addDetail(id, message string) {
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
		res.skips = append(res.skips, skip{path: id, cause: oneLine(line)})
	}
	res.details = append(res.details, p)
}

// explain adds to findings what the details say of them.
func (res *results) explain(findings []finding.Finding) {
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

// sites returns all acquire sites in order, each once: a test variant repeats
// those of its package.
func sites(details []detail.Package) []detail.Site {
	var all []detail.Site
	for _, p := range details {
		all = append(all, p.Sites...)
	}
	slices.SortFunc(all, func(a, b detail.Site) int {
		return cmp.Or(
			finding.Compare(finding.ParsePosition(a.Posn), finding.ParsePosition(b.Posn)),
			cmp.Compare(a.Lock, b.Lock), cmp.Compare(a.Verdict, b.Verdict), cmp.Compare(a.Reason, b.Reason))
	})
	return slices.CompactFunc(all, func(a, b detail.Site) bool { return a.Posn == b.Posn && a.Lock == b.Lock })
}

// writeSites writes a line for each acquire site: place, lock, verdict, reason.
func writeSites(w io.Writer, v *view.View, details []detail.Package) error {
	b := bufio.NewWriter(w)
	for _, s := range sites(details) {
		fmt.Fprintf(b, "%s: %s: %s", v.Posn(finding.ParsePosition(s.Posn)), s.Lock, s.Verdict)
		if s.Reason != "" {
			fmt.Fprintf(b, ": %s", s.Reason)
		}
		fmt.Fprintln(b)
	}
	return b.Flush()
}

// verdicts are the verdicts in the order in which they are counted.
var verdicts = [...]string{"released", "handedoff", "kept", "leaks", "undecided"}

// countVerdicts returns a line with the number of sites for each verdict.
func countVerdicts(details []detail.Package) string {
	all := sites(details)
	counts := make(map[string]int)
	for _, s := range all {
		counts[s.Verdict]++
	}
	var parts []string
	for _, verdict := range verdicts {
		parts = append(parts, fmt.Sprintf("%d %s", counts[verdict], verdict))
		delete(counts, verdict)
	}
	for _, verdict := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[verdict], verdict))
	}
	return fmt.Sprintf("%d acquire sites: %s", len(all), strings.Join(parts, ", "))
}

// writeDumps writes the dumps of the function, and an error if there is none.
func writeDumps(w io.Writer, details []detail.Package, function string) error {
	var all []detail.Dump
	for _, p := range details {
		all = append(all, p.Dumps...)
	}
	if len(all) == 0 {
		return fmt.Errorf("-debug=%s: there is no such function in the packages analysed", function)
	}
	slices.SortFunc(all, func(a, b detail.Dump) int {
		return cmp.Or(cmp.Compare(a.Function, b.Function), cmp.Compare(a.Text, b.Text))
	})
	for _, d := range slices.Compact(all) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(d.Text, "\n")); err != nil {
			return err
		}
	}
	return nil
}
