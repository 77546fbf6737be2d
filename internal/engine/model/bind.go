package model

import (
	"fmt"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// Bind returns what d says of fn: the names in d are looked up in the signature
// of fn, in the types of its parameters and in its package. For notlock it is the
// zero Func, which does nothing to locks. The error is one line.
func Bind(d declare.Declaration, fn *types.Func) (summary.Func, error) {
	b := binder{fn: fn, sig: fn.Signature(), table: lock.NewTable(func(any) string { return "" })}
	var f summary.Func
	var err error
	switch d.Verb {
	case declare.Acquires, declare.Tries, declare.Releases:
		f.Effects = make([]summary.Effect, 1)
		f.Effects[0], err = b.effect(d)
	case declare.Requires:
		f.Requires = make([]summary.Hold, 1)
		f.Requires[0], err = b.hold(d)
	case declare.Runs:
		f.Runs = make([]summary.Run, 1)
		f.Runs[0], err = b.run(d)
	case declare.NoReturn:
		f.NeverReturns = true
	case declare.NotLock:
	default:
		err = fmt.Errorf("%s: %s is no type", d.Verb, fn.Name())
	}
	if err != nil {
		return summary.Func{}, err
	}
	return f, nil
}

// CheckType returns an error if d cannot be said of the type obj.
func CheckType(d declare.Declaration, obj *types.TypeName) error {
	switch d.Verb {
	case declare.NotLock:
		return nil
	case declare.Future:
	default:
		return fmt.Errorf("%s: %s is no function", d.Verb, obj.Name())
	}
	for _, name := range slices.Concat(d.Complete, d.Register) {
		m, _, _ := types.LookupFieldOrMethod(methodsOf(obj.Type()).t, true, obj.Pkg(), name)
		if _, ok := m.(*types.Func); !ok {
			return fmt.Errorf("%s: %s has no method %s", d.Verb, obj.Name(), name)
		}
	}
	return nil
}

// A binder looks up the names in the declarations of one function.
type binder struct {
	fn    *types.Func
	sig   *types.Signature
	table *lock.Table
}

// A boundLock is the lock that a declaration names.
type boundLock struct {
	addr, key     summary.Path
	class         lock.Class
	acquire, free string // the methods of its type, "" if it has none
	keys          []int  // the parameters in the key, the receiver not counted
}

func (l *boundLock) isSync() bool {
	return l.class.Type == "sync.Mutex" || l.class.Type == "sync.RWMutex"
}

func (b *binder) effect(d declare.Declaration) (summary.Effect, error) {
	l, mode, err := b.lock(d)
	if err != nil {
		return summary.Effect{}, err
	}
	e := summary.Effect{
		Declared: true,
		Lock:     l.addr, Key: l.key, Class: l.class, Sync: l.isSync(), Keys: l.keys, Try: d.Verb == declare.Tries,
		Name: l.acquire, Peer: l.free,
	}
	out := summary.Outcome{Do: summary.Acquire, Mode: mode}
	if d.Verb == declare.Releases {
		e.Name, e.Peer = e.Peer, e.Name
		out.Do, out.Any = summary.Release, d.Any
	}
	if e.Name == "" {
		e.Name, e.Peer = b.fn.Name(), b.peer()
	}
	if d.ByResult {
		if out.Handle, err = b.handle(); err != nil {
			return summary.Effect{}, err
		}
	}
	out.When, err = b.conditions(d)
	e.Outcomes = append([]summary.Outcome{out}, otherwise(out.When)...)
	return e, err
}

// peer returns the method that undoes what the function does, if it is one of
// a pair.
func (b *binder) peer() string {
	if b.sig.Recv() == nil {
		return ""
	}
	m, _ := LookupMethod(b.sig.Recv().Type(), b.fn)
	return m.Peer
}

// otherwise returns the outcomes of a function that has done nothing, because
// not all of the conditions hold.
func otherwise(when []summary.Cond) []summary.Outcome {
	var out []summary.Outcome
	for i, c := range when {
		c.Is = opposite[c.Is]
		out = append(out, summary.Outcome{When: append(slices.Clone(when[:i]), c)})
	}
	return out
}

var opposite = map[summary.Fact]summary.Fact{
	summary.True: summary.False, summary.False: summary.True, summary.Nil: summary.NonNil, summary.NonNil: summary.Nil,
}

func (b *binder) hold(d declare.Declaration) (summary.Hold, error) {
	l, mode, err := b.lock(d)
	return summary.Hold{Lock: l.addr, Key: l.key, Class: l.class, Mode: mode}, err
}

func (b *binder) run(d declare.Declaration) (summary.Run, error) {
	i, v := b.param(d.Param)
	switch {
	case v == nil:
		_, err := b.root(d.Param)
		if err == nil {
			err = fmt.Errorf("%s: it is no parameter of %s", d.Param, b.fn.Name())
		}
		return summary.Run{}, err
	case !isFuncType(v.Type()) && !b.isVariadicFunc(v):
		return summary.Run{}, fmt.Errorf("%s: it is no function", d.Param)
	}
	return summary.Run{Param: i, When: whens[d.When]}, nil
}

var whens = map[declare.When]summary.When{
	declare.Now: summary.Once, declare.Maybe: summary.Maybe, declare.Later: summary.Later,
}

// isVariadicFunc reports whether v is a parameter like funcs ...func().
func (b *binder) isVariadicFunc(v *types.Var) bool {
	s, ok := v.Type().(*types.Slice)
	return ok && b.sig.Variadic() && v == b.sig.Params().At(b.sig.Params().Len()-1) && isFuncType(s.Elem())
}

// conditions returns the conditions of d; those on the error come first, since
// the bool says nothing if there is one.
func (b *binder) conditions(d declare.Declaration) ([]summary.Cond, error) {
	conds := d.If
	if d.Verb == declare.Tries && len(conds) == 0 {
		if b.hasResult(IsError) {
			conds = append(conds, declare.NoError)
		}
		if b.hasResult(IsBool) {
			conds = append(conds, declare.True)
		}
		if len(conds) == 0 {
			return nil, fmt.Errorf("%s: %s has neither a bool nor an error result", d.Verb, b.fn.Name())
		}
	}
	var when []summary.Cond
	for _, onBool := range []bool{false, true} {
		for _, c := range conds {
			if c.OnBool() != onBool {
				continue
			}
			i, err := b.resultFor(c)
			if err != nil {
				return nil, err
			}
			when = append(when, summary.Cond{Of: summary.Result, Index: i, Is: facts[c]})
		}
	}
	return when, nil
}

var facts = map[declare.Condition]summary.Fact{
	declare.True: summary.True, declare.False: summary.False, declare.NoError: summary.Nil, declare.SomeError: summary.NonNil,
}

func (b *binder) hasResult(is func(types.Type) bool) bool {
	for v := range b.sig.Results().Variables() {
		if is(v.Type()) {
			return true
		}
	}
	return false
}

// resultFor returns the index of the one result that c is about.
func (b *binder) resultFor(c declare.Condition) (int, error) {
	what, is := "error", IsError
	if c.OnBool() {
		what, is = "bool", IsBool
	}
	found, count := 0, 0
	for i := range b.sig.Results().Len() {
		if is(b.sig.Results().At(i).Type()) {
			found = i
			count++
		}
	}
	switch count {
	case 0:
		return 0, fmt.Errorf("%s: %s has no %s result", c, b.fn.Name(), what)
	case 1:
		return found, nil
	}
	return 0, fmt.Errorf("%s: %s has %d %s results", c, b.fn.Name(), count, what)
}

// handle returns 1 + the index of the first result that releases.
func (b *binder) handle() (int, error) {
	for i := range b.sig.Results().Len() {
		if t := b.sig.Results().At(i).Type(); isReleaseFunc(t) || hasRelease(t) {
			return i + 1, nil
		}
	}
	return 0, fmt.Errorf("by result: %s returns no func() and nothing with a method Unlock, Release or Close", b.fn.Name())
}

// hasRelease reports whether t has a method that releases without a key.
func hasRelease(t types.Type) bool {
	ms := methodsOf(t)
	for _, name := range []string{"Unlock", "Release", "Close"} {
		if m := ms.find(name); m != nil && releaseResults(m.Signature()) && len(keyParams(m.Signature())) == 0 {
			return true
		}
	}
	return false
}

// lock returns the lock that d names, and the mode.
func (b *binder) lock(d declare.Declaration) (boundLock, lock.Mode, error) {
	mode := lock.Exclusive
	if d.Shared {
		mode = lock.Shared
	}
	p, err := b.path(d.Lock.Path)
	if err != nil {
		return boundLock{}, mode, err
	}
	var l boundLock
	l.acquire, l.free = pairOf(p.typ, mode)
	for _, i := range promoted(p.typ, l.acquire, l.free) {
		p = b.field(p, i)
	}
	p = b.self(p, l.acquire)
	l.class = p.class
	if d.Shared && l.class.Type == "sync.Mutex" {
		return l, mode, fmt.Errorf("shared: %s is a sync.Mutex", d.Lock.Path)
	}
	key, err := b.key(d.Lock.Keys)
	if err != nil {
		return l, mode, err
	}
	l.keys = b.keyParams(d.Lock.Keys)
	l.addr, _ = summary.Encode(p.term) // parameters, globals and fields can all be written down
	l.key, _ = summary.Encode(key)
	return l, mode, nil
}

// pairOf returns the methods that acquire and release a lock of type t.
func pairOf(t types.Type, mode lock.Mode) (acquire, free string) {
	pairs := [][2]string{{"Lock", "Unlock"}}
	if mode == lock.Shared {
		pairs = [][2]string{{"RLock", "RUnlock"}, {"RLock", "Unlock"}}
	}
	ms := methodsOf(t)
	for _, p := range pairs {
		if ms.find(p[0]) != nil && ms.find(p[1]) != nil {
			return p[0], p[1]
		}
	}
	return "", ""
}

// promoted returns the embedded fields on the way from t to the lock that has
// the methods called names.
func promoted(t types.Type, names ...string) []int {
	var longest []int
	if types.IsInterface(t) {
		return nil
	}
	for _, name := range names {
		if name == "" {
			continue
		}
		_, path, _ := types.LookupFieldOrMethod(t, true, nil, name)
		if len(path) > len(longest)+1 {
			longest = path[:len(path)-1]
		}
	}
	return longest
}

// key returns the list of the keys.
func (b *binder) key(keys []declare.Path) (lock.Term, error) {
	var list lock.Term
	for _, k := range slices.Backward(keys) {
		p, err := b.path(k)
		if err != nil {
			return lock.Term{}, err
		}
		list = b.table.Make(lock.Cons, nil, b.value(p).term, list)
	}
	return list, nil
}

// keyParams returns the parameters in the keys, the receiver not counted.
func (b *binder) keyParams(keys []declare.Path) []int {
	var params []int
	for _, k := range keys {
		i, v := b.param(k[0])
		if b.sig.Recv() != nil {
			i--
		}
		if v != nil && i >= 0 && !slices.Contains(params, i) {
			params = append(params, i)
		}
	}
	return params
}

// A place is a value, or a variable that is named by its address.
type place struct {
	term  lock.Term
	typ   types.Type // of the value, or of the variable
	addr  bool       // the term is the address
	class lock.Class // of the lock that it is, or that it points to
}

// path returns what p names.
func (b *binder) path(p declare.Path) (place, error) {
	x, err := b.root(p[0])
	if err != nil {
		return place{}, err
	}
	for i, name := range p[1:] {
		path, ok := b.find(x.typ, name)
		if !ok {
			return place{}, fmt.Errorf("%s: %s has no field %s", p, p[:i+1], name)
		}
		for _, f := range path {
			x = b.field(x, f)
		}
	}
	return x, nil
}

// root returns the parameter or package-level variable called name.
func (b *binder) root(name string) (place, error) {
	if i, v := b.param(name); v != nil {
		term := b.table.Make(lock.Root, lock.Param{Index: i}, lock.Term{}, lock.Term{})
		return place{term: term, typ: v.Type(), class: lock.Class{Type: LockType(v.Type())}}, nil
	}
	pkg := b.fn.Pkg()
	if pkg != nil {
		if v, ok := pkg.Scope().Lookup(name).(*types.Var); ok {
			g := lock.Global{Pkg: pkg.Path(), Name: name}
			term := b.table.Make(lock.Root, g, lock.Term{}, lock.Term{})
			return place{term: term, typ: v.Type(), addr: true, class: lock.Class{Type: LockType(v.Type()), Global: g}}, nil
		}
	}
	if name == "recv" {
		return place{}, fmt.Errorf("%s: %s has no receiver", name, b.fn.Name())
	}
	if _, ok := argNumber(name); ok {
		return place{}, fmt.Errorf("%s: %s has %s", name, b.fn.Name(), parameters(b.sig.Params().Len()))
	}
	if pkg == nil {
		return place{}, fmt.Errorf("%s: %s has no parameter %s", name, b.fn.Name(), name)
	}
	return place{}, fmt.Errorf("%s: %s has no parameter %s, and package %s has no variable %s", name, b.fn.Name(), name, pkg.Name(), name)
}

func parameters(n int) string {
	switch n {
	case 0:
		return "no parameters"
	case 1:
		return "1 parameter"
	}
	return fmt.Sprintf("%d parameters", n)
}

// param returns the receiver or parameter that name stands for, and its index,
// the receiver being the first. Names in the source win over recv and arg0.
func (b *binder) param(name string) (int, *types.Var) {
	if name == "_" {
		return 0, nil
	}
	var all []*types.Var
	recv := b.sig.Recv()
	if recv != nil {
		all = append(all, recv)
	}
	all = slices.AppendSeq(all, b.sig.Params().Variables())
	if i := slices.IndexFunc(all, func(v *types.Var) bool { return v.Name() == name }); i >= 0 {
		return i, all[i]
	}
	if name == "recv" && recv != nil {
		return 0, recv
	}
	n, ok := argNumber(name)
	if recv != nil {
		n++
	}
	if !ok || n >= len(all) {
		return 0, nil
	}
	return n, all[n]
}

// argNumber returns the number in arg0, arg1 and so on.
func argNumber(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, "arg")
	n, err := strconv.ParseUint(digits, 10, 16)
	return int(n), ok && err == nil && strconv.FormatUint(n, 10) == digits
}

// find returns the way from t to its field called name, by way of embedded
// fields. A field that is not exported may be one of the package of the
// function, or of that of the type.
func (b *binder) find(t types.Type, name string) ([]int, bool) {
	pkgs := []*types.Package{b.fn.Pkg()}
	if n := Named(t); n != nil {
		pkgs = append(pkgs, n.Obj().Pkg())
	}
	for _, pkg := range pkgs {
		obj, path, _ := types.LookupFieldOrMethod(t, true, pkg, name)
		if _, ok := obj.(*types.Var); ok {
			return path, true
		}
	}
	return nil, false
}

// field returns field i of x, or of what x points to.
func (b *binder) field(x place, i int) place {
	if isIndirect(x.typ) {
		x = b.value(x)
		x.addr = true
	}
	t := Deref(x.typ)
	f := structOf(t).Field(i)
	y := place{
		term: b.table.Make(lock.Field, lock.FieldName{Name: f.Name(), Index: i}, x.term, lock.Term{}),
		typ:  f.Type(),
		addr: x.addr,
	}
	if !types.IsInterface(f.Type()) {
		y.class = lock.Class{Type: LockType(f.Type()), Owner: TypeKey(t), Field: f.Name()}
	}
	return y
}

// value returns the value of x.
func (b *binder) value(x place) place {
	if x.addr {
		x.term = b.load(x.term)
		x.addr = false
		x.class.Global = lock.Global{} // the variable is not the lock, but holds it
	}
	return x
}

func (b *binder) load(t lock.Term) lock.Term { return b.table.Make(lock.Load, nil, t, lock.Term{}) }

// self returns what is the receiver when x is locked by its method acquire: the
// address, or the value if that is a pointer, or if the method takes it.
func (b *binder) self(x place, acquire string) place {
	byValue := hasValueReceiver(x.typ, acquire)
	switch {
	case isIndirect(x.typ) && byValue:
		x.term = b.load(b.value(x).term)
		x.class = lock.Class{Type: x.class.Type}
	case isIndirect(x.typ), types.IsInterface(x.typ), byValue:
		x = b.value(x)
	}
	return x
}

// hasValueReceiver reports whether the method of t called name has a receiver
// that is neither a pointer nor an interface.
func hasValueReceiver(t types.Type, name string) bool {
	if name == "" || types.IsInterface(t) {
		return false
	}
	m := methodsOf(t).find(name)
	return m != nil && !isIndirect(m.Signature().Recv().Type()) && !types.IsInterface(m.Signature().Recv().Type())
}

// isIndirect reports whether a value of type t is a pointer.
func isIndirect(t types.Type) bool { _, ok := t.Underlying().(*types.Pointer); return ok }
