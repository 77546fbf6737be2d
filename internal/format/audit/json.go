package audit

import (
	"encoding/json"
	"io"

	"github.com/lockleak/lockleak/internal/result/view"
)

// Version is the version of the JSON form. It grows when a program that reads it
// may have to change; what is only added leaves it as it is.
const Version = 1

// The JSON form.
type (
	jsonReport struct {
		Version  int           `json:"version"`
		Packages []jsonPackage `json:"packages"`
		Counts   jsonCounts    `json:"counts"`
		Missing  []string      `json:"missing"`
	}
	jsonPackage struct {
		Package string     `json:"package"`
		Counts  jsonCounts `json:"counts"`
		Sites   []jsonSite `json:"sites"`
	}
	jsonSite struct {
		File     string `json:"file"` // absolute
		Line     int    `json:"line"`
		Column   int    `json:"column"`
		Function string `json:"function"`
		Lock     string `json:"lock"`
		Verdict  string `json:"verdict"`
		Reason   string `json:"reason"`
	}
	jsonCounts struct {
		Sites     int `json:"sites"`
		Released  int `json:"released"`
		HandedOff int `json:"handedoff"`
		Kept      int `json:"kept"`
		Leaks     int `json:"leaks"`
		Misused   int `json:"misused"`
		Undecided int `json:"undecided"`
	}
)

// WriteJSON writes the report as one JSON object. Only the sites that are wanted
// are in it, but all are counted.
func (r *Report) WriteJSON(w io.Writer, v *view.View, only Only) error {
	out := jsonReport{Version: Version, Packages: []jsonPackage{}, Missing: append([]string{}, r.missing...)}
	total := make(counts)
	for _, p := range r.packages {
		c := count(p.sites)
		total.add(c)
		jp := jsonPackage{Package: p.path, Counts: c.json(), Sites: []jsonSite{}}
		for _, s := range p.sites {
			if !only.has(s) {
				continue
			}
			jp.Sites = append(jp.Sites, jsonSite{
				File: v.Abs(s.At.File), Line: s.At.Line, Column: s.At.Col,
				Function: s.Function, Lock: s.Lock, Verdict: s.Verdict, Reason: s.Reason,
			})
		}
		out.Packages = append(out.Packages, jp)
	}
	out.Counts = total.json()
	enc := json.NewEncoder(w)
	enc.SetIndent("", "\t")
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

func (c counts) json() jsonCounts {
	return jsonCounts{
		Sites: c.sum(), Released: c["released"], HandedOff: c["handedoff"], Kept: c["kept"],
		Leaks: c["leaks"], Misused: c["misused"], Undecided: c[undecided],
	}
}
