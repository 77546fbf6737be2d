package sarif

import (
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// fixes returns the fixes that can be made: one with an edit in a file that is
// missing, or too short for it, is left out.
func (p places) fixes(all []finding.Fix) []fix {
	var list []fix
	for _, f := range all {
		if changes, ok := p.changes(f.Edits); ok && len(changes) > 0 {
			list = append(list, fix{Description: text{Text: plain(f.Message)}, ArtifactChanges: changes})
		}
	}
	return list
}

// changes returns edits by file, in the order in which the files come.
func (p places) changes(edits []finding.Edit) (list []artifactChange, ok bool) {
	index := make(map[string]int)
	for _, e := range edits {
		deleted, ok := p.span(e)
		if !ok {
			return nil, false
		}
		i, ok := index[e.File]
		if !ok {
			i = len(list)
			index[e.File] = i
			list = append(list, artifactChange{ArtifactLocation: p.artifact(e.File)})
		}
		r := replacement{DeletedRegion: deleted}
		if e.New != "" {
			r.InsertedContent = &text{Text: e.New}
		}
		list[i].Replacements = append(list[i].Replacements, r)
	}
	return list, true
}

// span returns what an edit replaces; nothing is replaced where both ends are
// the same.
func (p places) span(e finding.Edit) (region, bool) {
	content, err := p.view.Text(e.File)
	if err != nil || e.Start < 0 || e.Start > e.End || e.End > len(content) {
		return region{}, false
	}
	var r region
	r.StartLine, r.StartColumn = lineCol(content, e.Start)
	r.EndLine, r.EndColumn = lineCol(content, e.End)
	return r, true
}

// lineCol returns the line of an offset in bytes, and its column in UTF-16 code
// units.
func lineCol(content string, offset int) (line, col int) {
	before := content[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return 1 + strings.Count(before, "\n"), 1 + view.Units16(before[start:])
}
