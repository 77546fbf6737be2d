package sarif

import (
	"net/url"
	"path"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// baseID names the directory that relative URIs are relative to.
const baseID = "%SRCROOT%"

// places says where positions are.
type places struct {
	view *view.View
	root string
}

// physical returns the place from start to end, which may be missing, and nil
// if it is not known in which file.
func (p places) physical(start, end finding.Position) *physicalLocation {
	if start.File == "" {
		return nil
	}
	r := region{StartLine: max(start.Line, 1), StartColumn: p.view.Column16(start)}
	if r.StartColumn > 0 && end.File == start.File && finding.Compare(start, end) < 0 {
		if col := p.view.Column16(end); col > 0 {
			r.EndLine, r.EndColumn = end.Line, col
		}
	}
	return &physicalLocation{p.artifact(start.File), r}
}

// artifact returns the place of a file: relative if it is below the root.
func (p places) artifact(file string) artifactLocation {
	name, ok := p.view.Under(p.root, file)
	if ok {
		return artifactLocation{URI: relativeURI(name), URIBaseID: baseID}
	}
	return artifactLocation{URI: absoluteURI(name)}
}

// relativeURI returns a name with slashes as a reference (RFC 3986).
func relativeURI(name string) string {
	return (&url.URL{Path: path.Clean(name)}).String()
}

// absoluteURI returns an absolute name with slashes, also one of Windows, as a
// URI of the scheme file (RFC 8089).
func absoluteURI(name string) string {
	u := url.URL{Scheme: "file", Path: name}
	if host, ok := strings.CutPrefix(name, "//"); ok {
		u.Host, u.Path, _ = strings.Cut(host, "/") // \\host\share
		u.Path = "/" + u.Path
	} else if !strings.HasPrefix(name, "/") {
		u.Path = "/" + name // C:/
	}
	return u.String()
}
