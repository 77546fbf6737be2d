package guards

import (
	"context"
	"errors"
)

var errStale = errors.New("stale")

// A seat is taken out of a hall, until one of its methods gives it up.
type seat struct {
	hall *hall
	row  int
}

func (s *seat) Release() { s.hall.free <- s }
func (s *seat) Destroy() { s.hall.broken <- s }

// ticket returns a ticket that gives up the seat when it is used.
func (s *seat) ticket() *ticket { return &ticket{s} }

// place returns the number of the seat.
func (s *seat) place() int { return s.row }

type ticket struct{ seat *seat }

func (t *ticket) use() { t.seat.Release() }

type hall struct{ free, broken chan *seat }

// AcquireSeat waits for a seat.
func (h *hall) AcquireSeat(ctx context.Context) (*seat, error) {
	select {
	case s := <-h.free:
		return s, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// DestroyOk gives up a seat of no use by another method.
func (h *hall) DestroyOk(ctx context.Context) error {
	s, err := h.AcquireSeat(ctx)
	if err != nil {
		return err
	}
	if s.row < 0 {
		s.Destroy()
		return errStale
	}
	s.Release()
	return nil
}

// DestroyBad keeps it.
func (h *hall) DestroyBad(ctx context.Context) error {
	s, err := h.AcquireSeat(ctx) // want `lostunlock: the release that h\.AcquireSeat\(ctx\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if s.row < 0 {
		return errStale
	}
	s.Release()
	return nil
}

// TicketOk returns what is made of the seat, and gives it up later.
func (h *hall) TicketOk(ctx context.Context) (*ticket, error) {
	s, err := h.AcquireSeat(ctx)
	if err != nil {
		return nil, err
	}
	return s.ticket(), nil
}

// PlaceBad returns just a number.
func (h *hall) PlaceBad(ctx context.Context) (int, error) {
	s, err := h.AcquireSeat(ctx) // want `lostunlock: the release that h\.AcquireSeat\(ctx\) returns is never called`
	if err != nil {
		return 0, err
	}
	return s.place(), nil
}
