package accesspath

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// An Operation is what a call does to a lock.
type Operation struct {
	lexicon.Method
	ID    lock.ID
	Class lock.Class
	Name  string // the name of the method
	Sync  bool   // a lock of package sync: a second acquire blocks forever

	Outcomes   []summary.Outcome
	By         string     // the function called whose effect it is; "" for the method itself
	HandleType types.Type // the type of the handle, if the call returns what releases
	Guards     lock.Term  // the lock that the handle releases; zero if it has no name
	Held       lock.Class // the class of that lock, or of the lock of an effect
}

// Acquires reports whether the operation may acquire the lock.
func (op *Operation) Acquires() bool { return op.Effect == lock.Acquire }

// Releases reports whether the operation may release the lock.
func (op *Operation) Releases() bool {
	return slices.ContainsFunc(op.Outcomes, func(o summary.Outcome) bool {
		return o.Do == summary.Release || o.Do == summary.MayRelease
	})
}

// Operation returns what call does to a lock, and whether it does anything. It
// goes by the names and signatures of methods and functions, see package
// model.
func (r *Resolver) Operation(call *ssa.CallCommon) (Operation, bool) {
	if call.IsInvoke() {
		return r.operation(call.Value, call.Method, call.Args)
	}
	switch fn := call.Value.(type) {
	case *ssa.Function:
		if m, ok := fn.Object().(*types.Func); ok && m.Signature().Recv() != nil && len(call.Args) > 0 {
			return r.operation(call.Args[0], m, call.Args[1:])
		} else if ok && fn.Parent() == nil {
			return r.pairFunc(m, call.Args)
		}
	case *ssa.MakeClosure:
		return r.BoundMethod(fn, call.Args)
	}
	return Operation{}, false
}

// pairFunc returns what a call of fn does, if that and its counterpart, such as
// lockName(name) and unlockName(name), are a table of locks.
func (r *Resolver) pairFunc(fn *types.Func, args []ssa.Value) (Operation, bool) {
	if !lexicon.MayOperate(fn.Name()) {
		return Operation{}, false
	}
	m, ok := lexicon.LookupFunc(fn)
	if !ok {
		return Operation{}, false
	}
	op := Operation{Method: m, Name: fn.Name(), Outcomes: m.Outcomes(false)}
	table := lock.Global{Pkg: fn.Pkg().Path(), Name: min(fn.Name(), m.Peer)}
	op.ID.Addr = r.Table.Make(lock.Root, table, lock.Term{}, lock.Term{})
	op.Class = lock.Class{Type: "function", Global: table}
	var keys []ssa.Value
	for _, i := range m.Keys {
		keys = append(keys, args[i])
	}
	op.ID.Key = r.list(keys)
	return op, true
}

// Handle returns what call does, if it acquires a lock and returns a handle that
// releases it, and whether it does so. The handle identifies the lock.
func (r *Resolver) Handle(call *ssa.Call) (Operation, bool) {
	m, ok := lexicon.LookupHandle(&call.Call)
	if !ok {
		return Operation{}, false
	}
	op := Operation{Method: m, Name: lexicon.CalleeName(&call.Call)}
	r.nameHandle(&op, call)
	op.Outcomes = m.Outcomes(lexicon.IsNilable(op.HandleType))
	return op, true
}

// nameHandle identifies the lock of op by the handle, a result of call.
func (r *Resolver) nameHandle(op *Operation, call *ssa.Call) {
	op.HandleType = call.Call.Signature().Results().At(op.Result.Handle).Type()
	op.ID = lock.ID{Addr: r.Component(call, op.Result.Handle)}
	op.Class = lock.Class{Type: lock.HandleType, Local: call}
}

// Component returns the term of result i of call.
func (r *Resolver) Component(call *ssa.Call, i int) lock.Term {
	t := r.Term(call)
	if call.Call.Signature().Results().Len() == 1 {
		return t
	}
	return r.Table.Make(lock.Extract, i, t, lock.Term{})
}

// ChosenCase returns the term of the index of the case that sel chooses. At run
// time it is -1 for the default case.
func (r *Resolver) ChosenCase(sel *ssa.Select) lock.Term {
	return r.Table.Make(lock.Extract, 0, r.Term(sel), lock.Term{})
}

// BoundMethod returns what a call of the method value c with the given arguments
// does to a lock, and whether it does anything.
func (r *Resolver) BoundMethod(c *ssa.MakeClosure, args []ssa.Value) (Operation, bool) {
	fn := c.Fn.(*ssa.Function)
	m, ok := fn.Object().(*types.Func)
	if !ok || fn.Parent() != nil || m.Signature().Recv() == nil || len(c.Bindings) != 1 {
		return Operation{}, false
	}
	return r.operation(c.Bindings[0], m, args)
}

// operation returns what a call of the method m of recv does to a lock.
func (r *Resolver) operation(recv ssa.Value, m *types.Func, args []ssa.Value) (Operation, bool) {
	if !lexicon.MayOperate(m.Name()) {
		return Operation{}, false
	}
	recv = r.origin(recv)
	if r.Declared(recv.Type(), m) {
		return Operation{}, false
	}
	method, ok := lexicon.LookupMethod(recv.Type(), m)
	if !ok {
		return Operation{}, false
	}
	op := Operation{Method: method, Name: m.Name()}
	if base := r.readSide(recv); base != nil {
		recv, op.Mode, op.Both = base, lock.Shared, false
	}
	op.ID.Addr, op.Class = r.lockAt(recv, m.Name(), method.Peer)
	if len(method.Keys) > 0 {
		var keys []ssa.Value
		for _, i := range method.Keys {
			if i < len(args) {
				keys = append(keys, args[i])
			}
		}
		op.ID.Key = r.list(keys)
	}
	op.Sync = lexicon.IsSync(op.Class.Type)
	op.Outcomes = op.Method.Outcomes(false)
	return op, true
}

// unwrap returns v without conversions to interfaces and between types with the
// same structure.
func unwrap(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		default:
			return v
		}
	}
}

// origin returns the value that v is when conversions are unwrapped and loads
// from variables with only one value are replaced by that value.
func (r *Resolver) origin(v ssa.Value) ssa.Value {
	for range 16 {
		v = unwrap(v)
		ld, ok := v.(*ssa.UnOp)
		if !ok || ld.Op != token.MUL {
			return v
		}
		a, ok := r.captured(ld.X).(*ssa.Alloc)
		if !ok {
			return v
		}
		init := r.initializer(a)
		if init == nil {
			return v
		}
		v = init
	}
	return v
}

// readSide returns the RWMutex whose method RLocker returned v, nil if v is not
// such a result.
func (r *Resolver) readSide(v ssa.Value) ssa.Value {
	c, ok := v.(*ssa.Call)
	if !ok {
		return nil
	}
	fn := c.Call.StaticCallee()
	if fn == nil || fn.Name() != "RLocker" || len(c.Call.Args) != 1 || lexicon.TypeName(c.Call.Args[0].Type()) != "sync.RWMutex" {
		return nil
	}
	return c.Call.Args[0]
}

// mutexMethods are the names of the methods of the locks of package sync.
var mutexMethods = []string{"Lock", "TryLock", "Unlock", "RLock", "TryRLock", "RUnlock"}

// lockAt returns the lock that the method of recv with the given name works on.
// It is recv, or the embedded lock from which that method, its peer or another
// one of [mutexMethods] is promoted. A method of the type itself is taken to
// work on the embedded lock as well, like its peer that is promoted. With
// several embedded locks this can be the wrong one (TestSameLockLimits).
func (r *Resolver) lockAt(recv ssa.Value, name, peer string) (lock.Term, lock.Class) {
	addr, class := r.Term(recv), r.Class(recv)
	path := embeddedFields(recv.Type(), name)
	others := []string{peer}
	if slices.Contains(mutexMethods, name) {
		others = append(others, mutexMethods...)
	}
	for _, other := range others {
		if p := embeddedFields(recv.Type(), other); len(p) > len(path) {
			path = p
		}
	}
	t := lexicon.Deref(recv.Type())
	for _, i := range path {
		s, ok := t.Underlying().(*types.Struct)
		if !ok {
			break
		}
		f := s.Field(i)
		addr = r.Table.Make(lock.Field, fieldName(t, i), addr, lock.Term{})
		class = lock.Class{Type: lexicon.TypeName(f.Type()), Owner: lexicon.TypeKey(t), Field: f.Name()}
		if _, ok := f.Type().Underlying().(*types.Pointer); ok {
			addr = r.Table.Make(lock.Load, nil, addr, lock.Term{})
		}
		if types.IsInterface(f.Type()) {
			addr = r.Table.Make(lock.Load, nil, addr, lock.Term{})
			class = lock.Class{}
		}
		t = lexicon.Deref(f.Type())
	}
	return addr, class
}

// LockOf returns the identity and the class of the lock that v is, a
// [sync.Locker], and the mode in which its method Lock acquires it.
func (r *Resolver) LockOf(v ssa.Value) (id lock.ID, class lock.Class, mode lock.Mode) {
	v = r.origin(v)
	if base := r.readSide(v); base != nil {
		v, mode = base, lock.Shared
	}
	id.Addr, class = r.lockAt(v, "Lock", "Unlock")
	return id, class, mode
}

// FieldOf returns the name of the field that a is the address of, and that of
// its struct type.
func FieldOf(a *ssa.FieldAddr) (owner, field string) {
	t := lexicon.Deref(a.X.Type())
	return lexicon.TypeKey(t), fieldName(t, a.Field).Name
}

// embeddedFields returns the indices of the embedded fields from which the
// method of t with the given name is promoted, outermost first; nil if it is
// not promoted.
func embeddedFields(t types.Type, name string) []int {
	if types.IsInterface(t) {
		return nil
	}
	var pkg *types.Package
	if n := lexicon.Named(t); n != nil {
		pkg = n.Obj().Pkg()
	}
	_, path, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	if len(path) < 2 {
		return nil
	}
	return path[:len(path)-1]
}

// Class returns the class of the lock with the address v. Where v is loaded from
// a field, the field counts, as if it were the lock (TestClassLimits).
func (r *Resolver) Class(v ssa.Value) lock.Class {
	c := r.class(v)
	if r.Confined != nil && r.Confined(c) {
		return c.Confined()
	}
	return c
}

func (r *Resolver) class(v ssa.Value) lock.Class {
	c := lock.Class{Type: lexicon.LockType(v.Type())}
	switch a := v.(type) {
	case *ssa.FieldAddr:
		t := lexicon.Deref(a.X.Type())
		c.Owner, c.Field = lexicon.TypeKey(t), fieldName(t, a.Field).Name
	case *ssa.Alloc:
		c.Local = a
	case *ssa.Global:
		c.Global = globalSymbol(a)
	case *ssa.FreeVar:
		if b := r.Binding(a); b != nil {
			return r.class(b)
		}
	case *ssa.IndexAddr:
		elems := r.class(a.X)
		c.Owner, c.Field, c.Local, c.Global = elems.Owner, elems.Field, elems.Local, elems.Global
		if c.Field != "" {
			c.Field += "[]"
		}
	case *ssa.UnOp:
		if _, ok := a.X.(*ssa.FieldAddr); ok && !types.IsInterface(a.Type()) {
			f := r.class(a.X)
			c.Owner, c.Field = f.Owner, f.Field
		} else if al, ok := a.X.(*ssa.Alloc); ok {
			if init := r.initializer(al); init != nil {
				return r.class(init)
			}
		} else if fv, ok := a.X.(*ssa.FreeVar); ok {
			if al, ok := r.Binding(fv).(*ssa.Alloc); ok {
				if init := r.initializer(al); init != nil {
					return r.class(init)
				}
			}
		}
	case *ssa.Field:
		if !types.IsInterface(a.Type()) {
			c.Owner, c.Field = lexicon.TypeKey(a.X.Type()), fieldName(a.X.Type(), a.Field).Name
		}
	case *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.ChangeType:
		return r.class(unwrap(v))
	}
	return c
}
