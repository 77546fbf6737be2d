package low

import "sync"

var (
	registryMu sync.Mutex
	registry   = make(map[string]int)
)

// Lock takes the registry.
func Lock() { registryMu.Lock() }

// Unlock gives the registry back.
func Unlock() { registryMu.Unlock() }

// Register needs the registry.
func Register(name string, n int) error {
	if _, ok := registry[name]; ok {
		return ErrBusy
	}
	registry[name] = n
	return nil
}

// Freeze takes the registry unless it is empty.
func Freeze() bool {
	registryMu.Lock()
	if len(registry) == 0 {
		registryMu.Unlock()
		return false
	}
	return true
}

// Count is a whole section.
func Count() int {
	registryMu.Lock()
	defer registryMu.Unlock()
	return len(registry)
}
