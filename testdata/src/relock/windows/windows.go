// Package windows holds sections that give their lock back for a while.
package windows

import "sync"

// A fetcher has what it has fetched.
type fetcher struct {
	mu    sync.Mutex
	pages map[string]string
	busy  int
}

// fetchLocked gives the lock of its caller back while it fetches.
func (f *fetcher) fetchLocked(url string, get func(string) string) string {
	f.busy++
	f.mu.Unlock()
	page := get(url)
	f.mu.Lock()
	f.busy--
	return page
}

// CalleeOk calls what releases and acquires again.
func (f *fetcher) CalleeOk(url string, get func(string) string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pages[url] = f.fetchLocked(url, get)
}

// CalleeBad acquires behind that, as if it came back without the lock.
func (f *fetcher) CalleeBad(url string, get func(string) string) {
	f.mu.Lock()
	page := f.fetchLocked(url, get)
	f.mu.Lock() // want `relock: f\.mu\.Lock\(\) acquires f\.mu, which the path holds already`
	f.pages[url] = page
	f.mu.Unlock()
}

// size locks the fetcher.
func (f *fetcher) size() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.pages)
}

// CallbackOk calls what locks while the lock is given back.
func (f *fetcher) CallbackOk() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.busy++
	f.mu.Unlock()
	n := f.size()
	f.mu.Lock()
	f.busy--
	return n
}

// CallbackBad calls it when the lock is taken back.
func (f *fetcher) CallbackBad(get func()) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.busy++
	f.mu.Unlock()
	get()
	f.mu.Lock()
	f.busy--
	return f.size() // want `relock: f\.size\(\) acquires f\.mu, which the path holds already`
}

// unlocked calls g without the lock that its caller holds.
func (f *fetcher) unlocked(g func()) {
	f.mu.Unlock()
	defer f.mu.Lock()
	g()
}

// UnlockedOk locks in what is called without the lock.
func (f *fetcher) UnlockedOk() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unlocked(func() {
		f.mu.Lock()
		f.busy = 0
		f.mu.Unlock()
	})
}

// UnlockedCallOk calls what locks in there.
func (f *fetcher) UnlockedCallOk() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unlocked(func() { n = f.size() })
	return n
}

// CallersOk gives back what its caller holds, and takes it again once.
func (f *fetcher) CallersOk(get func()) {
	f.mu.Unlock()
	get()
	f.mu.Lock()
	f.busy++
}

// CallersTwiceBad takes it again twice.
func (f *fetcher) CallersTwiceBad(get func() bool) {
	f.mu.Unlock()
	ok := get()
	f.mu.Lock()
	if ok {
		f.mu.Lock() // want `relock: f\.mu\.Lock\(\) acquires f\.mu, which the path holds already`
		f.busy++
	}
}

// CallersCallBad calls what locks when it has taken it again.
func (f *fetcher) CallersCallBad(get func()) int {
	f.mu.Unlock()
	get()
	f.mu.Lock()
	return f.busy + f.size() // want `relock: f\.size\(\) acquires f\.mu, which the path holds already`
}

// CallersCallOk calls it before.
func (f *fetcher) CallersCallOk(get func()) int {
	f.mu.Unlock()
	get()
	n := f.size()
	f.mu.Lock()
	return f.busy + n
}

// CallersRoundBad takes it again in each round, and gives it back in the first one.
func (f *fetcher) CallersRoundBad(urls []string, get func(string) string) {
	for i, url := range urls {
		if i == 0 {
			f.mu.Unlock()
		}
		page := get(url)
		f.mu.Lock() // want `relock: f\.mu\.Lock\(\) acquires f\.mu, which the path holds already`
		f.pages[url] = page
	}
}

// CallersRoundOk gives it back in each round.
func (f *fetcher) CallersRoundOk(urls []string, get func(string) string) {
	for _, url := range urls {
		f.mu.Unlock()
		page := get(url)
		f.mu.Lock()
		f.pages[url] = page
	}
}

// CondOk waits for a condition, which gives the lock back and takes it again.
func (f *fetcher) CondOk(idle *sync.Cond) int {
	f.mu.Lock()
	for f.busy > 0 {
		idle.Wait()
	}
	n := len(f.pages)
	f.mu.Unlock()
	return n
}

// CondBad calls what locks behind the wait, as if that had given the lock back.
func (f *fetcher) CondBad(idle *sync.Cond) int {
	f.mu.Lock()
	for f.busy > 0 {
		idle.Wait()
	}
	n := f.size() // want `relock: f\.size\(\) acquires f\.mu, which the path holds already`
	f.mu.Unlock()
	return n
}
