// Package syntax holds directives that are not written as they have to be.
package syntax

import "sync"

type table struct {
	mu   sync.Mutex
	rw   sync.RWMutex
	rows map[string]int
}

// UnknownBad has no verb of ours.
//
//lockleak:aquires t.mu // want `lockdirective: want acquires, tries, releases, requires, runs, noreturn, future or notlock in //lockleak:aquires t\.mu`
func (t *table) UnknownBad() { t.mu.Lock() }

// KnownOk has one.
//
//lockleak:acquires t.mu // the caller releases it
func (t *table) KnownOk() { t.mu.Lock() }

// CapitalBad has a verb that begins with a capital.
/* want `lockdirective: want acquires, .* or notlock` */ //lockleak:Acquires t.mu
func (t *table) CapitalBad() {
	t.mu.Lock()
}

// EmptyBad has nothing behind the colon.
/* want `lockdirective: want acquires, .* or notlock in //lockleak:$` */ //lockleak:
func (t *table) EmptyBad() {
	t.mu.Lock()
}

// SpaceBad is text for the go command.
//
// lockleak:acquires t.mu // want `lockdirective: write //lockleak:acquires, with no space after the slashes`
func (t *table) SpaceBad() { t.mu.Lock() }

// CapitalSpaceBad has both, as gofmt would write it.
//
// lockleak:Acquires t.mu // want `lockdirective: write //lockleak:acquires, with no space after the slashes`
func (t *table) CapitalSpaceBad() { t.mu.Lock() }

// ColonSpaceBad has spaces everywhere.
//
// lockleak: acquires t.mu // want `lockdirective: write //lockleak:acquires, with no space after the slashes`
func (t *table) ColonSpaceBad() { t.mu.Lock() }

// SpaceOk mentions the tool and the directive lockleak:acquires.
//
// lockleak:acquired is no verb, and this is text. Another piece of it is
// lockleak: requires some time
func (t *table) SpaceOk() {
	t.mu.Lock()
	defer t.mu.Unlock()
}

// ColonBad has a space behind the colon.
/* want `lockdirective: write //lockleak:acquires, with no space after the colon` */ //lockleak: acquires t.mu
func (t *table) ColonBad() {
	t.mu.Lock()
}

// NothingBad says no lock.
//
//lockleak:acquires // want `lockdirective: want a lock, such as s\.mu or table\(key\)`
func (t *table) NothingBad() { t.mu.Lock() }

// PointerBad writes a lock as an expression.
//
//lockleak:acquires &t.mu // want `lockdirective: want a lock, such as s\.mu or table\(key\)`
func (t *table) PointerBad() { t.mu.Lock() }

// FieldBad ends with a dot.
//
//lockleak:acquires t. // want `lockdirective: want the name of a field in //lockleak:acquires t\.`
func (t *table) FieldBad() { t.mu.Lock() }

// ModeBad has a mode that is none.
//
//lockleak:acquires t.rw read // want `lockdirective: want shared, if, by or the end`
func (t *table) ModeBad() { t.rw.RLock() }

// ModeOk says it right.
//
//lockleak:acquires t.rw shared
func (t *table) ModeOk() { t.rw.RLock() }

// ConditionBad names a result.
//
//lockleak:acquires t.mu if ok // want `lockdirective: want true, false, nil or error`
func (t *table) ConditionBad() (ok bool) { return t.mu.TryLock() }

// ConditionOk says its value.
//
//lockleak:acquires t.mu if true
func (t *table) ConditionOk() (ok bool) { return t.mu.TryLock() }

// TwiceBad has two conditions on one result.
//
//lockleak:acquires t.mu if nil and error // want `lockdirective: want true or false`
func (t *table) TwiceBad() error { return nil }

// HandleBad names the result.
//
//lockleak:acquires t.mu by unlock // want `lockdirective: want result in`
func (t *table) HandleBad() (unlock func()) {
	t.mu.Lock()
	return t.mu.Unlock
}

// KeyBad has a key that is an expression.
//
//lockleak:requires t.mu("key") // want `lockdirective: want a key, such as id or req\.id`
func (t *table) KeyBad() {}

// ParenBad does not close the parenthesis.
//
//lockleak:requires t.mu(key // want `lockdirective: want , or \)`
func (t *table) ParenBad(key string) {}

// RunsBad does not say when.
//
//lockleak:runs fn // want `lockdirective: want now, maybe or later`
func RunsBad(fn func()) { fn() }

// RunsOk does.
//
//lockleak:runs fn now
func RunsOk(fn func()) { fn() }

// NoReturnBad has more to say.
//
//lockleak:noreturn if error // want `lockdirective: want the end`
func NoReturnBad() {}

/* want `lockdirective: want the end` */ //lockleak:notlock at all
func FrontBad() {
}

// BlockOk is no directive.
/*lockleak:notlock at all*/
func BlockOk() {}

// AnnotationsOk has what is written for another tool, and cannot be read.
// +checklocks:t.rows[key]
// +checklocksforce:t.mu
func (t *table) AnnotationsOk(key string) { t.rows[key]++ }
