package oracle

import (
	"context"

	"github.com/lockleak/lockleak/internal/dev/oracle/rt"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// Counts says what was compared.
type Counts struct {
	Programs   int
	Broken     int            // do not compile
	Unjudged   map[string]int // by the reason
	Runs       int
	Kinds      map[string]int // programs with such a construct
	Sites      int            // that are reached
	Unreached  int            // sites that no run reaches
	Verdicts   map[verdict.Verdict]int
	Undecided  map[string]int // by the reason
	Events     map[string]int // programs with such an event
	Excused    map[string]int // what the engine need not tell, by the reason
	Mismatches map[string]int
}

// NewCounts returns counts of nothing.
func NewCounts() *Counts {
	return &Counts{
		Unjudged: make(map[string]int), Kinds: make(map[string]int), Verdicts: make(map[verdict.Verdict]int),
		Undecided: make(map[string]int), Events: make(map[string]int), Excused: make(map[string]int), Mismatches: make(map[string]int),
	}
}

// Run compares the programs, and returns in what engine and execution disagree.
func (n *Counts) Run(ctx context.Context, c *Checker, dir string, programs []*Program) ([]*Mismatch, error) {
	var good []*Program
	for _, p := range programs {
		if c.Compiles(p) == nil {
			good = append(good, p)
		} else {
			n.Broken++
		}
	}
	truths, err := Execute(ctx, dir, good)
	if err != nil {
		return nil, err
	}
	a, err := c.Analyze(good)
	if err != nil {
		return nil, err
	}
	var found []*Mismatch
	for _, p := range good {
		t := truths[p.ID]
		n.add(a, p, t)
		if t.Unjudged != "" {
			continue
		}
		mismatches, excused := Compare(a, p, t)
		for _, why := range excused {
			n.Excused[why]++
		}
		for _, m := range mismatches {
			n.Mismatches[m.Kind]++
			found = append(found, m)
		}
	}
	return found, nil
}

// add counts one program.
func (n *Counts) add(a *Analysis, p *Program, t *rt.Truth) {
	n.Programs++
	n.Runs += t.Runs
	if t.Unjudged != "" {
		n.Unjudged[t.Unjudged]++
		return
	}
	for _, k := range p.Kinds {
		n.Kinds[k]++
	}
	for _, s := range a.sitesIn(p) {
		if !t.Reaches(a.lineOf(s)) {
			n.Unreached++
			continue
		}
		n.Sites++
		n.Verdicts[s.Verdict]++
		if s.Verdict == verdict.Undecided {
			n.Undecided[s.Reason]++
		}
	}
	seen := make(map[string]bool)
	for _, e := range t.Events {
		if !seen[e.Kind] {
			seen[e.Kind] = true
			n.Events[e.Kind]++
		}
	}
}
