package guards

import (
	"context"
	"io"
)

// A fileLocker returns what unlocks when it is closed.
type fileLocker interface {
	Lock(path string) (io.Closer, error)
}

// A keeper keeps what it has locked, by name.
type keeper struct {
	held   map[string]io.Closer
	guards map[*guard]bool
	out    chan io.Closer
}

// drop gives the path back.
func (k *keeper) drop(path string) error {
	err := k.held[path].Close()
	delete(k.held, path)
	return err
}

// MapOk keeps the guard in the table.
func (k *keeper) MapOk(l fileLocker, path string) error {
	c, err := l.Lock(path)
	if err != nil {
		return err
	}
	k.held[path] = c
	return nil
}

// MapBad keeps nothing where the keeper has the path.
func (k *keeper) MapBad(l fileLocker, path string) error {
	c, err := l.Lock(path) // want `lostunlock: the release that l\.Lock\(path\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if k.held[path] != nil {
		return errBusy
	}
	k.held[path] = c
	return nil
}

// SetOk has the guard as a key.
func (k *keeper) SetOk(ctx context.Context, l guardLocker, key string) error {
	g, err := l.Acquire(ctx, key)
	if err != nil {
		return err
	}
	k.guards[g] = true
	return nil
}

// SetBad has another guard as a key.
func (k *keeper) SetBad(ctx context.Context, l guardLocker, key string, old *guard) error {
	g, err := l.Acquire(ctx, key) // want `lostunlock: the release that l\.Acquire\(ctx, key\) returns is never called`
	if err != nil {
		return err
	}
	k.guards[old] = g.Key() == old.Key()
	return nil
}

// SendOk sends the guard to who closes it.
func (k *keeper) SendOk(l fileLocker, path string) error {
	c, err := l.Lock(path)
	if err != nil {
		return err
	}
	k.out <- c
	return nil
}

// SendBad sends it unless there is something in the channel.
func (k *keeper) SendBad(l fileLocker, path string) error {
	c, err := l.Lock(path) // want `lostunlock: the release that l\.Lock\(path\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if len(k.out) > 0 {
		return errBusy
	}
	k.out <- c
	return nil
}

// SelectOk closes the guard itself where nobody takes it.
func (k *keeper) SelectOk(ctx context.Context, l fileLocker, path string) error {
	c, err := l.Lock(path)
	if err != nil {
		return err
	}
	select {
	case k.out <- c:
		return nil
	case <-ctx.Done():
		return c.Close()
	}
}

// SelectBad does not.
func (k *keeper) SelectBad(ctx context.Context, l fileLocker, path string) error {
	c, err := l.Lock(path) // want `lostunlock: the release that l\.Lock\(path\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	select {
	case k.out <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TableOk returns a table with the guard.
func TableOk(l fileLocker, path string) (map[string]io.Closer, error) {
	held := map[string]io.Closer{}
	c, err := l.Lock(path)
	if err != nil {
		return nil, err
	}
	held[path] = c
	return held, nil
}

// TablesOk gives back what it has where it fails.
func TablesOk(l fileLocker, paths []string) (map[string]io.Closer, error) {
	held := map[string]io.Closer{}
	for _, path := range paths {
		c, err := l.Lock(path)
		if err != nil {
			for _, c := range held {
				c.Close()
			}
			return nil, err
		}
		held[path] = c
	}
	return held, nil
}
