// Package locksutil stands for github.com/hashicorp/vault/sdk/helper/locksutil.
package locksutil

import "sync"

// LockEntry embeds, as it does in the library.
type LockEntry struct{ sync.RWMutex }

func CreateLocks() []*LockEntry                                   { return nil }
func LockForKey(locks []*LockEntry, key string) *LockEntry        { return nil }
func LocksForKeys(locks []*LockEntry, keys []string) []*LockEntry { return nil }
