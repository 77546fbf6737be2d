package report

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/check/syntax"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// A lock is named as the source writes it, wherever it is named. Where its own method is
// called, that is what the method is called on. Where a function acquires it, its identity
// is written with what the call has as arguments, with names of variables, and with what
// variables in the function are made of. If that does not name it, it is what the call
// locks. No name is one that go/ssa has made up.

// siteLock returns the name of the lock of a site.
func (s source) siteLock(site *verdict.Site) string {
	call := s.callAt(site.Pos)
	if site.ReturnsRelease() {
		return s.whatLocks(call)
	}
	if lock := s.receiver(call); lock != "" && site.By() == "" {
		if keys := s.keys(call, site); keys != "" {
			lock += "(" + keys + ")"
		}
		return lock
	}
	if lock, ok := s.named(site.ID(), site.At); ok {
		return lock
	}
	return s.whatLocks(call)
}

// unnamed is the name of a lock that nothing in the source names.
const unnamed = "the lock"

// whatLocks returns a name for what a call locks that has no other one.
func (s source) whatLocks(call *ast.CallExpr) string {
	if text := s.text(call); text != "" {
		return "what " + text + " locks"
	}
	return unnamed
}

// releasedLock returns the name of the lock that at releases or acquires, to which the
// steps lead.
func (s source) releasedLock(id lock.ID, at ssa.Instruction, steps []domain.Step) string {
	if lock, ok := s.named(id, at); ok {
		return lock
	}
	for _, x := range steps {
		if x.Kind != domain.StepAcquire {
			continue
		}
		if lock, ok := s.named(id, x.At); ok {
			return lock
		}
		if lock := s.receiver(s.callAt(x.Pos)); lock != "" {
			return lock
		}
	}
	return unnamed
}

// named returns the lock id as the source could write it at the instruction at, and
// whether it could.
func (s source) named(id lock.ID, at ssa.Instruction) (string, bool) {
	variables := s.variablesIn(at.Parent())
	arguments := make(map[lock.Term]string)
	if c, ok := at.(ssa.CallInstruction); ok {
		s.nameArguments(arguments, c)
	}
	return id.Text(func(t lock.Term) (string, bool) {
		for _, names := range []map[lock.Term]string{arguments, variables} {
			if text, ok := names[t]; ok {
				return text, true
			}
		}
		if t.Kind() != lock.Root {
			return "", false
		}
		return s.symbol(t.Sym())
	})
}

// nameArguments adds to names what the arguments of a call are in the source, the
// receiver among them.
func (s source) nameArguments(names map[lock.Term]string, c ssa.CallInstruction) {
	call := s.callAt(c.Pos())
	if call == nil {
		return
	}
	exprs := call.Args
	args := s.res.Arguments(c)
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && s.isMethod(sel) {
		exprs = append([]ast.Expr{sel.X}, exprs...)
	}
	if len(exprs) != len(args) {
		return // variadic, or with the results of another call
	}
	for i, a := range args {
		if text := s.operand(exprs[i]); text != "" {
			names[a] = text
		}
	}
}

// isMethod reports whether sel is a method of what it selects from.
func (s source) isMethod(sel *ast.SelectorExpr) bool {
	x := s.pass.TypesInfo.Selections[sel]
	return x != nil && x.Kind() == types.MethodVal
}

// operand returns the text of an expression that a selector can follow, without the
// operators of pointers, "" if there is none.
func (s source) operand(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if e.Name != "nil" && e.Name != "_" {
			return e.Name
		}
	case *ast.SelectorExpr, *ast.IndexExpr, *ast.CallExpr, *ast.BasicLit:
		return s.text(e)
	case *ast.StarExpr:
		return s.operand(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return s.operand(e.X)
		}
	}
	return ""
}

// symbol returns the name of a variable, and whether the source has one.
func (s source) symbol(sym any) (string, bool) {
	switch v := sym.(type) {
	case lock.Global:
		return v.Name, true
	case *ssa.Parameter:
		return v.Name(), isName(v.Name())
	case *ssa.FreeVar:
		return v.Name(), isName(v.Name())
	case *ssa.Alloc:
		return v.Comment, s.isDeclared(v.Comment, v.Pos())
	case *ssa.Phi:
		return v.Comment, s.isDeclared(v.Comment, v.Pos())
	}
	return "", false
}

func isName(name string) bool { return token.IsIdentifier(name) && name != "_" }

// isDeclared reports whether name is an identifier at pos.
func (s source) isDeclared(name string, pos token.Pos) bool {
	if !isName(name) {
		return false
	}
	path := s.enclosing(pos)
	if len(path) == 0 {
		return false
	}
	id, ok := path[0].(*ast.Ident)
	return ok && id.Name == name
}

// variablesIn returns what the values that variables get in a function, and in those
// around it, are called by these.
func (s source) variablesIn(within *ssa.Function) map[lock.Term]string {
	if names, ok := s.variables[within]; ok {
		return names
	}
	names := make(map[lock.Term]string)
	s.variables[within] = names
	for fn := within; fn != nil; fn = fn.Parent() {
		if fn.Syntax() == nil {
			continue
		}
		assigned := assignments(fn.Syntax())
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				v, ok := in.(ssa.Value)
				if !ok {
					continue
				}
				if name := variableOf(v, assigned); name != "" {
					if t := s.res.Term(v); names[t] == "" {
						names[t] = name
					}
				}
			}
		}
	}
	return names
}

// variableOf returns the variable that v is assigned to, "" if there is none.
func variableOf(v ssa.Value, assigned map[token.Pos][]string) string {
	pos, i := v.Pos(), 0
	switch x := v.(type) {
	case *ssa.Const, *ssa.Phi, *ssa.BinOp:
		return ""
	case *ssa.Extract:
		pos, i = x.Tuple.Pos(), x.Index
	default:
		if _, isTuple := v.Type().(*types.Tuple); isTuple {
			return ""
		}
	}
	if names := assigned[pos]; pos.IsValid() && i < len(names) {
		return names[i]
	}
	return ""
}

// assignments returns the names of the variables that get what go/ssa has at a position,
// "" for what is no name.
func assignments(fn ast.Node) map[token.Pos][]string {
	out := make(map[token.Pos][]string)
	assign := func(to []ast.Expr, from []ast.Expr) {
		var names []string
		for _, x := range to {
			id, ok := ast.Unparen(x).(*ast.Ident)
			if ok && isName(id.Name) {
				names = append(names, id.Name)
			} else {
				names = append(names, "")
			}
		}
		for i, x := range from {
			pos := syntax.ValuePos(x)
			if _, known := out[pos]; known {
				continue
			}
			if len(from) == 1 {
				out[pos] = names
			} else if i < len(names) {
				out[pos] = names[i : i+1]
			}
		}
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			assign(n.Lhs, n.Rhs)
		case *ast.ValueSpec:
			var to []ast.Expr
			for _, id := range n.Names {
				to = append(to, id)
			}
			assign(to, n.Values)
		}
		return true
	})
	return out
}

// Names returns the names of the locks of the sites, in their order. What one call
// acquires has different ones.
func (r *Result) Names() []string {
	seen := make(map[string]int)
	var out []string
	for _, site := range r.Sites {
		name := r.source.siteLock(site)
		k := fmt.Sprint(site.Pos, " ", name)
		if seen[k]++; seen[k] > 1 {
			name += fmt.Sprintf(" (%d)", seen[k])
		}
		out = append(out, name)
	}
	return out
}
