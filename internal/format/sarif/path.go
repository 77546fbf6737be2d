package sarif

import (
	"github.com/lockleak/lockleak/internal/result/finding"
)

// path returns the path of a finding as a code flow of one thread. What is
// shown behind the end of the path, such as where other paths release the lock,
// is no part of it; these are related locations.
func (p places) path(steps []finding.Step) (flow []codeFlow, related []location) {
	end := finding.PathEnd(steps)
	var thread threadFlow
	for _, s := range steps[:end] {
		at := p.physical(s.At, s.End)
		if at == nil {
			continue // without a place
		}
		thread.Locations = append(thread.Locations, threadFlowLocation{
			Location:   location{PhysicalLocation: at, Message: &text{Text: plain(s.Message)}},
			Kinds:      kinds(s.Kind),
			Importance: importance(s.Kind),
		})
	}
	if len(thread.Locations) > 0 {
		flow = []codeFlow{{ThreadFlows: []threadFlow{thread}}}
	}
	for _, s := range steps[end:] {
		if at := p.physical(s.At, s.End); at != nil {
			related = append(related, location{ID: len(related) + 1, PhysicalLocation: at, Message: &text{Text: s.Message}})
		}
	}
	return flow, related
}

// kinds returns the words that SARIF has for a step (3.38.8).
func kinds(k finding.Kind) []string {
	switch k {
	case finding.Acquire:
		return []string{"acquire", "lock"}
	case finding.Release:
		return []string{"release", "lock"}
	case finding.Branch:
		return []string{"branch"}
	case finding.Call:
		return []string{"call", "function"}
	case finding.Exit:
		return []string{"exit", "danger"}
	case finding.Mistake:
		return []string{"danger", "lock"}
	}
	return nil
}

// importance says which steps are left when a reader shows but a few.
func importance(k finding.Kind) string {
	switch k {
	case finding.Acquire, finding.Exit, finding.Mistake:
		return "essential"
	}
	return "important"
}
