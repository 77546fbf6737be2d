// Package top reaches the types of package low by the values that package mid
// returns: it does not import low.
package top

import (
	"context"
	"errors"

	"fixtures/mid"
)

var errEmpty = errors.New("empty")

type server struct {
	engine *mid.Engine
	closed bool
	n      int
}

// StoreOk calls methods of a type that it cannot name.
func (s *server) StoreOk(key string) error {
	st := s.engine.Main()
	st.Start()
	if err := st.PutLocked(key, 1); err != nil {
		return st.Finish(err)
	}
	st.End()
	return nil
}

// StoreBad lacks the end where it cannot put.
func (s *server) StoreBad(key string) error {
	st := s.engine.Main()
	st.Start() // want `lockleak: st\.Start\(\) .* returns`
	if err := st.PutLocked(key, 1); err != nil {
		return err
	}
	st.End()
	return nil
}

// GetterOk asks for the store each time.
func (s *server) GetterOk(key string) error {
	s.engine.Main().Start()
	err := s.engine.Main().PutLocked(key, 1)
	s.engine.Main().End()
	return err
}

// GetterBad asks each time, and forgets it once.
func (s *server) GetterBad(key string) error {
	s.engine.Main().Start() // want `lockleak: s\.engine\.Main\(\)\.Start\(\) .* returns`
	if s.closed {
		return errEmpty
	}
	err := s.engine.Main().PutLocked(key, 1)
	s.engine.Main().End()
	return err
}

// MixedOk opens by the engine, and ends by the store.
func (s *server) MixedOk(key string) error {
	if err := s.engine.Open(); err != nil {
		return err
	}
	if err := s.engine.Main().PutLocked(key, 1); err != nil {
		return s.engine.Main().Finish(err)
	}
	s.engine.Shut()
	return nil
}

// OpenOk has three ways to give the store back.
func (s *server) OpenOk(key string) error {
	if err := s.engine.Open(); err != nil {
		return err
	}
	if key == "" {
		return s.engine.Fail(errEmpty)
	}
	if s.closed {
		s.engine.Shut()
		return nil
	}
	s.n++
	s.engine.Shut()
	return nil
}

// OpenBad has one way too few.
func (s *server) OpenBad(key string) error {
	if err := s.engine.Open(); err != nil { // want `lockleak: s\.engine\.Open\(\) .* returns`
		return err
	}
	if key == "" {
		return s.engine.Fail(errEmpty)
	}
	if s.closed {
		return nil
	}
	s.n++
	s.engine.Shut()
	return nil
}

// NamedOk defers the end of what it was given.
func (s *server) NamedOk(name, key string) error {
	st, err := s.engine.OpenNamed(name)
	if err != nil {
		return err
	}
	defer st.End()
	return st.PutLocked(key, s.n)
}

// NamedBad ends the store only where it could put.
func (s *server) NamedBad(name, key string) error {
	st, err := s.engine.OpenNamed(name) // want `lockleak: s\.engine\.OpenNamed\(name\) .* returns`
	if err != nil {
		return err
	}
	if err := st.PutLocked(key, s.n); err != nil {
		return err
	}
	st.End()
	return nil
}

// RowOk has a row, or nil.
func (s *server) RowOk(name string) int {
	r := s.engine.Row(name)
	if r == nil {
		return -1
	}
	n := r.N
	r.Done()
	return n
}

// RowBad has a row with a number that it does not like.
func (s *server) RowBad(name string) int {
	r := s.engine.Row(name) // want `lockleak: s\.engine\.Row\(name\) .* returns`
	if r == nil {
		return -1
	}
	if r.N < 0 {
		return -1
	}
	n := r.N
	r.Done()
	return n
}

// PinnedOk gives a new row back when it is filled.
func (s *server) PinnedOk(name string, fill func() (int, error)) error {
	r := s.engine.Pinned(name)
	defer r.Done()
	n, err := fill()
	if err != nil {
		return err
	}
	r.N = n
	return nil
}

// PinnedBad does so only where it could be filled.
func (s *server) PinnedBad(name string, fill func() (int, error)) error {
	r := s.engine.Pinned(name) // want `lockleak: s\.engine\.Pinned\(name\) .* returns`
	n, err := fill()
	if err != nil {
		return err
	}
	r.N = n
	r.Done()
	return nil
}

// PinnedKeptOk returns the row to its own caller where it is filled.
func (s *server) PinnedKeptOk(name string, fill func() (int, error)) (interface{ Done() }, error) {
	r := s.engine.Pinned(name)
	n, err := fill()
	if err != nil {
		r.Done()
		return nil, err
	}
	r.N = n
	return r, nil
}

// TxOk commits or rolls back.
func (s *server) TxOk(name string, keys []string) error {
	tx, err := s.engine.Tx(name)
	if err != nil {
		return err
	}
	for i, key := range keys {
		if err := tx.Put(key, i); err != nil {
			tx.Rollback()
			return err
		}
	}
	return tx.Commit()
}

// TxBad does not roll back.
func (s *server) TxBad(name string, keys []string) error {
	tx, err := s.engine.Tx(name) // want `lostunlock: .*s\.engine\.Tx\(name\) .* returns`
	if err != nil {
		return err
	}
	for i, key := range keys {
		if err := tx.Put(key, i); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// CursorOk closes what it has from the engine.
func (s *server) CursorOk(prefix string) (string, bool) {
	c := s.engine.Cursor()
	defer c.Close()
	for {
		key, ok := c.Next()
		if !ok || key > prefix {
			return key, ok
		}
	}
}

// FN_Cursor returns out of the middle of the loop: what Next does to a cursor is not known in other packages.
func (s *server) FN_Cursor(prefix string) string {
	c := s.engine.Cursor()
	for {
		key, ok := c.Next()
		if !ok {
			break
		}
		if key > prefix {
			return key
		}
	}
	c.Close()
	return prefix
}

// ExclusiveOk calls what it is given.
func (s *server) ExclusiveOk(f func() error) error {
	release, err := s.engine.Exclusive()
	if err != nil {
		return err
	}
	defer release()
	return f()
}

// ExclusiveBad calls it only at the end.
func (s *server) ExclusiveBad(f func() error) error {
	release, err := s.engine.Exclusive() // want `lostunlock: .*s\.engine\.Exclusive\(\) .* returns`
	if err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	release()
	return nil
}

// SessionOk uses methods that an unexported type of low has.
func (s *server) SessionOk(name string) bool {
	ss := s.engine.Session(name)
	ss.Enter()
	if s.closed {
		ss.Leave()
		return false
	}
	ss.Name = name
	ss.Leave()
	return true
}

// SessionBad returns without Leave.
func (s *server) SessionBad(name string) bool {
	ss := s.engine.Session(name)
	ss.Enter() // want `lockleak: ss\.Enter\(\) .* returns`
	if s.closed {
		return false
	}
	ss.Name = name
	ss.Leave()
	return true
}

// TryOk tries, and leaves where it got in.
func (s *server) TryOk(name string) error {
	ss := s.engine.Session(name)
	if !ss.TryEnter() {
		return errEmpty
	}
	defer ss.Leave()
	ss.Name = name
	return nil
}

// TryBad leaves where it got in, but for one case.
func (s *server) TryBad(name string) error {
	ss := s.engine.Session(name)
	if !ss.TryEnter() { // want `lockleak: ss\.TryEnter\(\) .* returns`
		return errEmpty
	}
	if ss.Name == name {
		return nil
	}
	ss.Name = name
	ss.Leave()
	return nil
}

// BoxOk takes what is in a box, and puts something else there.
func (s *server) BoxOk() int {
	b := s.engine.Box()
	n, ok := b.TryTake()
	if !ok {
		return 0
	}
	b.Give(n + 1)
	return n
}

// BoxBad keeps a box with nothing in it.
func (s *server) BoxBad() int {
	b := s.engine.Box()
	n := b.Take() // want `lockleak: b\.Take\(\) .* returns`
	if n == 0 {
		return 0
	}
	b.Give(n + 1)
	return n
}

// ClaimOk has a key that is built two packages below.
func (s *server) ClaimOk(topic string, id int) bool {
	if !s.engine.Claim(topic, id) {
		return false
	}
	if s.closed {
		s.engine.Unclaim(topic, id)
		return false
	}
	s.n++
	s.engine.Unclaim(topic, id)
	return true
}

// ClaimBad returns between the two.
func (s *server) ClaimBad(topic string, id int) bool {
	if !s.engine.Claim(topic, id) { // want `lockleak: s\.engine\.Claim\(topic, id\) .* returns`
		return false
	}
	if s.closed {
		return false
	}
	s.n++
	s.engine.Unclaim(topic, id)
	return true
}

// ClaimGoOk gives the queue back in a goroutine of the engine.
func (s *server) ClaimGoOk(topic string, id int, work func()) bool {
	if !s.engine.Claim(topic, id) {
		return false
	}
	s.engine.Background(func() {
		defer s.engine.Unclaim(topic, id)
		work()
	})
	return true
}

// ClaimGoBad returns before the goroutine is there.
func (s *server) ClaimGoBad(topic string, id int, work func()) bool {
	if !s.engine.Claim(topic, id) { // want `lockleak: s\.engine\.Claim\(topic, id\) .* returns`
		return false
	}
	if s.closed {
		return false
	}
	s.engine.Background(func() {
		defer s.engine.Unclaim(topic, id)
		work()
	})
	return true
}

// ClaimReturnBad returns in the goroutine before it gives the queue back.
func (s *server) ClaimReturnBad(topic string, id int, work func() error) bool {
	if !s.engine.Claim(topic, id) { // want `lockleak: s\.engine\.Claim\(topic, id\) .* returns`
		return false
	}
	s.engine.Background(func() {
		if err := work(); err != nil {
			return
		}
		s.engine.Unclaim(topic, id)
	})
	return true
}

// NowOk gives it back in a function that is run at once.
func (s *server) NowOk(topic string, id int) {
	if !s.engine.Claim(topic, id) {
		return
	}
	s.engine.Now(func() {
		s.n++
		s.engine.Unclaim(topic, id)
	})
}

// NowBad gives it back there in one of two cases.
func (s *server) NowBad(topic string, id int) {
	if !s.engine.Claim(topic, id) { // want `lockleak: s\.engine\.Claim\(topic, id\) .* returns`
		return
	}
	s.engine.Now(func() {
		if s.closed {
			return
		}
		s.engine.Unclaim(topic, id)
	})
}

// RegistryOk takes a variable of package low by functions of mid.
func (s *server) RegistryOk(name string) error {
	mid.Quiesce()
	defer mid.Resume()
	return mid.Register(name, s.n)
}

// RegistryBad gives it back only where it was new.
func (s *server) RegistryBad(name string) error {
	mid.Quiesce() // want `lockleak: mid\.Quiesce\(\) .* returns`
	if err := mid.Register(name, s.n); err != nil {
		return err
	}
	mid.Resume()
	return nil
}

// JobOk stops the job, which stored the release.
func (s *server) JobOk(name, key string) error {
	j, err := s.engine.Job(name)
	if err != nil {
		return err
	}
	if err := j.PutLocked(key, 1); err != nil {
		j.Stop()
		return err
	}
	j.Stop()
	return nil
}

// FN_Job does not stop it where it fails: that Stop calls the release that Job has stored is not known.
func (s *server) FN_Job(name, key string) error {
	j, err := s.engine.Job(name)
	if err != nil {
		return err
	}
	if err := j.PutLocked(key, 1); err != nil {
		return err
	}
	j.Stop()
	return nil
}

// SlotOk has a semaphore.
func (s *server) SlotOk(ctx context.Context) error {
	if err := s.engine.Slot(ctx); err != nil {
		return err
	}
	s.n++
	s.engine.Unslot()
	return nil
}

// SlotBad returns with a slot.
func (s *server) SlotBad(ctx context.Context) error {
	if err := s.engine.Slot(ctx); err != nil { // want `lockleak: s\.engine\.Slot\(ctx\) .* returns`
		return err
	}
	if s.n > 3 {
		return errEmpty
	}
	s.n++
	s.engine.Unslot()
	return nil
}

// ExcludeOk is in a section of the engine, and takes nothing else.
func (s *server) ExcludeOk() {
	s.engine.Exclude(func() { s.n++ })
}

// ExcludeBad waits for itself.
func (s *server) ExcludeBad() {
	s.engine.Main().Start()
	s.n++
	s.engine.Main().Start() // want `relock: s\.engine\.Main\(\)\.Start\(\) acquires s\.engine\.Main\(\)\.mu, which the path holds already`
	s.engine.Main().End()
}

// AliasOk knows the store by another name.
func AliasOk(st *mid.Store, key string) error {
	if !st.TryStart() {
		return errEmpty
	}
	return st.Finish(st.PutLocked(key, 1))
}

// AliasBad returns where the key is empty.
func AliasBad(st *mid.Store, key string) error {
	if !st.TryStart() { // want `lockleak: st\.TryStart\(\) .* returns`
		return errEmpty
	}
	if key == "" {
		return errEmpty
	}
	return st.Finish(st.PutLocked(key, 1))
}

// DeclaredOk passes a door that is declared two packages below.
func (s *server) DeclaredOk(ctx context.Context) error {
	d := s.engine.Door()
	if err := d.Pass(ctx); err != nil {
		return err
	}
	s.n++
	d.Back()
	return nil
}

// DeclaredBad does not come back.
func (s *server) DeclaredBad(ctx context.Context) error {
	d := s.engine.Door()
	if err := d.Pass(ctx); err != nil { // want `lockleak: d\.Pass\(ctx\) .* returns`
		return err
	}
	if s.closed {
		return errEmpty
	}
	d.Back()
	return nil
}

// AccountOk has annotations of another tool to go by.
func (s *server) AccountOk(n int) bool {
	a := s.engine.Account()
	a.Hush()
	if !a.Add(n) {
		a.Unhush()
		return false
	}
	a.Unhush()
	return true
}

// AccountBad has them as well.
func (s *server) AccountBad(n int) bool {
	a := s.engine.Account()
	a.Hush() // want `lockleak: a\.Hush\(\) .* returns`
	if !a.Add(n) {
		return false
	}
	a.Unhush()
	return true
}

// VaultOk shuts what is no lock.
func (s *server) VaultOk() bool {
	v := s.engine.Vault()
	v.Lock()
	if s.closed {
		return false
	}
	v.Unlock()
	return true
}

// ReplyOk settles the reply on each path.
func (s *server) ReplyOk(topic string, id int) {
	r := s.engine.Reply()
	if !s.engine.Claim(topic, id) {
		return
	}
	r.Upon(func(int) { s.engine.Unclaim(topic, id) })
	if s.closed {
		r.Settle(0)
		return
	}
	r.Settle(1)
}

// FN_Reply has a path on which the reply is not settled: the reply is made by a function of another package.
func (s *server) FN_Reply(topic string, id int) {
	r := s.engine.Reply()
	if !s.engine.Claim(topic, id) {
		return
	}
	r.Upon(func(int) { s.engine.Unclaim(topic, id) })
	if s.closed {
		return
	}
	r.Settle(1)
}

// LeafOk climbs and descends.
func (s *server) LeafOk() int {
	n := s.engine.Leaf()
	n.Climb()
	if s.closed {
		n.Descend()
		return 0
	}
	s.n++
	n.Descend()
	return s.n
}
