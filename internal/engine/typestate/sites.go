package typestate

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Sites are the acquires that were met, by number.
type Sites struct {
	All       []*Acquire
	SiteIndex map[SiteKey]int
}

// A SiteKey tells acquire sites apart: an instruction can acquire several
// locks.
type SiteKey struct {
	at ssa.Instruction
	id lock.ID
}

// SiteOf returns the number of the site where op acquires at at.
func (ss *Sites) SiteOf(at ssa.Instruction, op *accesspath.Operation) int {
	k := SiteKey{at, op.ID}
	i, ok := ss.SiteIndex[k]
	if !ok {
		i = len(ss.All)
		ss.SiteIndex[k] = i
		ss.All = append(ss.All, &Acquire{At: at, Op: op, Function: at.Parent(), Pos: at.Pos()})
	}
	return i
}

// An Acquire is a place at which a lock is acquired.
type Acquire struct {
	Function *ssa.Function
	Pos      token.Pos

	At ssa.Instruction
	Op *accesspath.Operation
}

// Lock returns the lock as an access path, for dumps and tests.
func (a *Acquire) Lock() string { return a.Op.ID.String() }

// Call returns the acquire instruction.
func (a *Acquire) Call() ssa.CallInstruction { return a.At.(ssa.CallInstruction) }

// By returns the name of the function that acquires the lock where it is
// called, "" if the call is of the lock's own method.
func (a *Acquire) By() string { return a.Op.By }

// ID returns the identity of the lock.
func (a *Acquire) ID() lock.ID { return a.Op.ID }

// Keys returns which arguments of the acquire are the key, which the release
// takes as well.
func (a *Acquire) Keys() []int { return a.Op.Keys }

// Method returns the name of the acquiring method and that of its counterpart.
func (a *Acquire) Method() (acquire, release string) { return a.Op.Name, a.Op.Peer }

// ReturnsRelease reports whether the acquire returns what releases it: a
// function or a guard.
func (a *Acquire) ReturnsRelease() bool { return a.Op.Result.Handle >= 0 }

// IsSync reports whether the lock of s is one of package sync.
func (a *Acquire) IsSync() bool { return a.Op.Sync }

// HeldIf tells by which results of the call the acquire holds: the index of one
// that is true then, and of an error that is nil, -1 where there is none. It is
// not ok if it may hold or not in another way.
func (a *Acquire) HeldIf() (isTrue, isNil int, ok bool) {
	always := !slices.ContainsFunc(a.Op.Outcomes, func(o summary.Outcome) bool { return o.Do != summary.Acquire })
	switch {
	case always && len(a.Op.Outcomes) > 0:
		return -1, -1, true
	case a.Op.By != "" || !a.Op.Result.IsConditional():
		return -1, -1, false
	}
	return a.Op.Result.True, a.Op.Result.NoError, true
}

// Handle returns the index of the result of the acquire that releases, -1 if there
// is none.
func (a *Acquire) Handle() int { return a.Op.Result.Handle }
