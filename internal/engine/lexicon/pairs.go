package lexicon

import (
	"go/types"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A form is a way to spell a pair of methods: a method whose name is
// prefix + acquire + suffix takes the lock that prefix + release + suffix
// releases. Prefix and suffix are any words, the same in both names.
type form struct {
	acquire, release string
	mode             lock.Mode
	try              bool
}

// forms returns the forms in the table name: the names, the mode, and whether the
// acquire blocks or tries.
func (r *reader) forms(name string) []form {
	var forms []form
	for _, row := range r.rows(name, 4) {
		f := form{acquire: row.fields[0], release: row.fields[1]}
		mode, call := row.fields[2], row.fields[3]
		switch mode {
		case "shared":
			f.mode = lock.Shared
		case "exclusive":
			f.mode = lock.Exclusive
		default:
			r.fail("table %s: %s is no mode", name, mode)
		}
		switch call {
		case "tries":
			f.try = true
		case "blocks":
		default:
			r.fail("table %s: %s is not how to acquire", name, call)
		}
		if slices.ContainsFunc(forms, func(x form) bool { return x.acquire == f.acquire && x.release == f.release }) {
			r.fail("table %s: %s and %s are there twice", name, f.acquire, f.release)
		}
		forms = append(forms, f)
	}
	return forms
}

// An affix is what stands before or after the names of a form.
type affix struct{ where, text string }

func (r *reader) affixes(name string) []affix {
	var affixes []affix
	for _, row := range r.rows(name, 2) {
		a := affix{row.fields[0], row.fields[1]}
		switch a.where {
		case "prefix", "suffix", "whole":
		default:
			r.fail("table %s: %s is no place", name, a.where)
		}
		affixes = append(affixes, a)
	}
	return affixes
}

// is reports whether the rest of a method's name has the affix.
func (a affix) is(prefix, suffix string) bool {
	switch a.where {
	case "prefix":
		return strings.HasSuffix(prefix, a.text)
	case "suffix":
		return strings.HasPrefix(suffix, a.text)
	}
	return suffix == a.text
}

// sharedAffix reports whether the rest of a method's name says that it takes
// the lock in shared mode.
func sharedAffix(prefix, suffix string) bool {
	return slices.ContainsFunc(known().sharedAffixes, func(a affix) bool { return a.is(prefix, suffix) })
}

// A Method is what a lock type's method does.
type Method struct {
	Effect lock.Effect
	Mode   lock.Mode
	Both   bool // a release of holds of either mode
	Result Result
	Try    bool
	Keys   []int  // the parameters that are the key
	Weight bool   // the key is how much of a budget is taken
	Peer   string // the method that undoes it
}

// A Result says under which results of the call an acquire holds: the bool is
// true, the error is nil, the handle is not nil. Each is the index of the
// result, -1 if there is none that says so.
type Result struct {
	True, NoError int
	Handle        int // the value that releases, a function or a guard
}

// Always is the result of an acquire that holds in any case.
var Always = Result{-1, -1, -1}

// IsConditional reports whether an acquire with these results may not hold.
func (r Result) IsConditional() bool { return r.True >= 0 || r.NoError >= 0 }

// MayOperate reports whether a function of this name can be a lock operation at
// all. It is quick, and right for most names, which are others.
func MayOperate(name string) bool {
	return strings.Contains(name, "ock") || strings.Contains(name, "cquire") || strings.Contains(name, "elease") ||
		known().downgrades[name]
}

// IsOperation reports whether a function of this name is a lock operation where its
// type, its signature, and what else there is allow it: [LookupMethod],
// [LookupFunc] and [LookupHandle] know no others.
func IsOperation(name string) bool {
	if !MayOperate(name) {
		return false
	}
	for _, f := range known().pairs {
		_, _, acquires := split(name, f.acquire)
		_, _, releases := split(name, f.release)
		if acquires || releases {
			return true
		}
	}
	return known().downgrades[name] || acquiresByName(name)
}

// LookupMethod returns what the method m of the type recv does to the lock
// that recv is, and whether it is a lock operation at all. The decision rests
// on names and signatures: m and its counterpart must both be in recv's method
// set and agree on the key.
func LookupMethod(recv types.Type, m *types.Func) (Method, bool) {
	ms := methodsOf(recv)
	sig := m.Signature()
	name := m.Name()
	if known().downgrades[name] && sig.Params().Len() == 0 && ms.find("RUnlock") != nil && ms.find("Unlock") != nil {
		return Method{Effect: lock.Downgrade, Result: Always}, true
	}
	for _, f := range known().pairs {
		if pre, suf, ok := split(name, f.acquire); ok {
			if peer := ms.find(pre + f.release + suf); peer != nil {
				if op, ok := acquire(f, pre, suf, sig, peer.Signature()); ok {
					op.Peer = peer.Name()
					return op, true
				}
			}
		}
	}
	return lookupRelease(ms, name, sig)
}

// lookupRelease returns what a method does that is no acquire. A release that
// serves both modes belongs to the exclusive acquire.
func lookupRelease(ms methods, name string, sig *types.Signature) (Method, bool) {
	for _, mode := range []lock.Mode{lock.Exclusive, lock.Shared} {
		for _, f := range known().pairs {
			pre, suf, ok := split(name, f.release)
			if !ok || f.mode != mode {
				continue
			}
			peer := ms.find(pre + f.acquire + suf)
			if peer == nil {
				continue
			}
			op, ok := acquire(f, pre, suf, peer.Signature(), sig)
			if !ok {
				continue
			}
			op.Effect, op.Result, op.Try = lock.Release, Always, false
			op.Keys = keyParams(sig)
			op.Peer = peer.Name()
			op.Both = !strings.HasPrefix(strings.ToLower(f.release), "r") && ms.find(pre+"R"+f.release+suf) == nil ||
				strings.HasPrefix(strings.ToLower(f.release), "re")
			return op, true
		}
	}
	return Method{}, false
}

// PairOf returns the methods that acquire and release a lock of type t in a mode,
// by the names of package sync; "" if it has none.
func PairOf(t types.Type, mode lock.Mode) (acquire, release string) {
	ms := methodsOf(t)
	for _, f := range known().declaredPairs {
		if f.mode == mode && ms.find(f.acquire) != nil && ms.find(f.release) != nil {
			return f.acquire, f.release
		}
	}
	return "", ""
}

// split reports whether name is prefix + stem + suffix, where the stem is a
// word of its own.
func split(name, stem string) (prefix, suffix string, ok bool) {
	i := strings.Index(name, stem)
	if i < 0 {
		return "", "", false
	}
	prefix, suffix = name[:i], name[i+len(stem):]
	if suffix != "" && suffix[0] >= 'a' && suffix[0] <= 'z' {
		return "", "", false // Locker, Locked, Release
	}
	if prefix != "" && stem[0] >= 'a' && stem[0] <= 'z' {
		return "", "", false // block, unlock
	}
	switch last := strings.ToLower(prefix); {
	case strings.HasSuffix(last, "un"), strings.HasSuffix(prefix, "R"), strings.HasSuffix(last, "try"):
		return "", "", false
	}
	return prefix, suffix, true
}

// acquire judges the signatures of a pair.
func acquire(f form, prefix, suffix string, acq, rel *types.Signature) (Method, bool) {
	result, ok := resultOf(acq, f.try)
	if !ok || !releaseResults(rel) || acq.Variadic() || rel.Variadic() {
		return Method{}, false
	}
	ka, kr := keyParams(acq), keyParams(rel)
	if len(kr) > 0 && !sameParams(acq, ka, rel, kr) {
		return Method{}, false // Unlock(account, password)
	}
	if len(kr) == 0 && len(ka) > 0 {
		if !arePlain(acq, ka) || !result.IsConditional() {
			return Method{}, false // Lock(request)
		}
		ka = nil // Lock(dir): not a key, since the lock is released as a whole
	}
	op := Method{Effect: lock.Acquire, Mode: f.mode, Result: result, Try: f.try, Keys: ka}
	if len(ka) == 1 && strings.EqualFold(f.release, "release") {
		b, ok := acq.Params().At(ka[0]).Type().Underlying().(*types.Basic)
		op.Weight = ok && b.Info()&types.IsInteger != 0
	}
	if sharedAffix(prefix, suffix) {
		op.Mode = lock.Shared
	}
	return op, true
}

// arePlain reports whether the parameters are values of basic types.
func arePlain(sig *types.Signature, params []int) bool {
	for _, i := range params {
		b, ok := sig.Params().At(i).Type().Underlying().(*types.Basic)
		if !ok || b.Kind() == types.UnsafePointer {
			return false
		}
	}
	return true
}

// resultOf returns under which result an acquire of this signature holds.
func resultOf(sig *types.Signature, try bool) (Result, bool) {
	res := sig.Results()
	switch res.Len() {
	case 0:
		return Always, !try
	case 1:
		if IsBool(res.At(0).Type()) {
			return Result{0, -1, -1}, true
		}
		if IsError(res.At(0).Type()) {
			return Result{-1, 0, -1}, true
		}
	case 2:
		switch a, b := res.At(0).Type(), res.At(1).Type(); {
		case IsBool(a) && IsError(b):
			return Result{0, 1, -1}, true
		case IsBool(b): // and a value
			return Result{1, -1, -1}, true
		case IsError(b) && !isResponse(a):
			return Result{-1, 1, -1}, true
		}
	}
	return Always, false
}

// isResponse reports whether t is what remote calls answer with: a pointer to
// a structure.
func isResponse(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	_, ok = p.Elem().Underlying().(*types.Struct)
	return ok
}

// releaseResults reports whether a release may have the results of sig: none,
// or one that says whether it worked.
func releaseResults(sig *types.Signature) bool {
	switch sig.Results().Len() {
	case 0:
		return true
	case 1:
		t := sig.Results().At(0).Type()
		return IsError(t) || IsBool(t)
	}
	return false
}

// keyParams returns the parameters that can be a key: all but contexts and
// durations.
func keyParams(sig *types.Signature) []int {
	var keys []int
	for i := range sig.Params().Len() {
		t := sig.Params().At(i).Type()
		if known().noKeys[TypeName(t)] && !isPointer(t) {
			continue
		}
		keys = append(keys, i)
	}
	return keys
}

func sameParams(a *types.Signature, ka []int, b *types.Signature, kb []int) bool {
	if len(ka) != len(kb) {
		return false
	}
	for i := range ka {
		if !types.Identical(a.Params().At(ka[i]).Type(), b.Params().At(kb[i]).Type()) {
			return false
		}
	}
	return true
}
