package mutants

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// A family is the names of the methods that acquire and release a lock in one mode.
type family struct {
	release, acquire, try string
	write                 string // the release in the other mode, if this one is for reading
}

func families() []family {
	return []family{
		{"Unlock", "Lock", "TryLock", ""},
		{"RUnlock", "RLock", "TryRLock", "Unlock"},
		{"unlock", "lock", "tryLock", ""},
		{"runlock", "rlock", "tryRLock", "unlock"},
		{"rUnlock", "rLock", "tryRLock", "unlock"},
	}
}

// A lock is a lock as the source names it. Different names of one lock are different
// locks here: then there is a mistake less to make, or two releases count as one each.
type lock struct {
	root types.Object // the variable that the name begins with; nil if there is none
	name string
	key  string // the arguments, as in Unlock(key)
}

// String returns the lock as the source writes it.
func (l lock) String() string {
	if l.key == "" {
		return l.name
	}
	return l.name + "(" + l.key + ")"
}

// An operation is a call that acquires or releases a lock.
type operation struct {
	lock
	family   family
	method   *ast.Ident
	call     *ast.CallExpr
	deferred bool
}

func (op operation) releases() bool { return op.method.Name == op.family.release }

// isOf reports whether op works on the same lock as other, in any mode.
func (op operation) isOf(other operation) bool { return op.lock == other.lock }

// pairs reports whether op and other are for one lock in one mode.
func (op operation) pairs(other operation) bool { return op.isOf(other) && op.family == other.family }

// operation returns what a call does with a lock. It is not ok if it does nothing: a
// lock has a method that releases and one that acquires, with the same parameters.
func (f *finder) operation(call *ast.CallExpr) (op operation, ok bool) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return operation{}, false
	}
	if s := f.info.Selections[sel]; s == nil || s.Kind() != types.MethodVal {
		return operation{}, false
	}
	for _, fam := range families() {
		switch sel.Sel.Name {
		case fam.release, fam.acquire, fam.try:
		default:
			continue
		}
		if !f.alike(sel, fam.release, fam.acquire) {
			continue
		}
		l := lock{root: f.root(sel.X), name: types.ExprString(sel.X), key: arguments(call)}
		return operation{lock: l, family: fam, method: sel.Sel, call: call}, true
	}
	return operation{}, false
}

// alike reports whether the receiver of a method has two methods with the same
// parameters.
func (f *finder) alike(sel *ast.SelectorExpr, one, other string) bool {
	a, b := f.besides(sel, one), f.besides(sel, other)
	return a != nil && b != nil && types.Identical(a.Params(), b.Params())
}

// besides returns the signature of a method of the receiver that sel has, nil if there
// is none of that name.
func (f *finder) besides(sel *ast.SelectorExpr, name string) *types.Signature {
	obj, _, _ := types.LookupFieldOrMethod(f.info.TypeOf(sel.X), true, f.pkg, name)
	if fn, ok := obj.(*types.Func); ok {
		return fn.Signature()
	}
	return nil
}

// root returns the variable that an expression begins with, or nil.
func (f *finder) root(x ast.Expr) types.Object {
	for {
		switch e := ast.Unparen(x).(type) {
		case *ast.Ident:
			return f.info.ObjectOf(e)
		case *ast.SelectorExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.UnaryExpr:
			x = e.X
		case *ast.CallExpr:
			x = e.Fun
		default:
			return nil
		}
	}
}

func arguments(call *ast.CallExpr) string {
	var all []string
	for _, arg := range call.Args {
		all = append(all, types.ExprString(arg))
	}
	return strings.Join(all, ", ")
}

// operations returns those in a function body and the literals in it, in order.
func (f *finder) operations(block *ast.BlockStmt) (ops []operation) {
	ast.Inspect(block, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if op, ok := f.operation(call); ok {
				ops = append(ops, op)
			}
		}
		return true
	})
	return ops
}

// changes reports whether a statement sets a variable that the name of a lock has in it.
func (f *finder) changes(s ast.Stmt, op operation) bool {
	vars := make(map[types.Object]bool)
	ast.Inspect(op.call, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id != op.method {
			vars[f.info.ObjectOf(id)] = true
		}
		return true
	})
	found := false
	sets := func(x ast.Expr) {
		switch x := ast.Unparen(x).(type) {
		case *ast.Ident:
			found = found || vars[f.info.ObjectOf(x)]
		case *ast.SelectorExpr:
			found = found || vars[f.info.ObjectOf(x.Sel)]
		}
	}
	ast.Inspect(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				sets(x)
			}
		case *ast.IncDecStmt:
			sets(n.X)
		case *ast.RangeStmt:
			sets(n.Key)
			sets(n.Value)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				sets(n.X)
			}
		}
		return !found
	})
	return found
}
