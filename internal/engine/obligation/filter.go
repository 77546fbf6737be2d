package obligation

import (
	"go/token"
	"slices"

	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// Filter returns a copy of r with what is at positions that keep approves of.
// Internal errors stay.
func (r *Result) Filter(keep func(token.Pos) bool) *Result {
	out := *r
	out.Sites = filter(r.Sites, keep, func(s *verdict.Site) token.Pos { return s.Pos })
	out.BadReleases = filter(r.BadReleases, keep, (*verdict.BadRelease).Pos)
	out.Relocks = filter(r.Relocks, keep, (*verdict.Relock).Pos)
	out.BadDirectives = filter(r.BadDirectives, keep, func(b declare.Malformed) token.Pos { return b.Pos })
	out.EmptySections = filter(r.EmptySections, keep, func(s *EmptySection) token.Pos { return s.Release })
	out.Dropped = filter(r.Dropped, keep, func(d *DroppedRelease) token.Pos { return d.At.Pos() })
	out.Broken = filter(r.Broken, keep, func(b *verdict.BrokenPromise) token.Pos { return b.Pos })
	out.Second = filter(r.Second, keep, func(s *SecondRelease) token.Pos { return s.At.Pos() })
	return &out
}

func filter[T any](all []T, keep func(token.Pos) bool, pos func(T) token.Pos) []T {
	return slices.DeleteFunc(slices.Clone(all), func(x T) bool { return !keep(pos(x)) })
}
