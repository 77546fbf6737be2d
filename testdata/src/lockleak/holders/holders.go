// Package holders holds the places where a mutex can live.
package holders

import (
	"errors"
	"sync"
)

var errEmpty = errors.New("empty")

type inner struct {
	mu sync.Mutex
	n  int
}

type outer struct {
	in    inner
	ptr   *inner
	mu    *sync.Mutex
	rw    sync.Locker
	inode *inner
	opts  struct {
		mu sync.Mutex
		m  map[string]string
	}
}

// PointerOk has its mutex behind a pointer.
func (o *outer) PointerOk(f func() error) error {
	o.mu.Lock()
	if err := f(); err != nil {
		o.mu.Unlock()
		return err
	}
	o.mu.Unlock()
	return nil
}

// PointerBad lacks one line of PointerOk.
func (o *outer) PointerBad(f func() error) error {
	o.mu.Lock() // want `lockleak: o\.mu\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	o.mu.Unlock()
	return nil
}

// InterfaceOk has an interface in a field.
func (o *outer) InterfaceOk(f func() error) error {
	o.rw.Lock()
	err := f()
	o.rw.Unlock()
	return err
}

// InterfaceBad returns between the two calls of InterfaceOk.
func (o *outer) InterfaceBad(f func() error) error {
	o.rw.Lock() // want `lockleak: o\.rw\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	o.rw.Unlock()
	return nil
}

// NestedOk has a longer path.
func (o *outer) NestedOk() {
	o.in.mu.Lock()
	o.in.n++
	o.in.mu.Unlock()
	o.ptr.mu.Lock()
	o.ptr.n++
	o.ptr.mu.Unlock()
}

// NestedBad leaves one of the two paths of NestedOk.
func (o *outer) NestedBad() {
	o.in.mu.Lock()
	o.in.n++
	o.in.mu.Unlock()
	o.ptr.mu.Lock() // want `lockleak: o\.ptr\.mu\.Lock\(\) .* returns`
	if o.ptr.n == 0 {
		return
	}
	o.ptr.n++
	o.ptr.mu.Unlock()
}

// AnonymousOk has its mutex in a field of anonymous struct type.
func (o *outer) AnonymousOk(k string) string {
	o.opts.mu.Lock()
	defer o.opts.mu.Unlock()
	return o.opts.m[k]
}

// AnonymousBad returns what it found in AnonymousOk's map.
func (o *outer) AnonymousBad(k string) string {
	o.opts.mu.Lock() // want `lockleak: o\.opts\.mu\.Lock\(\) .* returns`
	if v, ok := o.opts.m[k]; ok {
		return v
	}
	o.opts.m[k] = k
	o.opts.mu.Unlock()
	return k
}

// AliasOk names the same mutex in two ways.
func (o *outer) AliasOk() {
	mu := &o.in.mu
	mu.Lock()
	o.in.n++
	o.in.mu.Unlock()
}

// AliasBad returns before it releases under the other name.
func (o *outer) AliasBad() {
	mu := &o.in.mu
	mu.Lock() // want `lockleak: mu\.Lock\(\) .* returns`
	if o.in.n == 0 {
		return
	}
	o.in.n++
	o.in.mu.Unlock()
}

// CopyOk copies the pointer, not the mutex.
func (o *outer) CopyOk() {
	p := o
	p.in.mu.Lock()
	o.in.n++
	o.in.mu.Unlock()
}

// DetachedOk drops the pointer from its owner inside the section.
func (o *outer) DetachedOk() {
	p := o.ptr
	p.mu.Lock()
	o.ptr = nil
	p.n = 0
	p.mu.Unlock()
}

// DetachedBad drops the pointer from its owner and forgets what it entered.
func (o *outer) DetachedBad() {
	p := o.ptr
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* returns`
	if p.n == 0 {
		o.ptr = nil
		return
	}
	p.n = 0
	p.mu.Unlock()
}

// OtherPathOk enters and leaves the same inode by paths that do not look the same.
func OtherPathOk(i *inner, o *outer) {
	i.mu.Lock()
	defer o.inode.mu.Unlock()
	i.n++
}

// A generic box.
type box[T any] struct {
	mu   sync.Mutex
	v    T
	full bool
}

// GenericOk is a method of a generic type.
func (b *box[T]) GenericOk(v T) error {
	b.mu.Lock()
	if b.full {
		b.mu.Unlock()
		return errEmpty
	}
	b.v, b.full = v, true
	b.mu.Unlock()
	return nil
}

// GenericBad lacks one line of GenericOk.
func (b *box[T]) GenericBad(v T) error {
	b.mu.Lock() // want `lockleak: b\.mu\.Lock\(\) .* returns`
	if b.full {
		return errEmpty
	}
	b.v, b.full = v, true
	b.mu.Unlock()
	return nil
}

// UseOk instantiates the generic code of this file.
func UseOk() error {
	var ints box[int]
	var texts box[string]
	return errors.Join(ints.GenericOk(1), texts.GenericOk("a"), GuardOk(&ints.mu, UseOk))
}

// GuardOk is a function over any type with the two methods.
func GuardOk[L sync.Locker](l L, f func() error) error {
	l.Lock()
	if err := f(); err != nil {
		l.Unlock()
		return err
	}
	l.Unlock()
	return nil
}

// GuardBad lacks one line of GuardOk.
func GuardBad[L sync.Locker](l L, f func() error) error {
	l.Lock() // want `lockleak: l\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	l.Unlock()
	return nil
}

// GuardUseOk instantiates GuardBad, which is reported once and not here.
func GuardUseOk(mu *sync.Mutex, rw *sync.RWMutex, f func() error) error {
	return errors.Join(GuardBad(mu, f), GuardBad(rw, f))
}

// ReadOk is a function over types that have a pair of reader methods.
func ReadOk[L interface {
	RLock()
	RUnlock()
}](l L, f func() error) error {
	l.RLock()
	defer l.RUnlock()
	return f()
}

// ReadBad defers behind the work, unlike ReadOk.
func ReadBad[L interface {
	RLock()
	RUnlock()
}](l L, f func() error) error {
	l.RLock() // want `lockleak: l\.RLock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	l.RUnlock()
	return nil
}

// LocalOk has a local mutex.
func LocalOk(f func() error) error {
	var mu sync.Mutex
	mu.Lock()
	if err := f(); err != nil {
		mu.Unlock()
		return err
	}
	mu.Unlock()
	return nil
}

// LocalBad lends a local mutex to a goroutine and then forgets it.
func LocalBad(f func() error, n *int) error {
	var mu sync.Mutex
	go func() {
		mu.Lock()
		*n++
		mu.Unlock()
	}()
	mu.Lock() // want `lockleak: mu\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	mu.Unlock()
	return nil
}

// NewOk builds its value under its own mutex.
func NewOk(f func(*inner) error) (*inner, error) {
	in := &inner{}
	in.mu.Lock()
	defer in.mu.Unlock()
	if err := f(in); err != nil {
		return nil, err
	}
	return in, nil
}

// NewBad drops the value it was building, which f may have shared.
func NewBad(f func(*inner) error) (*inner, error) {
	in := &inner{}
	in.mu.Lock() // want `lockleak: in\.mu\.Lock\(\) .* returns`
	if err := f(in); err != nil {
		return nil, err
	}
	in.mu.Unlock()
	return in, nil
}

var (
	globalMu sync.Mutex
	globalN  int
)

// GlobalOk releases a global on both exits.
func GlobalOk(n int) {
	globalMu.Lock()
	if globalN > n {
		globalMu.Unlock()
		return
	}
	globalN = n
	globalMu.Unlock()
}

// GlobalBad lacks one line of GlobalOk.
func GlobalBad(n int) {
	globalMu.Lock() // want `lockleak: globalMu\.Lock\(\) .* returns`
	if globalN > n {
		return
	}
	globalN = n
	globalMu.Unlock()
}

// ParameterOk gets a pointer to a mutex.
func ParameterOk(mu *sync.RWMutex, n *int) int {
	mu.RLock()
	v := *n
	mu.RUnlock()
	return v
}

// ParameterBad returns early from the section of ParameterOk.
func ParameterBad(mu *sync.RWMutex, n *int) int {
	mu.RLock() // want `lockleak: mu\.RLock\(\) .* returns`
	if n == nil {
		return 0
	}
	v := *n
	mu.RUnlock()
	return v
}

// CapturedOk releases a captured variable on both exits of its closure.
func CapturedOk(mu *sync.Mutex, n *int) func(int) {
	return func(d int) {
		mu.Lock()
		if d == 0 {
			mu.Unlock()
			return
		}
		*n += d
		mu.Unlock()
	}
}

// CapturedBad lacks one line of CapturedOk.
func CapturedBad(mu *sync.Mutex, n *int) func(int) {
	return func(d int) {
		mu.Lock() // want `lockleak: mu\.Lock\(\) .* returns`
		if d == 0 {
			return
		}
		*n += d
		mu.Unlock()
	}
}

// A backend hands out the locker of its transaction.
type backend interface{ Tx() sync.Locker }

// GetterOk calls the same getter twice.
func GetterOk(b backend, f func() error) error {
	b.Tx().Lock()
	defer b.Tx().Unlock()
	return f()
}

// GetterByHandOk calls the same getter for each operation.
func GetterByHandOk(b backend, f func() error) error {
	b.Tx().Lock()
	if err := f(); err != nil {
		b.Tx().Unlock()
		return err
	}
	b.Tx().Unlock()
	return nil
}

// GetterBad lacks one line of GetterByHandOk.
func GetterBad(b backend, f func() error) error {
	b.Tx().Lock() // want `lockleak: b\.Tx\(\)\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	b.Tx().Unlock()
	return nil
}

// ResultBad keeps the result of the getter in a variable.
func ResultBad(b backend, f func() error) error {
	tx := b.Tx()
	tx.Lock() // want `lockleak: tx\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	tx.Unlock()
	return nil
}
