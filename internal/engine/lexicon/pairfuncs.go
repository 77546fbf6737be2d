package lexicon

import (
	"go/types"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// LookupFunc returns what the function fn does to a table of locks that it and
// its counterpart are, as in tryLock(name) and unlock(name), and whether it is
// one of such a pair. Both must be of one package and agree on a key of basic
// types: with a pointer, that would be the lock.
func LookupFunc(fn *types.Func) (Method, bool) {
	sig := fn.Signature()
	if fn.Pkg() == nil || sig.Recv() != nil || sig.Params().Len() == 0 || !arePlain(sig, keyParams(sig)) {
		return Method{}, false
	}
	find := func(name string) *types.Func {
		f, _ := fn.Pkg().Scope().Lookup(name).(*types.Func)
		return f
	}
	for _, f := range known().pairs {
		if pre, suf, ok := split(fn.Name(), f.acquire); ok {
			if peer := find(pre + f.release + suf); peer != nil {
				if op, ok := acquire(f, pre, suf, sig, peer.Signature()); ok && len(op.Keys) > 0 && !op.Weight {
					op.Peer = peer.Name()
					return op, true
				}
			}
		}
		if pre, suf, ok := split(fn.Name(), f.release); ok {
			if peer := find(pre + f.acquire + suf); peer != nil {
				if op, ok := acquire(f, pre, suf, peer.Signature(), sig); ok && len(op.Keys) > 0 && !op.Weight {
					return Method{Effect: lock.Release, Mode: op.Mode, Both: true, Result: Always, Keys: keyParams(sig), Peer: peer.Name()}, true
				}
			}
		}
	}
	return Method{}, false
}
