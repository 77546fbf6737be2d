// Package ignores accepts findings in the source.
package ignores

import "sync"

type box struct {
	mu sync.Mutex
	n  int
}

// behind accepts a finding behind the code.
func (b *box) behind(odd bool) int {
	b.mu.Lock() //lockleak:ignore lockleak the caller of odd boxes resets them
	if odd {
		return 0
	}
	b.mu.Unlock()
	return b.n
}

// above accepts one in the line above, with other words around it.
func (b *box) above(odd bool) int {
	// The lock is kept for odd boxes.
	//lockleak:ignore lockleak,relock the caller of odd boxes resets them // want `relock: there is nothing to ignore here; remove relock from the directive`
	// That is on purpose.
	b.mu.Lock()
	if odd {
		return 0
	}
	b.mu.Unlock()
	return b.n
}

// whole accepts all of one kind in a function.
//
//lockleak:ignore lockleak the callers of odd boxes reset them
func (b *box) whole(odd bool) int {
	b.mu.Lock()
	if odd {
		return 0
	}
	b.mu.Unlock()
	b.mu.Lock()
	if b.n > 1 {
		return 1
	}
	b.mu.Unlock()
	return b.n
}

// elsewhere has it in a line that is not that of the finding.
func (b *box) elsewhere(odd bool) int {
	b.mu.Lock() // want `lockleak: b.mu.Lock\(\) is not released on a path that returns`
	if odd {
		return 0 //lockleak:ignore lockleak the finding is at the acquire // want `lockleak: there is nothing to ignore here; remove the directive`
	}
	b.mu.Unlock()
	return b.n
}

// others has it for a check that does not report there.
func (b *box) others() {
	b.mu.Lock()
	b.mu.Lock() //lockleak:ignore lockleak it is to hang // want `lockleak: there is nothing to ignore here; remove the directive` `relock: b.mu.Lock\(\) acquires b.mu, which the path holds already`
	b.mu.Unlock()
	b.mu.Unlock()
}

// again is accepted.
func (b *box) again() {
	b.mu.Lock()
	b.mu.Lock() //lockleak:ignore relock it is to hang
	b.mu.Unlock()
	b.mu.Unlock()
}

// stale names all checks where there is nothing.
func stale() {
	//lockleak:ignore relock nothing here // want `relock: there is nothing to ignore here; remove the directive`
	_ = 1
	_ = 2 //lockleak:ignore lostunlock nothing here // want `lostunlock: there is nothing to ignore here; remove the directive`
	_ = 3 //lockleak:ignore badunlock nothing here // want `badunlock: there is nothing to ignore here; remove the directive`
	_ = 4 //lockleak:ignore deferlock nothing here // want `deferlock: there is nothing to ignore here; remove the directive`
}

// malformed accepts nothing.
func (b *box) malformed(odd bool) int {
	b.mu.Lock() /* want `lockleak: b.mu.Lock\(\) is not released` `lockdirective: //lockleak:ignore lockleak needs a reason behind it` */ //lockleak:ignore lockleak
	if odd {
		return 0
	}
	b.mu.Unlock()
	_ = 1 /* want `lockdirective: //lockleak:ignore needs a check and a reason` */      //lockleak:ignore
	_ = 2 /* want `lockdirective: "lockleek" is no check in //lockleak:ignore` */       //lockleak:ignore lockleek why
	_ = 3 /* want `lockdirective: write //lockleak:ignore, with no space` */            // lockleak:ignore lockleak why
	_ = 4 /* want `lockdirective: //lockleak:ignore relock needs a reason behind it` */ //lockleak:ignore relock
	return b.n
}
