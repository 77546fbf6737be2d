package contracts

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

var errFrozen = errors.New("frozen")

type ledger struct {
	mu      sync.Mutex
	rw      sync.RWMutex
	cond    *sync.Cond
	shared  bool
	sealed  bool
	entries []string
	parent  *ledger
	hold    *ticket
	readers int
	n       int
	bank    *bank
	file    io.Closer
}

// prepare has the ledger if it returns no error, as its defer sees to.
func (l *ledger) prepare() (err error) {
	l.mu.Lock()
	defer func() {
		if err != nil {
			l.mu.Unlock()
		}
	}()
	if l.sealed {
		return errFrozen
	}
	return l.read()
}

func (l *ledger) read() error {
	if l.n < 0 {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// PrepareOk relies on that.
func (l *ledger) PrepareOk() error {
	if err := l.prepare(); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	defer l.mu.Unlock()
	return l.read()
}

// PrepareBad does not give it back where it cannot read.
func (l *ledger) PrepareBad() error {
	if err := l.prepare(); err != nil { // want `lockleak: l\.prepare\(\) .* returns`
		return fmt.Errorf("prepare: %w", err)
	}
	if err := l.read(); err != nil {
		return err
	}
	l.mu.Unlock()
	return nil
}

// EndOfFileOk returns an error of another package, behind a defer that asks for one.
func (l *ledger) EndOfFileOk() (err error) {
	l.rw.RLock()
	defer func() {
		if err != nil {
			l.rw.RUnlock()
		}
	}()
	if len(l.entries) == 0 {
		return io.EOF
	}
	return nil
}

// row returns an entry's ledger, taken; nil without an error says that there is none.
func (l *ledger) row(i int) (*ledger, error) {
	if l.sealed {
		return nil, errFrozen
	}
	if i >= len(l.entries) {
		return nil, nil
	}
	p := l.parent
	p.mu.Lock()
	return p, nil
}

// RowOk asks for both.
func (l *ledger) RowOk(i int) error {
	p, err := l.row(i)
	if err != nil {
		return err
	}
	if p == nil {
		return nil
	}
	p.n++
	p.mu.Unlock()
	return nil
}

// RowBad asks for both, and for a third thing.
func (l *ledger) RowBad(i int) error {
	p, err := l.row(i) // want `lockleak: l\.row\(i\) .* returns`
	if err != nil {
		return err
	}
	if p == nil {
		return nil
	}
	if p.n > 3 {
		return errFrozen
	}
	p.mu.Unlock()
	return nil
}

// in takes the ledger as a writer or as a reader.
func (l *ledger) in(write bool) {
	if write {
		l.rw.Lock()
	} else {
		l.rw.RLock()
	}
}

// out gives it back.
func (l *ledger) out(write bool) {
	if write {
		l.rw.Unlock()
	} else {
		l.rw.RUnlock()
	}
}

// InOk passes the same.
func (l *ledger) InOk(write bool, f func() error) error {
	l.in(write)
	if err := f(); err != nil {
		l.out(write)
		return err
	}
	l.out(write)
	return nil
}

// InComputedOk computes it.
func (l *ledger) InComputedOk(n int, f func() error) error {
	write := n > 0 || l.shared
	l.in(write)
	defer l.out(write)
	if write {
		l.n = n
	}
	return f()
}

// InReadOk ends by itself what it knows to be reading.
func (l *ledger) InReadOk() int {
	l.in(false)
	n := l.n
	l.rw.RUnlock()
	return n
}

// InBad gets the mode wrong at one exit.
func (l *ledger) InBad(f func() error) error {
	l.in(true)
	if err := f(); err != nil {
		l.out(false) // want `badunlock: l\.out\(false\) releases l\.rw in the mode in which it is not held`
		return err
	}
	l.out(true)
	return nil
}

// InReturnBad returns between the two.
func (l *ledger) InReturnBad(write bool, f func() error) error {
	l.in(write) // want `lockleak: l\.in\(write\) .* returns`
	if err := f(); err != nil {
		return err
	}
	l.out(write)
	return nil
}

// toWriter makes a reader a writer.
func (l *ledger) toWriter() {
	l.rw.RUnlock()
	l.rw.Lock()
}

// UpgradeOk ends as a writer.
func (l *ledger) UpgradeOk() {
	l.rw.RLock()
	if l.n > 0 {
		l.rw.RUnlock()
		return
	}
	l.toWriter()
	l.n++
	l.rw.Unlock()
}

// UpgradeBad does not end at all where it is sealed.
func (l *ledger) UpgradeBad() bool {
	l.rw.RLock() // want `lockleak: l\.rw\.RLock\(\) .* returns`
	if l.n > 0 {
		l.rw.RUnlock()
		return false
	}
	l.toWriter()
	if l.sealed {
		return false
	}
	l.rw.Unlock()
	return true
}

// maybe takes the ledger if there is more than one user of it.
func (l *ledger) maybe() {
	if l.shared {
		l.mu.Lock()
	}
}

func (l *ledger) maybeNot() {
	if l.shared {
		l.mu.Unlock()
	}
}

// MaybeOk calls both.
func (l *ledger) MaybeOk(f func() error) error {
	l.maybe()
	if err := f(); err != nil {
		l.maybeNot()
		return err
	}
	l.maybeNot()
	return nil
}

// MaybeFieldOk asks the field by itself at the end.
func (l *ledger) MaybeFieldOk() {
	l.maybe()
	l.n++
	if l.shared {
		l.mu.Unlock()
	}
}

// A ticket is worth a ledger.
type ticket struct {
	l     *ledger
	spent bool
}

// buy returns a ticket.
func (l *ledger) buy() (*ticket, error) {
	l.mu.Lock()
	if l.sealed {
		l.mu.Unlock()
		return nil, errFrozen
	}
	return &ticket{l: l}, nil
}

// spend gives the ledger back, once.
func (t *ticket) spend() {
	if !t.spent {
		t.spent = true
		t.l.mu.Unlock()
	}
}

// use adds an entry, and spends the ticket.
func (t *ticket) use(entry string) error {
	if t.spent {
		return errClosed
	}
	t.l.entries = append(t.l.entries, entry)
	t.spend()
	return nil
}

// TicketOk spends it in any case, also if it has been used.
func (l *ledger) TicketOk(entry string) error {
	t, err := l.buy()
	if err != nil {
		return err
	}
	defer t.spend()
	if entry == "" {
		return errEmpty
	}
	return t.use(entry)
}

// TicketHandOk spends or uses it.
func (l *ledger) TicketHandOk(entry string) error {
	t, err := l.buy()
	if err != nil {
		return err
	}
	if entry == "" {
		t.spend()
		return errEmpty
	}
	return t.use(entry)
}

// TicketBad does neither at one exit.
func (l *ledger) TicketBad(entry string) error {
	t, err := l.buy() // want `lostunlock: .*l\.buy\(\) .* returns`
	if err != nil {
		return err
	}
	if entry == "" {
		return errEmpty
	}
	return t.use(entry)
}

// TicketFieldOk keeps the ticket.
func (l *ledger) TicketFieldOk() error {
	t, err := l.buy()
	if err != nil {
		return err
	}
	l.hold = t
	return nil
}

// TicketCompositeOk keeps it in something else, which is returned.
func (l *ledger) TicketCompositeOk() (io.Closer, error) {
	t, err := l.buy()
	if err != nil {
		return nil, err
	}
	return &stub{ticket: t}, nil
}

// TicketCompositeBad does so if there is a name.
func (l *ledger) TicketCompositeBad(name string) (io.Closer, error) {
	t, err := l.buy() // want `lostunlock: .*l\.buy\(\) .* returns`
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, errEmpty
	}
	return &stub{ticket: t, name: name}, nil
}

// A stub has a ticket, which it spends.
type stub struct {
	*ticket
	name string
}

// Close spends it.
func (s *stub) Close() error {
	s.spend()
	return nil
}

// StubOk closes what has the ticket.
func (l *ledger) StubOk() error {
	c, err := l.TicketCompositeOk()
	if err != nil {
		return err
	}
	return c.Close()
}

// FileOk has a lock and a file, and one function to give up both.
func (l *ledger) FileOk(name string) (err error) {
	l.mu.Lock()
	f, err := os.Open(name)
	if err != nil {
		l.mu.Unlock()
		return err
	}
	defer l.both(f)
	_, err = io.Copy(io.Discard, f)
	return err
}

func (l *ledger) both(c io.Closer) {
	c.Close()
	l.mu.Unlock()
}

// FileKeptOk has the file given up by others.
func (l *ledger) FileKeptOk(name string) error {
	l.mu.Lock()
	f, err := os.Open(name)
	if err != nil {
		l.mu.Unlock()
		return err
	}
	l.file = closeFunc(func() error {
		defer l.mu.Unlock()
		return f.Close()
	})
	return nil
}

type closeFunc func() error

// Close calls it.
func (f closeFunc) Close() error { return f() }

// SwapOk takes one ledger after the other, up to the first.
func (l *ledger) SwapOk() *ledger {
	l.mu.Lock()
	for l.parent != nil {
		p := l.parent
		p.mu.Lock()
		l.mu.Unlock()
		l = p
	}
	l.n++
	l.mu.Unlock()
	return l
}

// firstReader takes the ledger for all readers.
func (l *ledger) firstReader() {
	l.mu.Lock()
	l.readers++
	if l.readers == 1 {
		l.rw.Lock()
	}
	l.mu.Unlock()
}

// lastReader gives it back for them.
func (l *ledger) lastReader() {
	l.mu.Lock()
	l.readers--
	if l.readers == 0 {
		l.rw.Unlock()
	}
	l.mu.Unlock()
}

// ReaderOk is one of them.
func (l *ledger) ReaderOk(f func() error) error {
	l.firstReader()
	defer l.lastReader()
	return f()
}

// waitOpen needs the ledger, and has it at the end, unless the context is done.
func (l *ledger) waitOpen(ctx context.Context) error {
	for l.sealed {
		if err := ctx.Err(); err != nil {
			l.mu.Unlock()
			return err
		}
		l.cond.Wait()
	}
	return nil
}

// WaitOpenOk has the ledger where there is no error.
func (l *ledger) WaitOpenOk(ctx context.Context) error {
	l.mu.Lock()
	if err := l.waitOpen(ctx); err != nil {
		return err
	}
	l.n++
	l.mu.Unlock()
	return nil
}

// WaitOpenBad has it, and returns.
func (l *ledger) WaitOpenBad(ctx context.Context) error {
	l.mu.Lock() // want `lockleak: l\.mu\.Lock\(\) .* returns`
	if err := l.waitOpen(ctx); err != nil {
		return err
	}
	if l.n == 0 {
		return errEmpty
	}
	l.mu.Unlock()
	return nil
}

// chain takes the bank of the ledger behind the ledger, or nothing.
func (l *ledger) chain() bool {
	l.mu.Lock()
	if l.bank == nil || l.bank.come() != nil {
		l.mu.Unlock()
		return false
	}
	return true
}

// ChainOk gives both back.
func (l *ledger) ChainOk() bool {
	if !l.chain() {
		return false
	}
	l.bank.leave()
	l.mu.Unlock()
	return true
}

// ChainBad gives one of them back.
func (l *ledger) ChainBad() bool {
	if !l.chain() { // want `lockleak: l\.chain\(\) .* returns`
		return false
	}
	l.bank.leave()
	if l.sealed {
		return false
	}
	l.mu.Unlock()
	return true
}

// NilAtLastOk forgets what it has called.
func (l *ledger) NilAtLastOk(f func() bool) {
	end := l.bank.reserve()
	defer func() {
		if end != nil {
			end()
		}
	}()
	if f() {
		end()
		end = nil
	}
}

// FlagOk remembers in a variable what is to be done.
func (l *ledger) FlagOk(f func() error) error {
	l.mu.Lock()
	mine := true
	release := func() {
		if mine {
			mine = false
			l.mu.Unlock()
		}
	}
	defer release()
	if err := f(); err != nil {
		return err
	}
	release()
	return f()
}

// eachSection runs fn with and without the ledger in turn.
func (l *ledger) eachSection(fn func(string) error) error {
	l.mu.Lock()
	for _, e := range l.entries {
		l.mu.Unlock()
		err := fn(e)
		l.mu.Lock()
		if err != nil {
			l.mu.Unlock()
			return err
		}
	}
	l.mu.Unlock()
	return nil
}

// SectionsOk gives it a function that takes the ledger itself.
func (l *ledger) SectionsOk() error {
	return l.eachSection(func(string) error {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.n++
		return nil
	})
}
