package report

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/config"
	"github.com/lockleak/lockleak/internal/obligation"
)

// Wanted returns the result of the engine, the analyzer obligations, without
// what is in packages and files to skip.
func Wanted(pass *analysis.Pass, obligations *analysis.Analyzer, skip *config.Skip) *obligation.Result {
	res := *pass.ResultOf[obligations].(*obligation.Result)
	if skip.Package(pass.Pkg.Path()) {
		res.Sites, res.BadReleases, res.Relocks, res.BadDirectives, res.EmptySections, res.Dropped, res.Broken, res.Second, res.Internal = nil, nil, nil, nil, nil, nil, nil, nil, nil
		return &res
	}
	skipped := func(pos token.Pos) bool { return inSkippedFile(pass.Fset, pos, skip) }
	res.Sites = slices.DeleteFunc(slices.Clone(res.Sites), func(s *obligation.Site) bool { return skipped(s.Pos) })
	res.BadReleases = slices.DeleteFunc(slices.Clone(res.BadReleases), func(b *obligation.BadRelease) bool { return skipped(b.Pos()) })
	res.Relocks = slices.DeleteFunc(slices.Clone(res.Relocks), func(r *obligation.Relock) bool { return skipped(r.Pos()) })
	res.BadDirectives = slices.DeleteFunc(slices.Clone(res.BadDirectives), func(b obligation.BadDirective) bool { return skipped(b.Pos) })
	res.EmptySections = slices.DeleteFunc(slices.Clone(res.EmptySections), func(s *obligation.EmptySection) bool { return skipped(s.Release) })
	res.Dropped = slices.DeleteFunc(slices.Clone(res.Dropped), func(d *obligation.DroppedRelease) bool { return skipped(d.At.Pos()) })
	res.Broken = slices.DeleteFunc(slices.Clone(res.Broken), func(b *obligation.BrokenPromise) bool { return skipped(b.Pos) })
	res.Second = slices.DeleteFunc(slices.Clone(res.Second), func(s *obligation.SecondRelease) bool { return skipped(s.At.Pos()) })
	return &res
}

// inSkippedFile looks at both names of a file: the one that a line directive
// gives, as cgo writes them, and its own.
func inSkippedFile(fset *token.FileSet, pos token.Pos, skip *config.Skip) bool {
	return skip.File(fset.Position(pos).Filename) || skip.File(fset.PositionFor(pos, false).Filename)
}
