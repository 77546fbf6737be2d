package patch

import (
	"github.com/rogpeppe/go-internal/diff"
)

// Diff returns what changes as a unified diff, with the names that name gives to
// files: what patch -p0 takes, run where these names lead to the files.
func (p *Plan) Diff(name func(string) string) []byte {
	var out []byte
	for _, f := range p.Files {
		n := name(f.Name)
		out = append(out, diff.Diff(n, f.Before, n, f.After)...)
	}
	return out
}
