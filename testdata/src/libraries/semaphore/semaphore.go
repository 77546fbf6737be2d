// Package semaphore uses golang.org/x/sync/semaphore.
package semaphore

import (
	"context"
	"errors"

	"golang.org/x/sync/semaphore"
)

var (
	errBusy = errors.New("busy")
	errDone = errors.New("done already")
)

type downloader struct {
	slots *semaphore.Weighted
	max   int64
	done  map[string]bool
}

// TakeOk defers the release behind the error check.
func (d *downloader) TakeOk(ctx context.Context, url string, get func(string) error) error {
	if err := d.slots.Acquire(ctx, 1); err != nil {
		return err
	}
	defer d.slots.Release(1)
	return get(url)
}

// TakeBad releases only where the download works.
func (d *downloader) TakeBad(ctx context.Context, url string, get func(string) error) error {
	if err := d.slots.Acquire(ctx, 1); err != nil { // want `lockleak: d\.slots\.Acquire\(ctx, 1\) .* returns`
		return err
	}
	if err := get(url); err != nil {
		return err
	}
	d.slots.Release(1)
	return nil
}

// WeightOk releases as much as it has acquired, on both exits.
func (d *downloader) WeightOk(ctx context.Context, size int64, get func() error) error {
	if err := d.slots.Acquire(ctx, size); err != nil {
		return err
	}
	if err := get(); err != nil {
		d.slots.Release(size)
		return err
	}
	d.slots.Release(size)
	return nil
}

// WeightBad lacks one line of WeightOk.
func (d *downloader) WeightBad(ctx context.Context, size int64, get func() error) error {
	if err := d.slots.Acquire(ctx, size); err != nil { // want `lockleak: d\.slots\.Acquire\(ctx, size\) .* returns`
		return err
	}
	if err := get(); err != nil {
		return err
	}
	d.slots.Release(size)
	return nil
}

// TryOk has nothing where the attempt failed.
func (d *downloader) TryOk(url string, get func(string) error) error {
	if !d.slots.TryAcquire(1) {
		return errBusy
	}
	defer d.slots.Release(1)
	return get(url)
}

// TryBad keeps the slot of what is already there.
func (d *downloader) TryBad(url string, get func(string) error) error {
	if !d.slots.TryAcquire(1) { // want `lockleak: d\.slots\.TryAcquire\(1\) .* returns`
		return errBusy
	}
	if d.done[url] {
		return errDone
	}
	err := get(url)
	d.slots.Release(1)
	return err
}

// WorkersOk hands each slot to a goroutine, and takes all of them at the end to wait.
func (d *downloader) WorkersOk(ctx context.Context, urls []string, get func(string) error) error {
	for _, url := range urls {
		if err := d.slots.Acquire(ctx, 1); err != nil {
			return err
		}
		go func() {
			defer d.slots.Release(1)
			_ = get(url)
		}()
	}
	return d.slots.Acquire(ctx, d.max)
}

// InPartsOk gives its two slots back one by one.
func (d *downloader) InPartsOk(ctx context.Context, get func(string) error) error {
	if err := d.slots.Acquire(ctx, 2); err != nil {
		return err
	}
	err := get("index")
	d.slots.Release(1)
	err = errors.Join(err, get("data"))
	d.slots.Release(1)
	return err
}
