package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/check/syntax"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// beforeExits returns the fix that releases before each leaking exit, nil if it
// is not safe at one of them. Where the path releases another key, or somebody may
// still complete the future with which the release is registered, another fix is
// meant.
func (s *source) beforeExits(site *verdict.Site) *candidate {
	leak := site.Leak
	c := &candidate{at: site.Pos}
	name := ""
	if leak.Missed || leak.Promised || leak.Dropped {
		return nil
	}
	for _, x := range exits(leak) {
		if s.isAfterRounds(site, x) {
			continue // the path to it comes round the loop, and releases there
		}
		edits, release := s.beforeExit(site, x)
		if edits == nil {
			return nil
		}
		for _, e := range edits { // two exits of one loop have the same ones
			if !slices.ContainsFunc(c.edits, func(o analysis.TextEdit) bool { return o.Pos == e.Pos && o.End == e.End }) {
				c.edits = append(c.edits, e)
			}
		}
		name = release
	}
	where := "this return"
	switch {
	case len(leak.Also) > 0 && !domain.HasStep(leak.Steps, domain.StepRelock):
		where = "these exits"
	case leak.Kind == domain.ExitLoop:
		where = "the next round"
	}
	c.message = "Release " + s.lockOf(name) + " before " + where
	if site.ReturnsRelease() {
		c.message = "Call " + name + " before " + where
	}
	return c
}

// isAfterRounds reports whether x is an exit after the loop of the acquire, where the
// next round of the loop acquires the lock again.
func (s *source) isAfterRounds(site *verdict.Site, x domain.Step) bool {
	if x.Kind != domain.StepAlso || !domain.HasStep(site.Leak.Steps, domain.StepRelock) {
		return false
	}
	p, ok := s.placeOf(site.Pos)
	if !ok {
		return false
	}
	loop, _ := p.Loop()
	return loop != nil && x.Pos >= loop.End()
}

// lockOf returns what a release is of, as the source writes it.
func (s *source) lockOf(release string) string {
	head, rest, ok := strings.Cut(release, "(")
	if !ok {
		return release
	}
	if i := strings.LastIndexByte(head, '.'); i >= 0 {
		head = head[:i]
	}
	if key := strings.TrimSuffix(rest, ")"); key != "" {
		return head + "(" + key + ")"
	}
	return head
}

// exits returns the exits of a leak.
func exits(l *verdict.Leak) []domain.Step {
	return append([]domain.Step{l.Steps[len(l.Steps)-1]}, l.Also...)
}

// beforeExit returns the edits that release before one exit, and the text of the
// release; none where that is not safe.
func (s *source) beforeExit(site *verdict.Site, x domain.Step) ([]analysis.TextEdit, string) {
	switch {
	case x.Exit == domain.ExitLoop:
		return s.beforeRound(site)
	case x.Exit != domain.ExitReturn:
		return nil, ""
	}
	body := s.bodyOf(x)
	if body == nil {
		return nil, ""
	}
	ret := s.returnAt(x.Pos)
	if !x.Sure && !s.isHeldInLiteral(site, x, body, ret) || s.defersWithout(site, body, x.Pos) {
		return nil, ""
	}
	release := s.releaseAt(site, x.Pos, x.At)
	if release == "" {
		return nil, ""
	}
	if ret == nil {
		if x.Pos != body.Rbrace {
			return nil, ""
		}
		return []analysis.TextEdit{s.atEnd(body, release)}, release
	}
	return s.beforeReturn(ret, release), release
}

// bodyOf returns the body of the function that the exit is of.
func (s *source) bodyOf(x domain.Step) *ast.BlockStmt {
	switch n := x.At.Parent().Syntax().(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}

// returnAt returns the return statement at pos, nil if there is none.
func (s *source) returnAt(pos token.Pos) *syntax.Place {
	p, ok := s.placeOf(pos)
	if !ok {
		return nil
	}
	if r, ok := p.Stmt().(*ast.ReturnStmt); !ok || r.Return != pos {
		return nil
	}
	return &p
}

// beforeReturn returns the edits that put a release before a return. Results that
// read what others write, or that call something, are evaluated before it.
func (s *source) beforeReturn(p *syntax.Place, release string) []analysis.TextEdit {
	ret := p.Stmt().(*ast.ReturnStmt)
	var early []ast.Expr
	for _, r := range ret.Results {
		if !s.isPlain(r) {
			early = append(early, r)
		}
	}
	if len(early) == 0 {
		return []analysis.TextEdit{s.before(s.completion(p).Pos(), release)}
	}
	space, first := s.indent(ret.Pos())
	if !first {
		return nil
	}
	var names []string
	taken := make(map[string]bool)
	if t, ok := s.pass.TypesInfo.TypeOf(early[0]).(*types.Tuple); ok {
		for v := range t.Variables() {
			names = append(names, s.fresh(nameFor(v.Type()), ret.Pos(), taken))
		}
		if len(early) != 1 {
			return nil
		}
	} else {
		for _, r := range early {
			names = append(names, s.fresh(nameFor(s.pass.TypesInfo.TypeOf(r)), ret.Pos(), taken))
		}
	}
	head := analysis.TextEdit{Pos: ret.Return, End: ret.Return + token.Pos(len("return")), NewText: []byte(strings.Join(names, ", ") + " :=")}
	tail := analysis.TextEdit{Pos: ret.End(), End: ret.End(), NewText: []byte("\n" + space + release + "\n" + space + "return " + strings.Join(names, ", "))}
	if len(early) == len(ret.Results) {
		return []analysis.TextEdit{head, tail}
	}
	if s.hasComment(ret) {
		return nil
	}
	var before, results []string
	for _, r := range ret.Results {
		text := s.text(r)
		if !s.isPlain(r) {
			before = append(before, text)
			text = names[len(before)-1]
		}
		results = append(results, text)
	}
	return []analysis.TextEdit{replace(ret, strings.Join(names, ", ")+" := "+strings.Join(before, ", ")+
		"\n"+space+release+"\n"+space+"return "+strings.Join(results, ", "))}
}

// nameFor returns the name of a variable for a result of the type t.
func nameFor(t types.Type) string {
	if isError(t) {
		return "err"
	}
	return "result"
}

// completion returns the statement in front of which a release is to stand that
// belongs before a return: who waits for a future that is completed there may
// want the lock.
func (s *source) completion(p *syntax.Place) ast.Stmt {
	if p.I > 0 {
		if call := syntax.CallOf(p.List[p.I-1]); call != nil && s.completes[call] && len(s.comments(p.List[p.I-1].End(), p.Stmt().Pos())) == 0 {
			return p.List[p.I-1]
		}
	}
	return p.Stmt()
}

// hasComment reports whether a comment is within n.
func (s *source) hasComment(n ast.Node) bool { return len(s.comments(n.Pos(), n.End())) > 0 }

// comments returns the comments between two positions.
func (s *source) comments(from, to token.Pos) []*ast.CommentGroup {
	var out []*ast.CommentGroup
	f := syntax.FileAt(s.pass.Files, from)
	if f == nil {
		return nil
	}
	for _, g := range f.Comments {
		if from <= g.Pos() && g.End() <= to {
			out = append(out, g)
		}
	}
	return out
}

// defersWithout reports whether a call that may be deferred at the exit at pos
// may run with the lock held only there: it is not deferred at any place where
// other paths release by hand.
func (s *source) defersWithout(site *verdict.Site, body *ast.BlockStmt, pos token.Pos) bool {
	var releases []token.Pos
	for _, r := range site.Leak.Releases {
		releases = append(releases, r.Pos)
	}
	unsafe := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			if n.Pos() > pos {
				return true
			}
			ok := false
			p, _ := s.placeOf(n.Pos())
			for _, r := range releases {
				ok = ok || n.Pos() < r && p.Owner != nil && p.Owner.Pos() <= r && r < p.Owner.End()
			}
			unsafe = unsafe || !ok
		}
		return true
	})
	return unsafe
}
