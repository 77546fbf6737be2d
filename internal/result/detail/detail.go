// Package detail defines what an analysis knows beyond its diagnostics, as
// versioned JSON.
//
// A go/analysis diagnostic cannot carry verdicts, dumps or counts, the go
// command does not cache standard error, and standard output must be the
// go/analysis JSON tree. So these travel in the message of a diagnostic of one
// more listed analyzer, lockdetail, which is silent unless its flag is set.
package detail

import "encoding/json"

// Version is the version of the JSON form. A reader refuses any other.
const Version = 2

// AnalyzerName names the analyzer whose diagnostics carry a Package.
const AnalyzerName = "lockdetail"

// A Package is everything known about one package (or test variant).
type Package struct {
	Version  int       `json:"version"`
	Sites    []Site    `json:"sites,omitempty"`    // every acquire site, in source order
	Findings []Finding `json:"findings,omitempty"` // what its diagnostics do not hold
	Dumps    []Dump    `json:"dumps,omitempty"`    // the functions asked for by -dump
	// Internal lists contained internal errors, one line each.
	Internal []string `json:"internal,omitempty"`
	// FactBytes is the size of what the package's importers are told, 0 if that
	// is nothing.
	FactBytes int `json:"factBytes,omitempty"`
}

// A Site is one acquire of a lock and what became of it.
type Site struct {
	Posn     string `json:"posn"`             // file:line:col
	Function string `json:"function"`         // as -dump takes it
	Lock     string `json:"lock"`             // as the source writes it
	Verdict  string `json:"verdict"`          // released, handedoff, kept, leaks, undecided
	Reason   string `json:"reason,omitempty"` // how, or why
}

// A Finding is what a diagnostic of a check does not hold.
type Finding struct {
	// These three tell which diagnostic it is.
	Check   string `json:"check"`
	Posn    string `json:"posn"` // file:line:col
	Message string `json:"message"`

	Function string   `json:"function"`
	Lock     string   `json:"lock"`            // as the source writes it
	Kinds    []string `json:"kinds"`           // those of the related entries, as in package finding
	Graph    []Block  `json:"graph,omitempty"` // of the function, its entry first
}

// A Block is a basic block of a control-flow graph.
type Block struct {
	Name  string `json:"name"`            // its comment in go/ssa
	First int    `json:"first,omitempty"` // lines of the source that it covers, 0 for none
	Last  int    `json:"last,omitempty"`
	Succs []int  `json:"succs,omitempty"` // indexes of blocks; of two, the first is for true
	Path  []int  `json:"path,omitempty"`  // its places on the path of the finding, from 1
}

// A Dump is the SSA of one function with the analysis state before each
// instruction.
type Dump struct {
	Function string `json:"function"`
	Text     string `json:"text"`
}

// Encode returns the JSON form of p.
func Encode(p Package) (string, error) {
	p.Version = Version
	b, err := json.Marshal(p)
	return string(b), err
}
