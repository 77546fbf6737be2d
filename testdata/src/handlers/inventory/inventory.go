// Package inventory has literals that are handlers of package net/http. They are in
// a module of their own, since that package imports half of the standard library.
package inventory

import (
	"net/http"
	"sync"
)

type cache struct {
	mu    sync.Mutex
	items map[string]int
}

// HandlerOk answers a request for a missing key after the release.
func (c *cache) HandlerOk() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		_, ok := c.items[r.URL.Path]
		c.mu.Unlock()
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// HandlerBad answers a request for a missing key and leaves.
func (c *cache) HandlerBad() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
		if _, ok := c.items[r.URL.Path]; !ok {
			http.NotFound(w, r)
			return
		}
		delete(c.items, r.URL.Path)
		c.mu.Unlock()
	})
}
