// Package zk stands for github.com/go-zookeeper/zk.
package zk

// Lock stands for a lock in ZooKeeper.
type Lock struct{ _ int }

func (l *Lock) Lock() error                    { return nil }
func (l *Lock) LockWithData(data []byte) error { return nil }
func (l *Lock) Unlock() error                  { return nil }
