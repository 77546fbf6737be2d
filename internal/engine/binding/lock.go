package binding

// The lock that a declaration names, and its key.

import (
	"fmt"
	"go/types"
	"slices"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// A boundLock is the lock that a declaration names.
type boundLock struct {
	addr, key     summary.Path
	class         lock.Class
	acquire, free string // the methods of its type, "" if it has none
	keys          []int  // the parameters in the key, the receiver not counted
}

func (l *boundLock) isSync() bool { return lexicon.IsSync(l.class.Type) }

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
	l.acquire, l.free = lexicon.PairOf(p.typ, mode)
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
