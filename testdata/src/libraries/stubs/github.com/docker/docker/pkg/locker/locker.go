// Package locker stands for github.com/docker/docker/pkg/locker.
package locker

import "github.com/moby/locker"

// Locker is an alias, as it is in the library of version 20.10.
type Locker = locker.Locker

func New() *Locker { return locker.New() }
