// Command main shows that the end of main is the end of every lock.
package main

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

var (
	mu    sync.Mutex
	count int
)

// main returns early with the mutex, which nobody can miss any more.
func main() {
	mu.Lock()
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: main file")
		return
	}
	count++
	mu.Unlock()
	if err := runBad(os.Args[1]); err != nil {
		os.Exit(1)
	}
}

// runBad is no main function, so its early return counts.
func runBad(name string) error {
	mu.Lock() // want `lockleak: mu\.Lock\(\) .* returns`
	if name == "" {
		return errors.New("no name")
	}
	count++
	mu.Unlock()
	return nil
}
