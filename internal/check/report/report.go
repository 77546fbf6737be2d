// Package report turns what the engine knows into diagnostics: the message,
// and the related entries that tell the path.
package report

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/check/syntax"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/typestate"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/settings/checks"
)

// maxText is how many bytes of a piece of source a message quotes at most.
const maxText = 60

// maxReleases is how many of the places where other paths release are listed.
const maxReleases = 3

// leak returns the finding of a check for a site that leaks.
func (src source) leak(check checks.Name, site *verdict.Site) (f Finding) {
	defer contain(&f, check, site.Pos)
	f = src.begin(check, category(site.Leak), site.Function, site.Pos)
	call := src.callAt(site.Pos)
	lock := src.lockText(call, site)
	advice := "call " + lock + "." + src.release(call, site)
	if _, release := site.Method(); release == "" {
		_, advice = src.forwarded(call, site)
	}
	if site.By() != "" {
		lock, advice = src.forwarded(call, site)
	}
	if keys := src.keys(call, site); keys != "" {
		lock += "(" + keys + ")"
	}
	if site.ReturnsRelease() {
		lock = "what " + src.text(call) + " locks"
	}
	f.Lock = lock
	f.say("%s", message(src.callText(call, site.Acquire), advice, src.otherKey(site), site))
	f.tell(src, site.Leak.Steps, site)
	for _, s := range site.Leak.Also {
		e := src.exit(s, lock, site)
		if s.Kind == domain.StepRelock {
			e, _ = src.step(s, lock, site)
		}
		e.Message = "also " + e.Message
		if !f.shows(e.Pos) {
			f.add(e)
		}
	}
	for i, s := range site.Leak.Releases {
		if i == maxReleases {
			break
		}
		text := lock + " is released here on another path"
		if s.Kind == domain.StepEntrust {
			text = "on another path the release of " + lock + " is handed over here"
		}
		f.add(src.at(s, text))
	}
	return f
}

// forwarded returns the name of the lock that the function called acquires, and
// the advice to do what releases it on another path.
func (s source) forwarded(call *ast.CallExpr, site *verdict.Site) (lock, advice string) {
	lock, ok := site.LockName()
	if !ok {
		lock = "what " + s.text(call) + " locks"
	}
	for _, r := range site.Leak.Releases {
		if c := s.callAt(r.Pos); c != nil && r.Kind == domain.StepRelease && r.At.Parent() == site.Function {
			return lock, "call " + s.text(c)
		}
	}
	return lock, "release it"
}

// category returns what kind of leak it is: the way in which the path ends, or
// what went wrong with the release on it.
func category(l *verdict.Leak) string {
	switch {
	case l.Missed:
		return "key"
	case l.Promised:
		return "future"
	case l.Dropped:
		return "dropped"
	}
	return string(l.Kind)
}

// otherKey returns the key that the path releases in place of the right one,
// between commas, "" if there is none.
func (s source) otherKey(site *verdict.Site) string {
	for _, x := range site.Leak.Steps {
		if x.Kind != domain.StepMiss {
			continue
		}
		if call := s.callAt(x.Pos); call != nil && len(call.Args) > 0 {
			var args []string
			for _, a := range call.Args {
				args = append(args, s.text(a))
			}
			other := strings.Join(args, ", ")
			if other == s.keys(s.callAt(site.Pos), site) {
				other += " as it is then"
			}
			return ", " + other + ","
		}
	}
	return ""
}

// message names the acquire, says how the path ends and what to do.
func message(call, advice, other string, site *verdict.Site) string {
	way := ways[site.Leak.Kind]
	if site.ReturnsRelease() {
		if site.Leak.Dropped {
			return fmt.Sprintf("the release that %s returns is never called; defer it", call)
		}
		return fmt.Sprintf("the release that %s returns is not called on a path that %s; call it before that, or defer it", call, way)
	}
	if site.Leak.Promised {
		return fmt.Sprintf("the release of %s is registered on a future that is not completed on a path that %s; complete it, or %s", call, way, advice)
	}
	if site.Leak.Missed {
		return fmt.Sprintf("%s is released with another key%s on a path that %s; %s there", call, other, way, advice)
	}
	if site.Leak.Alone && len(site.Leak.ReleasedAt) == 0 {
		return fmt.Sprintf("%s is never released, on a path that %s: nothing else in the package releases it; %s before that%s", call, way, advice, orDefer[site.Leak.Kind])
	}
	return fmt.Sprintf("%s is not released on a path that %s; %s before that%s", call, way, advice, orDefer[site.Leak.Kind])
}

// ways says how paths end.
var ways = map[domain.ExitKind]string{
	domain.ExitReturn: "returns",
	domain.ExitLoop:   "goes on to the next round of the loop",
	domain.ExitPanic:  "panics",
}

// orDefer is added to the advice where a deferred release would help as well.
var orDefer = map[domain.ExitKind]string{
	domain.ExitReturn: ", or defer it",
	domain.ExitPanic:  ", or defer it",
}

func leaves(kind domain.ExitKind, lock string) string {
	switch kind {
	case domain.ExitLoop:
		return "the next round of this loop begins with " + lock + " still held"
	case domain.ExitPanic:
		return "panics here with " + lock + " still held"
	}
	return "returns here with " + lock + " still held"
}

// exit returns the entry for the end of a path. The next round of a loop is
// shown at the loop: at the innermost one around both the acquire and the place
// where the path turns back.
func (s source) exit(x domain.Step, lock string, site *verdict.Site) entry {
	if x.Exit == domain.ExitLoop {
		for _, n := range s.enclosing(x.Pos) {
			switch n.(type) {
			case *ast.ForStmt, *ast.RangeStmt:
				if n.Pos() <= site.Pos && site.Pos < n.End() {
					return entry{analysis.RelatedInformation{Pos: n.Pos(), Message: leaves(x.Exit, lock)}, finding.Exit}
				}
			}
		}
	}
	return s.at(x, leaves(x.Exit, lock))
}

// release returns the call of the method that undoes the acquire.
func (s source) release(call *ast.CallExpr, site *verdict.Site) string {
	_, release := site.Method()
	return release + "(" + s.keys(call, site) + ")"
}

// keys returns the key that the acquire is given, as the source writes it.
func (s source) keys(call *ast.CallExpr, site *verdict.Site) string {
	var args []string
	if call != nil && site.By() == "" {
		for _, i := range site.Keys() {
			if i < len(call.Args) {
				args = append(args, s.text(call.Args[i]))
			}
		}
	}
	return strings.Join(args, ", ")
}

// source reads the syntax of the package.
type source struct{ pass *analysis.Pass }

// at returns an entry at the call that a step is, or at its position.
func (s source) at(x domain.Step, text string) entry {
	e := entry{analysis.RelatedInformation{Pos: x.Pos, Message: text}, kinds[x.Kind]}
	if _, ok := x.At.(ssa.CallInstruction); ok {
		if call := s.callAt(x.Pos); call != nil {
			e.Pos, e.End = call.Pos(), call.End()
		}
	}
	return e
}

// step returns the entry for a step, and whether it says anything.
func (s source) step(x domain.Step, lock string, site *verdict.Site) (entry, bool) {
	if !x.Pos.IsValid() && x.Kind != domain.StepBranch {
		return entry{}, false
	}
	switch x.Kind {
	case domain.StepAcquire:
		text := lock + " is acquired here"
		if site != nil && site.By() != "" && !site.ReturnsRelease() {
			text += ", by " + site.By()
		}
		return s.at(x, text), true
	case domain.StepBranch:
		pos, text := s.branch(x)
		if text == "" {
			return entry{}, false
		}
		x.Pos = pos
		return s.at(x, text), true
	case domain.StepCall:
		if _, ok := x.At.(*ssa.Defer); ok {
			return s.at(x, "the function literal that is deferred here runs"), true
		}
		return s.at(x, "the function literal is called here"), true
	case domain.StepReleased:
		return s.at(x, lock+" is released here"), true
	case domain.StepUnheld:
		return s.at(x, lock+" is released here, and not held"), true
	case domain.StepReturn:
		return s.at(x, "the function literal returns here with "+lock+" held"), true
	case domain.StepComplete:
		return s.at(x, "the future is completed here with "+lock+" still held"), true
	case domain.StepEntrusted:
		return s.at(x, "this function literal is to release "+lock), true
	case domain.StepMiss:
		return s.at(x, "another key is released here, which does not undo the acquire"), true
	case domain.StepMode:
		return s.at(x, lock+" is released here in the other mode"), true
	case domain.StepThrough:
		return s.at(x, lock+" is acquired and released by what is called here"), true
	case domain.StepRelock:
		return s.at(x, lock+" is acquired again here"), true
	case domain.StepExit:
		return s.exit(x, lock, site), true
	}
	return entry{}, false
}

// enclosing returns the syntax around pos, innermost first.
func (s source) enclosing(pos token.Pos) []ast.Node { return syntax.Enclosing(s.pass.Files, pos) }

// callAt returns the call that an instruction at pos is of, nil if there is none.
func (s source) callAt(pos token.Pos) *ast.CallExpr { return syntax.CallAt(s.pass.Files, pos) }

// callText returns the acquire as the source writes it.
func (s source) callText(call *ast.CallExpr, site *typestate.Acquire) string {
	if t := s.text(call); t != "" {
		return t
	}
	acquire, _ := site.Method()
	return site.Lock() + "." + acquire + "()"
}

// lockText returns the lock as the source writes it.
func (s source) lockText(call *ast.CallExpr, site *verdict.Site) string {
	if t := s.receiver(call); t != "" {
		return t
	}
	return site.Lock()
}

// receiver returns what a method is called on, as the source writes it, "" if
// call is no method call.
func (s source) receiver(call *ast.CallExpr) string {
	if call != nil {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			return s.text(sel.X)
		}
	}
	return ""
}

// text returns a piece of source on one line, cut where it is long.
func (s source) text(n ast.Node) string {
	if n == nil || n == (*ast.CallExpr)(nil) {
		return ""
	}
	var b bytes.Buffer
	if err := printer.Fprint(&b, s.pass.Fset, n); err != nil {
		return ""
	}
	t := strings.Join(strings.Fields(b.String()), " ")
	if len(t) > maxText {
		t = strings.ToValidUTF8(t[:maxText], "") + "…"
	}
	return t
}
