// Package declared uses functions of package low whose bodies do not tell what
// they do to locks: directives do.
package declared

import (
	"context"
	"errors"

	"fixtures/low"
)

var errEmpty = errors.New("empty")

type house struct {
	door  low.Door
	desks low.Desks
	store *low.Store
	n     int
	shut  bool
}

// DoorOk passes, and comes back.
func (h *house) DoorOk(ctx context.Context) error {
	if err := h.door.Pass(ctx); err != nil {
		return err
	}
	defer h.door.Back()
	h.n++
	return nil
}

// DoorBad passes, and does not come back where the house is shut.
func (h *house) DoorBad(ctx context.Context) error {
	if err := h.door.Pass(ctx); err != nil { // want `lockleak: h\.door\.Pass\(ctx\) .* returns`
		return err
	}
	if h.shut {
		return errEmpty
	}
	h.door.Back()
	return nil
}

// SlipOk tries.
func (h *house) SlipOk() bool {
	if !h.door.Slip() {
		return false
	}
	h.n++
	h.door.Back()
	return true
}

// SlipBad tries, and gets lost.
func (h *house) SlipBad() bool {
	if !h.door.Slip() { // want `lockleak: h\.door\.Slip\(\) .* returns`
		return false
	}
	if h.n++; h.n > 9 {
		return true
	}
	h.door.Back()
	return true
}

// SitOk takes desks by their numbers.
func (h *house) SitOk(from, to int) bool {
	if !h.desks.Sit(from) {
		return false
	}
	if !h.desks.Sit(to) {
		h.desks.Rise(from)
		return false
	}
	h.desks.Rise(to)
	h.desks.Rise(from)
	return true
}

// SitBad keeps the first where it has not got the second.
func (h *house) SitBad(from, to int) bool {
	if !h.desks.Sit(from) { // want `lockleak: h\.desks\.Sit\(from\) .* returns`
		return false
	}
	if !h.desks.Sit(to) {
		return false
	}
	h.desks.Rise(to)
	h.desks.Rise(from)
	return true
}

// BookOk cancels.
func (h *house) BookOk(id int) {
	cancel := h.desks.Book(id)
	defer cancel()
	h.n++
}

// BookBad cancels if the house is open.
func (h *house) BookBad(id int) {
	cancel := h.desks.Book(id) // want `lostunlock: .*h\.desks\.Book\(id\) .* returns`
	if h.shut {
		return
	}
	cancel()
}

// BookRiseOk has another way to give the desk back.
func (h *house) BookRiseOk(id int) {
	h.desks.Book(id)
	h.n++
	h.desks.Rise(id)
}

// ReserveOk knows by a directive what a hook does.
func (h *house) ReserveOk() bool {
	h.store.Reserve()
	if h.shut {
		h.store.GiveUp()
		return false
	}
	h.store.End()
	return true
}

// ReserveBad forgets it.
func (h *house) ReserveBad() bool {
	h.store.Reserve() // want `lockleak: h\.store\.Reserve\(\) .* returns`
	if h.shut {
		return false
	}
	h.store.GiveUp()
	return true
}

// RowOk has a row where the result is true.
func (h *house) RowOk(r *low.Row, f func(*low.Row) bool) bool {
	if !low.ReserveRow(r, f) {
		return false
	}
	r.N = h.n
	r.Done()
	return true
}

// RowBad has a row, and returns where the house is shut.
func (h *house) RowBad(r *low.Row, f func(*low.Row) bool) bool {
	if !low.ReserveRow(r, f) { // want `lockleak: low\.ReserveRow\(r, f\) .* returns`
		return false
	}
	if h.shut {
		return false
	}
	r.Done()
	return true
}

// TouchOk calls what needs the store, and has it behind that.
func (h *house) TouchOk() error {
	h.store.Start()
	if err := h.store.Touch(); err != nil {
		h.store.End()
		return err
	}
	h.store.End()
	return nil
}

// TouchBad thinks that an error of Touch gives the store back.
func (h *house) TouchBad() error {
	h.store.Start() // want `lockleak: h\.store\.Start\(\) .* returns`
	if err := h.store.Touch(); err != nil {
		return err
	}
	h.store.End()
	return nil
}

// ApplyOk gives the store back in a function that is run before the call returns.
func (h *house) ApplyOk() {
	h.store.Start()
	h.store.Apply(func() {
		h.n++
		h.store.End()
	})
}

// ApplyBad does so in one of two cases.
func (h *house) ApplyBad() {
	h.store.Start() // want `lockleak: h\.store\.Start\(\) .* returns`
	h.store.Apply(func() {
		if h.shut {
			return
		}
		h.store.End()
	})
}

// MailOk gives the store back in a function that is run later.
func (h *house) MailOk() {
	h.store.Start()
	h.store.Mail(h.store.End)
}

// MailBad does so, but where the house is shut.
func (h *house) MailBad() {
	h.store.Start() // want `lockleak: h\.store\.Start\(\) .* returns`
	if h.shut {
		return
	}
	h.store.Mail(func() { h.store.End() })
}

// MailReturnBad returns in that function before the release.
func (h *house) MailReturnBad() {
	h.store.Start() // want `lockleak: h\.store\.Start\(\) .* returns`
	h.store.Mail(func() {
		if h.shut {
			return
		}
		h.store.End()
	})
}

// ReplyOk settles what has the release.
func (h *house) ReplyOk() *low.Reply {
	r := new(low.Reply)
	h.store.Start()
	r.Upon(func(int) { h.store.End() })
	if h.shut {
		r.Settle(0)
	}
	return r
}

// ReplyBad forgets a reply that has the release.
func (h *house) ReplyBad() int {
	r := new(low.Reply)
	h.store.Start() // want `lockleak: the release of h\.store\.Start\(\) is registered on a future .* returns`
	r.Upon(func(int) { h.store.End() })
	if h.shut {
		return 0
	}
	r.Settle(1)
	return 1
}

// ReplyEarlyBad settles the reply where nothing is registered yet.
func (h *house) ReplyEarlyBad(r *low.Reply) {
	h.store.Start() // want `lockleak: h\.store\.Start\(\) .* returns`
	if h.shut {
		r.Settle(0)
		return
	}
	r.Upon(func(int) { h.store.End() })
}

// VaultOk shuts a vault, which is no lock.
func VaultOk(v *low.Vault, open bool) {
	v.Lock()
	if open {
		v.Unlock()
	}
}

// LevelBad unlocks the level of a game, which gives nothing back.
func (h *house) LevelBad(level int) {
	h.store.Start() // want `lockleak: h\.store\.Start\(\) .* returns`
	if level > h.n {
		low.UnlockLevel(h.store, level)
		return
	}
	h.store.End()
}

// LevelOk does so, and gives the store back.
func (h *house) LevelOk(level int) {
	h.store.Start()
	low.UnlockLevel(h.store, level)
	h.store.End()
}

// HushOk has the annotations of another tool.
func HushOk(a *low.Account, n int) {
	a.Hush()
	a.Add(n)
	a.Unhush()
}

// HushBad returns where the balance is below zero.
func HushBad(a *low.Account, n int) {
	a.Hush() // want `lockleak: a\.Hush\(\) .* returns`
	if !a.Add(n) {
		return
	}
	a.Unhush()
}

// GlanceOk reads.
func GlanceOk(a *low.Account, f func() error) error {
	a.Glance()
	if err := f(); err != nil {
		a.Unglance()
		return err
	}
	a.Unglance()
	return nil
}

// GlanceBad ends its reading as if it was writing.
func GlanceBad(a *low.Account, f func() error) error {
	a.Glance()
	if err := f(); err != nil {
		a.Unhush() // want `badunlock: a\.Unhush\(\) releases a\.mu in the mode in which it is not held`
		return err
	}
	a.Unglance()
	return nil
}
