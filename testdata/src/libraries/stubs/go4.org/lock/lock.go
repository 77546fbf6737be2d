// Package lock stands for go4.org/lock.
package lock

import "io"

func Lock(name string) (io.Closer, error) { return nil, nil }
