package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/lockleak/lockleak/internal/dev/mutants"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// results are what became of mistakes. They are written in this form, too.
type results struct {
	Seed     uint64            `json:"seed"`
	Outcomes []mutants.Outcome `json:"outcomes"`
	// Elsewhere are the new findings in functions without a mistake.
	Elsewhere []stray `json:"elsewhere,omitempty"`
}

// A stray is a finding that is in no function with a mistake.
type stray struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Message string `json:"message"`
}

func (r *results) add(more *results) {
	r.Outcomes = append(r.Outcomes, more.Outcomes...)
	r.Elsewhere = append(r.Elsewhere, more.Elsewhere...)
}

// count returns how many outcomes are of a sort.
func (r *results) count(is func(mutants.Outcome) bool) (n int) {
	for _, o := range r.Outcomes {
		if is(o) {
			n++
		}
	}
	return n
}

func isFound(o mutants.Outcome) bool { return len(o.Found) > 0 }

func (r *results) writeJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "\t")
	enc.SetEscapeHTML(false)
	return enc.Encode(r)
}

// table returns a row for each kind and one for all. The lost ones do not count in the
// total.
func (r *results) table() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "found\ttotal\t%\tlost\t  kind")
	row := func(name string, is func(mutants.Outcome) bool) {
		found := r.count(func(o mutants.Outcome) bool { return is(o) && isFound(o) })
		total := r.count(func(o mutants.Outcome) bool { return is(o) && !o.Lost })
		lost := r.count(func(o mutants.Outcome) bool { return is(o) && o.Lost })
		share := "-"
		if total > 0 {
			share = fmt.Sprintf("%.1f", 100*float64(found)/float64(total))
		}
		if total+lost > 0 {
			fmt.Fprintf(w, "%d\t%d\t%s\t%d\t  %s\n", found, total, share, lost, name)
		}
	}
	for _, k := range mutants.Kinds() {
		row(string(k), func(o mutants.Outcome) bool { return o.Kind == k })
	}
	row("all", func(mutants.Outcome) bool { return true })
	w.Flush() // a Builder has no errors
	if n := len(r.Elsewhere); n > 0 {
		fmt.Fprintf(&b, "\n%d new findings in functions without a mistake\n", n)
	}
	return b.String()
}

// reasons returns the mistakes that were missed, by the verdict on their lock and its
// reason, those first that are most.
func (r *results) reasons(v *view.View) string {
	type group struct{ verdict, reason string }
	missed := make(map[group][]mutants.Outcome)
	var groups []group
	for _, o := range r.Outcomes {
		if !o.Missed() {
			continue
		}
		g := group{o.Site.Verdict, o.Site.Reason}
		if missed[g] == nil {
			groups = append(groups, g)
		}
		missed[g] = append(missed[g], o)
	}
	slices.SortFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(len(missed[b]), len(missed[a])), strings.Compare(a.verdict, b.verdict), strings.Compare(a.reason, b.reason))
	})
	var b strings.Builder
	for _, g := range groups {
		fmt.Fprintf(&b, "\n%d missed: %s, %s\n", len(missed[g]), g.verdict, g.reason)
		list := missed[g]
		slices.SortStableFunc(list, func(a, b mutants.Outcome) int {
			return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
		})
		for _, o := range list {
			at := v.Posn(finding.Position{File: o.File, Line: o.Line})
			fmt.Fprintf(&b, "\t%s: %s: %s: %s\n", at, o.Function, o.Lock, strings.TrimSpace(string(o.Kind)+" "+o.Exit))
		}
	}
	return b.String()
}
