package typestate

import (
	"go/token"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// isNearMiss reports whether op releases a lock of the run's table with a key
// that is made of the same things as the key that is held, and that is not
// acquired anywhere here: the key was normalized, rebuilt or replaced in
// between.
func (sub *Subject) isNearMiss(f domain.Facts, op *accesspath.Operation) bool {
	if sub.ID.Key.IsZero() || op.ID.Key.IsZero() || sub.Handle {
		return false
	}
	a, b := sub.Reason.ResolveID(f, sub.ID), sub.Reason.ResolveID(f, op.ID)
	if sub.mayBeMade(a.Key, b.Key) || sub.mayBeMade(sub.ID.Key, op.ID.Key) {
		return false
	}
	return a.Addr == b.Addr && (sub.isMadeOf(b.Key, a.Key) || sub.isMadeOf(op.ID.Key, sub.ID.Key)) && !sub.acquires(op.ID)
}

// isMadeOf reports whether b and a are built from a common value, or are what
// one variable held at two times, or b is what a call made of a.
func (sub *Subject) isMadeOf(b, a lock.Term) bool {
	return slices.ContainsFunc(b.Roots(), func(r any) bool {
		if a.DependsOn(r) {
			return true
		}
		switch v := r.(type) {
		case *ssa.UnOp:
			return slices.ContainsFunc(a.Roots(), func(q any) bool {
				w, ok := q.(*ssa.UnOp)
				return ok && v.Op == token.MUL && w.Op == token.MUL && sub.Reason.Paths.Term(v.X) == sub.Reason.Paths.Term(w.X)
			})
		case *ssa.Call:
			return slices.ContainsFunc(v.Call.Args, func(arg ssa.Value) bool {
				return slices.ContainsFunc(a.Roots(), sub.Reason.Paths.Term(arg).DependsOn)
			})
		}
		return false
	})
}

// mayBeMade reports whether the keys a and b differ only where one has an
// expression, and the other calls a function that may well return just that:
//
//	t.Lock(v.namespace + "/" + v.id)
//	t.Unlock(v.key())
func (sub *Subject) mayBeMade(a, b lock.Term) bool {
	x, y := a.Args(), b.Args()
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] && !sub.mayReturn(x[i], y[i]) && !sub.mayReturn(y[i], x[i]) {
			return false
		}
	}
	return true
}

// isJoined reports whether one of the keys a and b is made of just the parts that the other
// one is, and op, which is to undo the acquire of the run, is no acquire here:
//
//	t.TryLockQueue(topic, group, id)
//	t.Unlock(key(topic, group, id))
func (sub *Subject) isJoined(a, b lock.Term, op *accesspath.Operation) bool {
	one, parts := a.Args(), b.Args()
	if len(one) > len(parts) {
		one, parts = parts, one
	}
	if len(one) != 1 || len(parts) < 2 || !op.Releases() || sub.acquires(op.ID) {
		return false
	}
	if args, ok := sub.ownCall(one[0]); ok {
		used := slices.DeleteFunc(slices.Clone(args), func(t lock.Term) bool { return t.Kind() == lock.Const && !slices.Contains(parts, t) })
		return len(used) == len(parts) && !slices.ContainsFunc(parts, func(p lock.Term) bool { return !slices.Contains(used, p) })
	}
	return (one[0].Kind() == lock.Binary || one[0].Kind() == lock.Call) && !slices.ContainsFunc(parts, func(p lock.Term) bool { return !sub.contains(one[0], p) })
}

// mayReturn reports whether t is a call that knows all that the expression x is
// made of, but not x itself. Of a function that is given x, what it returns is
// something else.
func (sub *Subject) mayReturn(t, x lock.Term) bool {
	args, own := sub.ownCall(t)
	if _, isCall := sub.ownCall(x); !own || isCall || len(x.Roots()) == 0 {
		return false
	}
	if slices.ContainsFunc(args, func(a lock.Term) bool { return sub.contains(a, x) }) {
		return false
	}
	return !slices.ContainsFunc(x.Roots(), func(r any) bool { return !sub.reachable(r, args) })
}

// ownCall returns the arguments of the call that t is, and whether it is one of
// a function whose result is not known from its name and arguments, as those of
// package fmt are.
func (sub *Subject) ownCall(t lock.Term) (args []lock.Term, ok bool) {
	switch sym := t.Sym().(type) {
	case *ssa.Call:
		if t.Kind() != lock.Root {
			return nil, false
		}
		if fn := sym.Call.StaticCallee(); fn != nil && fn.Pkg != nil && lexicon.IsPurePackage(fn.Pkg.Pkg.Path()) {
			return nil, false
		}
		for _, a := range accesspath.CallOf(sym, "").Args {
			args = append(args, sub.Reason.Paths.Term(a))
		}
		return args, true
	case lock.Func:
		return t.X().Args(), t.Kind() == lock.Call && !lexicon.IsPurePackage(strings.TrimSuffix(sym.Full, "."+sym.Name))
	}
	return nil, false
}

// contains reports whether x is t or a part of it.
func (sub *Subject) contains(t, x lock.Term) bool {
	found := false
	sub.Reason.Paths.Table.Map(t, func(y lock.Term) lock.Term {
		found = found || y == x
		return y
	})
	return found
}

// reachable reports whether the root r is, or is loaded from, something that
// args are made of.
func (sub *Subject) reachable(r any, args []lock.Term) bool {
	if slices.ContainsFunc(args, func(a lock.Term) bool { return a.DependsOn(r) }) {
		return true
	}
	ld, ok := r.(*ssa.UnOp)
	if !ok || ld.Op != token.MUL {
		return false
	}
	addr := sub.Reason.Paths.Term(ld.X)
	return !addr.DependsOn(ld) && len(addr.Roots()) > 0 &&
		!slices.ContainsFunc(addr.Roots(), func(r any) bool { return !sub.reachable(r, args) })
}

// acquires reports whether the family of the run acquires id.
func (sub *Subject) acquires(id lock.ID) bool {
	return slices.ContainsFunc(sub.Family.Operations, func(op *accesspath.Operation) bool {
		return op.Effect == lock.Acquire && op.ID == id
	})
}

// AcquiresHere reports whether the family of the run acquires its lock.
func (sub *Subject) AcquiresHere() bool { return sub.acquires(sub.ID) }

// findNames returns the phis that decide whether an operation of the run's
// class works on the run's lock: with one of its edges in its place, the two
// identities are the same. For a handle, it is the variables that may hold it.
func (sub *Subject) findNames() []lock.Term {
	names := slices.Clone(sub.handles)
	for _, op := range sub.Families.OperationsOf(sub.Fn) {
		if op.ID == sub.ID || !sub.Concerns(op) {
			continue
		}
		sub.addNames(&names, op.ID, sub.ID)
		sub.addNames(&names, sub.ID, op.ID)
	}
	return names
}

// addNames adds the phis in a that can make it b.
func (sub *Subject) addNames(names *[]lock.Term, a, b lock.ID) {
	for _, t := range []lock.Term{a.Addr, a.Key} {
		for _, r := range t.Roots() {
			p, ok := r.(*ssa.Phi)
			if !ok {
				continue
			}
			n := sub.Reason.Paths.Term(p)
			decides := slices.ContainsFunc(p.Edges, func(e ssa.Value) bool {
				return sub.Reason.Paths.Table.MapID(a, func(x lock.Term) lock.Term {
					if x == n {
						return sub.Reason.Paths.Term(e)
					}
					return x
				}) == b
			})
			if decides && !slices.Contains(*names, n) {
				*names = append(*names, n)
			}
		}
	}
}

// Identify returns s with the meanings of the names in its property state, so
// that paths on which they differ are not merged.
func (sub *Subject) Identify(s domain.State) domain.State {
	if len(sub.names) == 0 {
		return s
	}
	var b strings.Builder
	for _, n := range sub.names {
		b.WriteString(strconv.Itoa(int(s.Facts.Get(n).Same.ID())) + ",")
	}
	k := b.String()
	if !sub.idents[k] {
		if len(sub.idents) >= maxIdents {
			k = ""
		}
		sub.idents[k] = true
	}
	s.Ident = k
	return s
}
