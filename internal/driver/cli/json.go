package cli

import (
	"encoding/json"
	"io"

	"github.com/lockleak/lockleak/internal/driver/goload"
	"github.com/lockleak/lockleak/internal/result/finding"
)

// writeJSON writes findings as the tree of go vet -json, package -> analyzer
// -> diagnostics, but as one object.
func writeJSON(w io.Writer, findings []finding.Finding, failed []goload.AnalyzerError) error {
	tree := make(map[string]map[string]any)
	branch := func(pkg string) map[string]any {
		if tree[pkg] == nil {
			tree[pkg] = make(map[string]any)
		}
		return tree[pkg]
	}
	for _, f := range findings {
		of := branch(f.Package)
		list, _ := of[f.Check].([]json.RawMessage)
		of[f.Check] = append(list, f.Raw)
	}
	for _, e := range failed {
		if of := branch(e.Package); of[e.Analyzer] == nil {
			of[e.Analyzer] = e.Raw
		}
	}
	b, err := json.MarshalIndent(tree, "", "\t")
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}
