package direct

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"fixtures/low"
)

type user struct {
	file  *low.File
	mu    sync.Mutex
	a, b  *low.Row
	rows  []*low.Row
	held  low.Held
	edit  *low.Edit
	jobs  chan func()
	mode  int
	opts  low.Options
	n     int
	close func()
}

// SharedOk has the file if it is shared.
func (u *user) SharedOk(f func() error) error {
	u.file.EnterShared()
	if err := f(); err != nil {
		u.file.LeaveShared()
		return err
	}
	u.file.LeaveShared()
	return nil
}

// FN_Shared leaves in one case: a summary has no conditions on fields.
func (u *user) FN_Shared(f func() error) error {
	u.file.EnterShared()
	if err := f(); err != nil {
		return err
	}
	u.file.LeaveShared()
	return nil
}

// OptionsOk has it as its options say.
func (u *user) OptionsOk(f func() error) error {
	u.file.EnterWith(u.opts)
	defer u.file.LeaveWith(u.opts)
	return f()
}

// OptionsParameterOk is given the options.
func (u *user) OptionsParameterOk(o low.Options, f func() error) error {
	u.file.EnterWith(o)
	err := f()
	u.file.LeaveWith(o)
	return err
}

// ModeOk has it in a mode.
func (u *user) ModeOk(mode int, f func() error) error {
	u.file.Take(mode)
	if err := f(); err != nil {
		u.file.Give(mode)
		return err
	}
	u.file.Give(mode)
	return nil
}

// ModeConstantOk has it in one of the modes.
func (u *user) ModeConstantOk() int {
	u.file.Take(low.Read)
	n := u.n
	u.file.Give(low.Read)
	u.file.Take(low.Write)
	u.n++
	u.file.Give(low.Write)
	return n
}

// ForOk is a writer or a reader.
func (u *user) ForOk(write bool, f func() error) error {
	u.file.For(write)
	defer u.file.EndFor(write)
	return f()
}

// ForTrueOk is a writer, and ends as one.
func (u *user) ForTrueOk() {
	u.file.For(true)
	u.n++
	u.file.Done()
}

// ForBranchOk decides on the way.
func (u *user) ForBranchOk(key string) {
	write := key != ""
	u.file.For(write)
	if write {
		u.n++
	}
	u.file.EndFor(write)
}

// ForBad ends in the other mode at one exit.
func (u *user) ForBad(f func() error) error {
	u.file.For(true)
	if err := f(); err != nil {
		u.file.EndFor(false) // want `badunlock: u\.file\.EndFor\(false\) releases u\.file\.mu in the mode in which it is not held`
		return err
	}
	u.file.EndFor(true)
	return nil
}

// ForReturnBad returns between them.
func (u *user) ForReturnBad(write bool, f func() error) error {
	u.file.For(write) // want `lockleak: u\.file\.For\(write\) .* returns`
	if err := f(); err != nil {
		return err
	}
	u.file.EndFor(write)
	return nil
}

// UseOk calls the end.
func (u *user) UseOk(write bool, f func() error) error {
	end := u.file.Use(write)
	defer end()
	return f()
}

// UseAtOnceOk defers the end in the line of the beginning.
func (u *user) UseAtOnceOk(f func() error) error {
	defer u.file.Use(true)()
	return f()
}

// UseBad calls it where f works.
func (u *user) UseBad(write bool, f func() error) error {
	end := u.file.Use(write) // want `lostunlock: .*u\.file\.Use\(write\) .* returns`
	if err := f(); err != nil {
		return err
	}
	end()
	return nil
}

// UseIfOk has an end in any case.
func (u *user) UseIfOk(need bool, f func() error) error {
	end := u.file.UseIf(need)
	if err := f(); err != nil {
		end()
		return err
	}
	end()
	return nil
}

// UseIfFalseOk needs no end.
func (u *user) UseIfFalseOk(f func() error) error {
	u.file.UseIf(false)
	return f()
}

// UseOnceOk may call the end several times.
func (u *user) UseOnceOk(f func() error) error {
	end := sync.OnceFunc(u.file.Use(true))
	defer end()
	if err := f(); err != nil {
		return err
	}
	end()
	return f()
}

// UseNilOk forgets the end when it has called it.
func (u *user) UseNilOk(f func() bool) {
	end := u.file.Use(false)
	defer func() {
		if end != nil {
			end()
		}
	}()
	if f() {
		end()
		end = nil
		f()
	}
}

// CheckedOk has an end or an error.
func (u *user) CheckedOk(ctx context.Context, f func()) error {
	end, err := u.file.UseChecked(ctx)
	if err != nil {
		return fmt.Errorf("use: %w", err)
	}
	f()
	end()
	return nil
}

// CheckedBad has an end, and a context that is done.
func (u *user) CheckedBad(ctx context.Context, f func()) error {
	end, err := u.file.UseChecked(ctx) // want `lostunlock: .*u\.file\.UseChecked\(ctx\) .* returns`
	if err != nil {
		return fmt.Errorf("use: %w", err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	f()
	end()
	return nil
}

// PrepareOk has the file where it is prepared.
func (u *user) PrepareOk() error {
	if err := u.file.Prepare(); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	u.n++
	u.file.Done()
	return nil
}

// PrepareBad does not give it back at once.
func (u *user) PrepareBad() error {
	if err := u.file.Prepare(); err != nil { // want `lockleak: u\.file\.Prepare\(\) .* returns`
		return fmt.Errorf("prepare: %w", err)
	}
	if u.n++; u.n > 3 {
		return errEmpty
	}
	u.file.Done()
	return nil
}

// PrepareSwitchOk asks in a switch.
func (u *user) PrepareSwitchOk() error {
	switch err := u.file.Prepare(); {
	case errors.Is(err, low.ErrClosed):
		return nil
	case err != nil:
		return err
	}
	defer u.file.Done()
	return u.check()
}

func (u *user) check() error {
	if u.n < 0 {
		return errEmpty
	}
	return nil
}

// FlagOk has the file where it is prepared by the other function.
func (u *user) FlagOk() error {
	err := u.file.PrepareFlag()
	if err == nil {
		u.n++
		u.file.Done()
	}
	return err
}

// FlagBad does not give it back where the check fails.
func (u *user) FlagBad() error {
	if err := u.file.PrepareFlag(); err != nil { // want `lockleak: u\.file\.PrepareFlag\(\) .* returns`
		return err
	}
	if err := u.check(); err != nil {
		return err
	}
	u.file.Done()
	return nil
}

// RowOk has a row, none, or an error.
func (u *user) RowOk(name string) (int, error) {
	r, err := u.file.Row(name)
	if err != nil {
		return 0, err
	}
	if r == nil {
		return -1, nil
	}
	defer r.Done()
	return r.N, nil
}

// RowNilOk asks for the row alone.
func (u *user) RowNilOk(name string) (n int) {
	if r, _ := u.file.Row(name); r != nil {
		n = r.N
		u.file.PutOne(r)
	}
	return n
}

// RowBad forgets one that is empty.
func (u *user) RowBad(name string) (int, error) {
	r, err := u.file.Row(name) // want `lockleak: u\.file\.Row\(name\) .* returns`
	if err != nil || r == nil {
		return 0, err
	}
	if r.N == 0 {
		return 0, errEmpty
	}
	n := r.N
	u.file.PutOne(r)
	return n, nil
}

// RowsOk gives them back together.
func (u *user) RowsOk(names []string) (sum int, err error) {
	var rows []*low.Row
	defer func() { u.file.PutBack(rows...) }()
	for _, name := range names {
		r, err := u.file.Row(name)
		if err != nil {
			return 0, err
		}
		if r == nil {
			continue
		}
		rows = append(rows, r)
		sum += r.N
	}
	return sum, nil
}

// RowsTwoOk gives two back in one call.
func (u *user) RowsTwoOk(x, y string) error {
	r, err := u.file.Row(x)
	if err != nil || r == nil {
		return err
	}
	s, err := u.file.Row(y)
	if err != nil || s == nil {
		u.file.PutBack(r)
		return err
	}
	r.N, s.N = s.N, r.N
	u.file.PutBack(r, s)
	return nil
}

// PairOk takes two rows.
func (u *user) PairOk(f func() error) error {
	low.TakePair(u.a, u.b)
	if err := f(); err != nil {
		low.GivePair(u.a, u.b)
		return err
	}
	low.GivePair(u.a, u.b)
	return nil
}

// PairHandOk gives them back one by one.
func (u *user) PairHandOk(a, b *low.Row) {
	low.TakePair(a, b)
	a.N, b.N = b.N, a.N
	a.Done()
	b.Done()
}

// RefOk is one of several users.
func (u *user) RefOk(f func() error) error {
	u.file.Ref()
	defer u.file.Unref()
	if err := f(); err != nil {
		return err
	}
	u.file.Ref()
	u.n++
	u.file.Unref()
	return nil
}

// WaitOk has the file when it is ready.
func (u *user) WaitOk() {
	u.file.StartWait()
	u.n++
	u.file.EndWait()
}

// WaitBad has it, and returns.
func (u *user) WaitBad() {
	u.file.StartWait() // want `lockleak: u\.file\.StartWait\(\) .* returns`
	if u.n++; u.n > 3 {
		return
	}
	u.file.EndWait()
}

// AllOk breaks out of the loop.
func (u *user) AllOk(want string) bool {
	for row := range u.file.All() {
		if row == want {
			return true
		}
	}
	u.file.For(true)
	u.n++
	u.file.EndFor(true)
	return false
}

// HoldOk frees a value.
func (u *user) HoldOk(f func() error) error {
	h := u.file.Hold()
	if err := f(); err != nil {
		h.Free()
		return err
	}
	h.Free()
	return nil
}

// FN_Hold does so in one of two cases: a struct that has the address of the lock is not taken for what releases it.
func (u *user) FN_Hold(f func() error) error {
	h := u.file.Hold()
	if err := f(); err != nil {
		return err
	}
	h.Free()
	return nil
}

// HeldFieldOk stores the value.
func (u *user) HeldFieldOk() {
	u.held = u.file.Hold()
}

// freeHeld frees it.
func (u *user) freeHeld() { u.held.Free() }

// EditOk rolls back in any case, as one does in database/sql.
func (u *user) EditOk(rows []string) error {
	e, err := u.file.Edit()
	if err != nil {
		return err
	}
	defer e.Rollback()
	for _, row := range rows {
		if err := e.Add(row); err != nil {
			return err
		}
	}
	return e.Commit()
}

// EditHandOk does so by hand.
func (u *user) EditHandOk(row string) error {
	e, err := u.file.Edit()
	if err != nil {
		return err
	}
	if err := e.Add(row); err != nil {
		e.Rollback()
		return err
	}
	return e.Commit()
}

// EditBad does so by hand, but at one exit.
func (u *user) EditBad(row string) error {
	e, err := u.file.Edit() // want `lostunlock: .*u\.file\.Edit\(\) .* returns`
	if err != nil {
		return err
	}
	if row == "" {
		return errEmpty
	}
	if err := e.Add(row); err != nil {
		e.Rollback()
		return err
	}
	return e.Commit()
}

// EditFieldOk keeps the edit for others.
func (u *user) EditFieldOk() (err error) {
	u.edit, err = u.file.Edit()
	return err
}

// ChangeOk has it done by the other package.
func (u *user) ChangeOk(rows []string) error {
	return u.file.Change(func(e *low.Edit) error {
		for _, row := range rows {
			if err := e.Add(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// FreeOk has its own mutex given back by the other package.
func (u *user) FreeOk(f func() error) error {
	u.mu.Lock()
	if err := f(); err != nil {
		low.Free(&u.mu)
		return err
	}
	low.Free(&u.mu)
	return nil
}

// FreeBad does so at one of two exits.
func (u *user) FreeBad(f func() error) error {
	u.mu.Lock() // want `lockleak: u\.mu\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	low.Free(&u.mu)
	return nil
}

// GrabOk has its own mutex taken by the other package.
func (u *user) GrabOk() bool {
	if !low.Grab(&u.mu, 10) {
		return false
	}
	u.n++
	u.mu.Unlock()
	return true
}

// MutexTakenBad returns with its own mutex.
func (u *user) MutexTakenBad() error {
	if !low.Grab(&u.mu, 10) { // want `lockleak: low\.Grab\(&u\.mu, 10\) .* returns`
		return errEmpty
	}
	if u.n > 3 {
		return errEmpty
	}
	u.mu.Unlock()
	return nil
}

// DieOk does not return where it has the lock.
func (u *user) DieOk(f func() error) {
	u.file.For(true)
	if err := f(); err != nil {
		low.Die(err)
	}
	u.file.EndFor(true)
}

// DieReturnOk returns behind what does not.
func (u *user) DieReturnOk(f func() error) int {
	u.file.For(true)
	if err := f(); err != nil {
		low.Die(err)
		return 1
	}
	u.file.EndFor(true)
	return 0
}

// CleanupOk has the test give the file back.
func (u *user) CleanupOk(t *testing.T) {
	if err := u.file.Prepare(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(u.file.Done)
}

// AfterOk has a context give it back.
func (u *user) AfterOk(ctx context.Context) {
	u.file.For(true)
	context.AfterFunc(ctx, u.file.Done)
}

// SentOk sends what ends it.
func (u *user) SentOk(ctx context.Context) error {
	end := u.file.Use(true)
	select {
	case u.jobs <- end:
		return nil
	case <-ctx.Done():
		end()
		return ctx.Err()
	}
}

// StoredOk stores it.
func (u *user) StoredOk() {
	u.close = u.file.Use(true)
}

// ReturnedOk returns it.
func (u *user) ReturnedOk(ctx context.Context) (func(), error) {
	end, err := u.file.UseChecked(ctx)
	if err != nil {
		return nil, err
	}
	u.n++
	return func() {
		u.n--
		end()
	}, nil
}
